import Foundation
import Testing

/// `evenkeel fleet check` and `evenkeel fleet form`: from what is missing to forms and back, through the program.
@Suite struct FleetFormCommandTests {
    private let fleet = "Examples/fleet.csv"
    private let policy = ["--policy", "Examples/keep-calm.yaml"]

    private func object(_ text: String) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    }

    private func missing(_ fleet: String, _ more: String...) async throws -> [[String: Any]] {
        let run = try await Program.run(["fleet", "check", fleet, "--format", "json"] + policy + more)
        #expect(run.status == 0, "\(run.error)")
        return try #require(try object(run.output)["missing_facts"] as? [[String: Any]])
    }

    @Test("the check orders facts by cost and says what each costs, in the table and in JSON")
    func check() async throws {
        let facts = try await missing(fleet)
        let costs = facts.compactMap { $0["cost"] as? Double }
        #expect(!costs.isEmpty && costs.count == facts.count && costs == costs.sorted(by: >))
        for fact in facts {
            for name in ["sites", "seats", "left_out_sites", "kept_out_sites", "ranked_last_sites"] {
                #expect(fact[name] is Int, "\(name)")
            }
            for cost in try #require(fact["costs"] as? [[String: Any]]) {
                #expect(cost["use"] is String && cost["where"] is String && cost["effect"] is String)
                #expect(cost["sites"] is Int)
            }
        }
        let table = try await Program.run(["fleet", "check", fleet] + policy)
        let first = try #require(facts.first?["fact"] as? String)
        #expect(table.output.contains("Ask for \(first) first"))
        let held = try await missing(fleet, "--hold", "feature==fax")
        #expect(held.first { $0["fact"] as? String == "features" }?["left_out_sites"] as? Int == 3)
    }

    @Test("forms go out, come back filled in, and leave less to ask")
    func roundTrip() async throws {
        let folder = try Folder.make()
        defer { Folder.remove(folder) }
        let forms = folder.appendingPathComponent("forms")
        let export = ["fleet", "form", "export", fleet, "--out", forms.path] + policy
        let sent = try await Program.run(export + ["--format", "json"])
        #expect(sent.status == 0, "\(sent.error)")
        let names = try #require(try object(sent.output)["forms"] as? [[String: Any]]).compactMap {
            $0["file"] as? String
        }
        #expect(try Set(FileManager.default.contentsOfDirectory(atPath: forms.path)) == Set(names + ["README.txt"]))

        // Filled-in forms are never written over.
        let again = try await Program.run(export)
        #expect(again.status == 1 && again.error.contains("is not empty"))

        // Everybody turns out to be friendly, and nothing else is known.
        var rows = 0
        for name in names {
            let file = forms.appendingPathComponent(name)
            var lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").map(String.init)
            guard let column = lines[0].split(separator: ",").firstIndex(of: "friendly") else { continue }
            for number in lines.indices.dropFirst() {
                var cells = lines[number].split(separator: ",", omittingEmptySubsequences: false).map(String.init)
                if cells[column].isEmpty {
                    cells[column] = "yes"
                    rows += 1
                }
                lines[number] = cells.joined(separator: ",")
            }
            try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: file)
        }
        #expect(rows > 20)
        let answered = names.map { forms.appendingPathComponent($0).path }
        let completed = folder.appendingPathComponent("completed.csv").path
        let dry = try await Program.run(
            ["fleet", "form", "import", fleet] + answered + ["--out", completed, "--dry-run"])
        #expect(dry.status == 0 && dry.output.hasPrefix("\(rows) facts would change"))
        #expect(!FileManager.default.fileExists(atPath: completed))
        let imported = try await Program.run(
            ["fleet", "form", "import", fleet] + answered + ["--out", completed, "--format", "json"])
        #expect(imported.status == 0, "\(imported.error)")
        #expect((try object(imported.output)["changes"] as? [Any])?.count == rows)

        func friendly(_ fleet: String) async throws -> Int {
            try await missing(fleet).first { $0["fact"] as? String == "friendly" }?["sites"] as? Int ?? 0
        }
        let before = try await friendly(fleet)
        #expect(try await friendly(completed) == before - rows)
        // The same forms once more change nothing.
        let repeated = try await Program.run(["fleet", "form", "import", completed] + answered + ["--dry-run"])
        #expect(repeated.output.hasPrefix("0 facts would change"))
    }

    @Test("a form that is wrong is refused by line and column, and nothing is written")
    func refusals() async throws {
        let folder = try Folder.make()
        defer { Folder.remove(folder) }
        let form = folder.appendingPathComponent("form.csv")
        try Data("installation,customer,friendly\nhotel-zefiro-bologna,hotel-zefiro,often\n".utf8).write(to: form)
        let out = folder.appendingPathComponent("out.csv").path
        let run = try await Program.run(["fleet", "form", "import", fleet, form.path, "--out", out])
        #expect(run.status == 1 && run.output.isEmpty)
        #expect(run.error.contains("form.csv:2:3: friendly \"often\": expected a number from 0 to 1, yes or no."))
        #expect(!FileManager.default.fileExists(atPath: out))
        let usage = try await Program.run(["fleet", "form", "import", fleet, form.path])
        #expect(usage.status == 2 && usage.error.contains("--dry-run"))
    }
}
