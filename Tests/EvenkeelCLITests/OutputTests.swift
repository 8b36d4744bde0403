import EvenkeelPlanner
import Testing

@testable import EvenkeelCLI

/// How tables, figures and errors look.
@Suite struct OutputTests {
    @Test(
        "a text takes as many columns as a terminal gives it",
        arguments: [
            ("fax", 3), ("Kanzlei Brückner", 16), ("Bru\u{308}ckner", 8), ("מרכזייה", 7), ("日本語", 6), ("ｆａｘ", 6),
            ("한글", 4), ("👩‍🔧", 2), ("☎️", 2), ("✓", 1), ("é\u{301}\u{302}", 1), ("a\u{200B}b", 2), ("", 0),
        ])
    func width(text: String, columns: Int) { #expect(DisplayWidth.of(text) == columns) }

    @Test("columns line up whatever is in them")
    func alignment() {
        var table = TextTable([.text("site"), .number("seats"), .text("name")], indent: 1)
        table.add("a", "5", "Bru\u{308}ckner")
        table.add("bb", "1,200", "日本")
        table.add("日本", "30", "")
        #expect(
            table.lines(width: nil, ink: .plain) == [
                " site  seats  name",
                " a         5  Bru\u{308}ckner",
                " bb    1,200  日本",
                " 日本     30",
            ])
    }

    @Test("on a terminal prose is folded, ids are not, and no line is longer than the terminal")
    func folding() {
        var table = TextTable([.text("id"), .prose("why"), .prose("why not")])
        table.add(
            "a-long-installation-id", "wants two of the fixes and has friends in the right places",
            "it goes after another one that is pinned until spring")
        let lines = table.lines(width: 80, ink: .plain)
        #expect(lines.allSatisfy { DisplayWidth.of($0) <= 80 })
        #expect(lines.count == 4)
        #expect(lines[1].hasPrefix("a-long-installation-id  wants two"))
    }

    @Test("where that is not enough headings break, and the last columns go below, each row by its first cell again")
    func belowEachOther() {
        var table = TextTable([.text("policy"), .number("sites hurt"), .number("ends if sound"), .text("busiest day")])
        table.add("plan", "5", "2027-04-14", "20")
        table.add("all-at-once", "16", "2026-12-14", "236")
        #expect(
            table.lines(width: 42, ink: .plain) == [
                "               sites     ends if  busiest",
                "policy          hurt       sound  day",
                "plan               5  2027-04-14  20",
                "all-at-once       16  2026-12-14  236",
            ])
        let narrow = table.lines(width: 30, ink: .plain)
        #expect(narrow.allSatisfy { DisplayWidth.of($0) <= 30 })
        #expect(narrow.count { $0.hasPrefix("all-at-once ") } == 2)
    }

    @Test("escape sequences in other people's text do not reach the terminal")
    func escapes() {
        var table = TextTable([.text("name")])
        table.add(TextTable.Cell("\u{1B}[31mred\nnews"))
        #expect(table.lines(width: nil, ink: .plain)[1] == " [31mred news")
    }

    @Test("colour changes nothing but the colour")
    func colour() {
        var table = TextTable([.text("state"), .text("name")])
        table.add(TextTable.Cell("halted", .red), "x")
        let (plain, coloured) = (
            table.lines(width: nil, ink: .plain), table.lines(width: nil, ink: Ink(isColoured: true))
        )
        #expect(plain[1] == "halted  x")
        #expect(coloured[1] == "\u{1B}[31mhalted\u{1B}[0m  x")
    }

    @Test("an error has three parts, and further reasons stand under the first")
    func failure() {
        let failure = CommandFailure("No plan.", why: ["Too late.", "Too many."], hint: "Wait.")
        #expect(
            failure.lines(width: nil, ink: .plain) == [
                "error: No plan.", "why:   Too late.", "       Too many.", "hint:  Wait.",
            ])
    }

    @Test("shares are rounded down, so that nearly everything is not everything")
    func percent() {
        let shown = [0, 0.001, 0.29, 0.985, 0.9999, 1].map(Figures.percent)
        #expect(shown == ["0 %", "<1 %", "29 %", "98 %", "99 %", "100 %"])
    }

    @Test("figures have their thousands apart")
    func thousands() {
        #expect(
            [0, 12, 999, 1000, 12_345, 1_234_567, -4500].map { Figures.count($0) }
                == ["0", "12", "999", "1,000", "12,345", "1,234,567", "-4,500"])
    }

    @Test("a bar is as wide as it was asked for, whatever the share")
    func bar() {
        for eighths in 0...96 { #expect(Bar.text(Double(eighths) / 96, width: 12).count == 12) }
        #expect(Bar.text(0.5, width: 4) == "██░░")
    }

    @Test("parts of a path are escaped, so that an id cannot reach another resource")
    func paths() {
        #expect(ServerConnection.path(["rollouts", "../tokens", "halt"]) == "/api/v1/rollouts/..%2Ftokens/halt")
        #expect(
            ServerConnection.path(["fleet"], query: [("filter", "a==é;b=lt=2"), ("limit", nil)])
                == "/api/v1/fleet?filter=a%3D%3D%C3%A9%3Bb%3Dlt%3D2")
    }
}
