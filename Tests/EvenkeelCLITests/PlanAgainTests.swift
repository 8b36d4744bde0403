import EvenkeelAPI
import EvenkeelDomain
import EvenkeelFiles
import EvenkeelPlanner
import Foundation
import Testing

@testable import EvenkeelCLI

@Suite("Planning again while waves are under way")
struct PlanAgainTests {
    @Test("what has begun stands, a joiner gets a place to come, and whoever moves is listed with whom to tell")
    func again() async throws {
        let folder = try Folder.make()
        defer { Folder.remove(folder) }
        let first = folder.appendingPathComponent("plan.json").path
        let base = ["--policy", "Examples/keep-calm.yaml", "--format", "json", "--out"]
        let planned = try await Program.run(
            ["plan", "Examples/fleet.csv", "--today", "2026-11-16"] + base + [first])
        #expect(planned.status == 0, "\(planned.error)")

        let csv = try String(contentsOf: Program.root.appendingPathComponent("Examples/fleet.csv"), encoding: .utf8)
        let header = try #require(csv.split(separator: "\n").first).split(separator: ",").map(String.init)
        let joiner = header.map { ["installation": "a-joiner", "customer": "new", "version": "5.1.0"][$0] ?? "" }
        let grown = folder.appendingPathComponent("fleet.csv")
        try Data((csv + joiner.joined(separator: ",") + "\n").utf8).write(to: grown)
        let again = ["plan", grown.path, "--today", "2026-12-14", "--previous", first, "--begun", "2"]
        let second = folder.appendingPathComponent("again.json").path
        let run = try await Program.run(again + base + [second])
        #expect(run.status == 0, "\(run.error)")

        let before = try WireJSON.read(PlanDocument.self, from: try Data(contentsOf: URL(fileURLWithPath: first)))
        let after = try WireJSON.read(PlanDocument.self, from: try Data(contentsOf: URL(fileURLWithPath: second)))
        #expect(after.revision == before.revision + 1)
        for wave in 0..<2 {
            #expect(after.waves[wave].installations?.map(\.id) == before.waves[wave].installations?.map(\.id))
        }
        let shown = try await Program.run(again + ["--policy", "Examples/keep-calm.yaml", "--summary"])
        #expect(shown.output.contains("revision 1 to 2: 1 installation move; 238 keep wave and day."))
        #expect(shown.output.contains("a-joiner"))
    }

    @Test("a file that is no plan, and more waves begun than there are, are refused with the way out")
    func refused() async throws {
        let run = try await Program.run([
            "plan", "Examples/fleet.csv", "--policy", "Examples/keep-calm.yaml", "--previous", "README.md", "--begun",
            "1",
        ])
        #expect(run.status == 1)
        #expect(run.error.contains("README.md is no plan.") && run.error.contains("It is not JSON."))
        let folder = try Folder.make()
        defer { Folder.remove(folder) }
        for (text, expected) in [("{}", "rollout is missing."), (#"{"rollout": 7}"#, "rollout has another form")] {
            let file = folder.appendingPathComponent("no-plan.json")
            try Data(text.utf8).write(to: file)
            let run = try await Program.run([
                "plan", "Examples/fleet.csv", "--policy", "Examples/keep-calm.yaml", "--previous", file.path, "--begun",
                "1",
            ])
            #expect(run.status == 1 && run.error.contains(expected), "\(run.error)")
        }
        let other = folder.appendingPathComponent("other.json").path
        _ = try await Program.run([
            "plan", "Examples/fleet.csv", "--policy", "Examples/percent.yaml", "--today", "2026-11-16", "--format",
            "json",
            "--out", other,
        ])
        let strange = try await Program.run([
            "plan", "Examples/fleet.csv", "--policy", "Examples/keep-calm.yaml", "--previous", other, "--begun", "1",
        ])
        #expect(strange.status == 1 && strange.error.contains("is a plan of another rollout."), "\(strange.error)")
        let alone = try await Program.run([
            "plan", "Examples/fleet.csv", "--policy", "Examples/keep-calm.yaml", "--begun", "1",
        ])
        #expect(alone.status == 2)
        #expect(alone.error.contains("--previous and --begun go together."))
    }
}
