import Foundation
import Testing

/// `evenkeel simulate` on the example files: the plan run through many times, no server and no database.
@Suite struct SimulateCommandTests {
    private func simulate(_ more: String...) async throws -> Program.Run {
        try await Program.run(
            [
                "simulate", "Examples/fleet.csv", "--policy", "Examples/keep-calm.yaml", "--today", "2026-11-16",
                "--runs", "40",
            ] + more)
    }

    private func object(_ text: String) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    }

    /// A JSON number, whole or not; nil for null.
    private func number(_ value: Any?) -> Double? { (value as? NSNumber)?.doubleValue }

    @Test("the JSON has the promised shape: every policy with its halts, its hurt and its dates")
    func shape() async throws {
        let run = try await simulate("--format", "json", "--defect", "feature==fax;feature==t38=0.8")
        #expect(run.status == 0, "\(run.error)")
        let simulation = try object(run.output)
        #expect(simulation["runs"] as? Int == 40 && simulation["seed"] as? Int == 1)
        let policies = try #require(simulation["policies"] as? [[String: Any]])
        #expect(policies.compactMap { $0["name"] as? String } == ["plan", "percent+verdict", "percent", "all-at-once"])
        for policy in policies {
            let halted = try #require(number(policy["halted"]))
            #expect(halted >= 0 && halted <= 1)
            for name in ["sites_hurt", "seats_hurt"] {
                let spread = try #require(policy[name] as? [String: Any])
                let (middle, late) = (try #require(number(spread["p50"])), try #require(number(spread["p90"])))
                #expect(number(spread["mean"]) != nil && middle <= late)
            }
            let days = try #require(policy["days_to_halt"] as? [String: Any])
            #expect((number(days["p50"]) != nil) == (halted > 0), "days to a halt are null where there was none")
            let finish = try #require(policy["finish"] as? [String: Any])
            let dates = try ["p10", "p50", "p90"].map { try #require(finish[$0] as? String) }
            #expect(dates == dates.sorted() && dates.allSatisfy { $0.count == 10 })
        }
        let defects = try #require(simulation["defects"] as? [[String: Any]])
        #expect(defects.count == 1 && number(defects[0]["rate"]) == 0.8)
        #expect((defects[0]["installations"] as? Int ?? 0) > 0)
    }

    @Test("everybody at once hurts more seats than the plan, and the table says how many times")
    func ratio() async throws {
        let run = try await simulate("--format", "json", "--defect", "feature==fax;feature==t38=0.8")
        let policies = try #require(try object(run.output)["policies"] as? [[String: Any]])
        let ratios = policies.compactMap { number(($0["seats_against_plan"] as? [String: Any])?["ratio"]) }
        #expect(ratios.count == 4 && ratios[0] == 1 && ratios[3] > 2)
        let table = try await simulate("--defect", "feature==fax;feature==t38=0.8")
        for part in ["plan", "percent+verdict", "all-at-once", "seats hurt", "false halts", "seed 1", "40 runs"] {
            #expect(table.output.contains(part), "\(part)")
        }
    }

    @Test("the same seed gives the same bytes on one thread and on four, and another seed gives others")
    func threads() async throws {
        let arguments = ["--format", "json", "--defect", "feature==fax=0.3", "--no-show", "5%", "--silent", "5%"]
        func run(_ more: String...) async throws -> String {
            try await Program.run(
                ["simulate", "Examples/fleet.csv", "--policy", "Examples/keep-calm.yaml", "--today", "2026-11-16"]
                    + ["--runs", "40"] + arguments + more
            ).output
        }
        let one = try await run("--threads", "1")
        #expect(!one.isEmpty)
        #expect(try await run("--threads", "4") == one)
        #expect(try await run("--seed", "2") != one)
    }

    @Test("without a defect nobody is hurt; what is left are false halts and the day it ends")
    func sound() async throws {
        let run = try await simulate("--format", "json")
        let policies = try #require(try object(run.output)["policies"] as? [[String: Any]])
        for policy in policies {
            #expect(number((policy["seats_hurt"] as? [String: Any])?["max"]) == 0)
            #expect(number(policy["halted"]) == number(policy["false_halts"]))
        }
        let table = try await simulate()
        #expect(table.output.contains("the release is sound") && !table.output.contains("seats hurt"))
    }

    @Test("what past rollouts showed changes the plan that is simulated, and a bad file is refused by line")
    func history() async throws {
        let folder = try Folder.make()
        defer { Folder.remove(folder) }
        let good = folder.appendingPathComponent("history.csv")
        let fleet = try String(contentsOf: Program.root.appendingPathComponent("Examples/fleet.csv"), encoding: .utf8)
        let sites = fleet.split(separator: "\n").dropFirst().compactMap { $0.split(separator: ",").first }
        // Every other site went first lately and is left in peace.
        let tired = stride(from: 0, to: sites.count, by: 2).map { "\(sites[$0]),2026-11-10" }
        try (["installation,last_first"] + tired).joined(separator: "\n").write(
            to: good, atomically: true, encoding: .utf8)
        let learned = try await simulate("--defect", "feature==fax=0.3", "--history", good.path)
        #expect(learned.status == 0, "\(learned.error)")
        #expect(try await simulate("--defect", "feature==fax=0.3").output != learned.output)
        let bad = folder.appendingPathComponent("bad.csv")
        try "installation,last_first\n\(sites[0]),soon\n".write(to: bad, atomically: true, encoding: .utf8)
        let refused = try await simulate("--history", bad.path)
        #expect(
            refused.status == 1 && refused.error.contains("soon") && refused.error.contains("nothing was simulated"))
    }

    @Test("the table has the day that one run in ten ends by, too")
    func finishSpread() async throws {
        let table = try await simulate("--no-show", "20%")
        let pattern = /20\d\d-\d\d-\d\d \(-\d+ \+\d+ d\)/
        #expect(table.output.contains(pattern), "\(table.output)")
    }

    @Test("the picture is well-formed, has a title and both colour schemes, and says what it shows")
    func picture() async throws {
        let folder = try Folder.make()
        defer { Folder.remove(folder) }
        let file = folder.appendingPathComponent("simulation.svg")
        let run = try await simulate("--defect", "customer_name!='A<B&C';feature==fax=0.5", "--svg", file.path)
        #expect(run.status == 0, "\(run.error)")
        let svg = try String(contentsOf: file, encoding: .utf8)
        for part in [
            "<title id=\"title\">", "prefers-color-scheme: dark", "Seats hurt", "percent+verdict", "A&lt;B&amp;C",
        ] {
            #expect(svg.contains(part), "\(part)")
        }
        #expect(svg.components(separatedBy: "<text").count == svg.components(separatedBy: "</text>").count)
        let refused = try await simulate("--svg", folder.appendingPathComponent("no/such/picture.svg").path)
        #expect(refused.status == 1 && refused.error.contains("could not be written"))
    }

    // What was typed, what it ends with, and what people are told.
    @Test(
        "bad input is refused in words",
        arguments: [
            (["--runs", "0"], 2, "Expected a whole number from 1 to 100000."),
            (["--runs", "many"], 2, "Expected a whole number from 1 to 100000."),
            (["--seed", "lucky"], 2, "Expected a whole number from 0 to"),
            (["--seed=-1"], 2, "Expected a whole number from 0 to"),
            (["--defect", "feature==fax=1.5"], 2, "The rate 1.5 is outside 0..1"),
            (["--defect", "feature==fax"], 2, "no rate follows"),
            (["--defect", "=0.3"], 2, "'installation==*=0.3' means everybody"),
            (["--defect", "feture==fax=0.3"], 2, "did you mean feature?"),
            (["--defect", "feature==faxx=0.3"], 1, "Did you mean fax?"),
            (["--defect", "feature==fax;seats=gt=999999=0.3"], 1, "seats=gt=999999: nobody."),
            (["--no-show", "2"], 2, "Expected a share from 0 to 1"),
            (["--report-after", "soon"], 2, "Expected a length of time"),
            (["--threads", "0"], 2, "--threads is from 1 to 1024."),
        ] as [([String], Int32, String)])
    func refused(arguments: [String], status: Int32, text: String) async throws {
        let run = try await Program.run(
            ["simulate", "Examples/fleet.csv", "--policy", "Examples/keep-calm.yaml", "--today", "2026-11-16"]
                + arguments)
        #expect(run.status == status && run.output.isEmpty)
        #expect(run.error.contains(text), "\(run.error)")
    }
}
