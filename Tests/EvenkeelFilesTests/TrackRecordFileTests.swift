import EvenkeelDomain
import EvenkeelFiles
import Testing

@Suite struct TrackRecordFileTests {
    private let header = "installation,asked,answered,hours_to_first_report,reports,confirmed,last_first\n"

    @Test("a record is read with what it says, and unknown where it says nothing")
    func reads() throws {
        let records = try TrackRecordFile.read(
            text: header + "acme-hq,6,5,1.5,3,2,2026-09-01\nbolt,4,,,,,\ncube,,,-,,,-\n", named: "history.csv")
        #expect(
            records["acme-hq"]
                == TrackRecord(
                    asked: 6, answered: 5, hoursToFirstReport: 1.5, reports: 3, confirmed: 2,
                    lastFirst: CivilDate("2026-09-01")))
        #expect(records["bolt"] == TrackRecord(asked: 4))
        #expect(records["cube"] == TrackRecord())
        #expect(records.count == 3)
    }

    @Test("columns may be fewer, in any order, under other names, and in JSON Lines")
    func forms() throws {
        let mapped = try TrackRecordFile.read(
            text: "answered,site,asked\n1,a,2\n", named: "h.csv", map: ["site": "installation"])
        #expect(mapped == ["a": TrackRecord(asked: 2, answered: 1)])
        let lines = try TrackRecordFile.read(text: "{\"installation\": \"a\", \"asked\": 2}\n", named: "h.jsonl")
        #expect(lines == ["a": TrackRecord(asked: 2)])
    }

    @Test("what is written is read again")
    func roundTrip() throws {
        let records: [InstallationID: TrackRecord?] = [
            "a-1.b": TrackRecord(asked: 3, answered: 2, hoursToFirstReport: 0.05, reports: 2, confirmed: 1),
            "c": TrackRecord(asked: 1, hoursToFirstReport: 30, lastFirst: CivilDate("2026-09-01")),
        ]
        let known = records.compactMapValues(\.self)
        let text = TrackRecordFile.csv(known)
        #expect(text.hasPrefix(header))
        #expect(try TrackRecordFile.read(text: text, named: "history.csv") == known)
    }

    static let refused = [
        ("a,2,3,,,,", "h.csv:2:3: answered \"3\": expected at most as many as asked, 2."),
        ("a,,,,1,2,", "h.csv:2:6: confirmed \"2\": expected at most as many as reports, 1."),
        ("a,x,,,,,", "h.csv:2:2: asked \"x\": expected a whole number, 0 to 1000000."),
        (
            "a,1,1,-2,,,",
            "h.csv:2:4: hours_to_first_report \"-2\": expected a number of hours such as 6 or 1.5, 0 or more."
        ),
        ("a,,,,,,soon", "h.csv:2:7: last_first \"soon\": expected a date such as 2026-12-01."),
        (",1,,,,,", "h.csv:2:1: installation \"\": expected an installation id"),
        ("a,1,,,,,\na,2,,,,,", "h.csv:3:1: installation \"a\": expected each installation once."),
    ]

    @Test("what is wrong is told by line, column, value and what was expected", arguments: refused)
    func refuses(row: String, message: String) throws {
        let problems = #expect(throws: FileProblems.self) {
            try TrackRecordFile.read(text: header + row + "\n", named: "h.csv")
        }
        #expect(problems?.problems.count == 1)
        #expect(problems?.description.hasPrefix(message) == true, "\(problems?.description ?? "")")
    }
}
