import EvenkeelDomain
import EvenkeelFiles
import EvenkeelLedger
import EvenkeelPlanner
import Foundation
import Testing

/// The built-in templates: what the product promises of each.
@Suite struct TemplateTests {
    static let fleets = ["fleet-200", "fleet", "fleet-400"]

    private let examples = Program.root.appendingPathComponent("Examples")

    private func plan(_ fleet: Fleet, _ policy: Policy) throws -> Plan {
        let today = try #require(CivilDate("2026-11-16"))
        return try Planner.plan(
            fleet: fleet, policy: policy, context: PlanContext(today: today, now: today.startUTC),
            gateForecast: EvidenceForecast.moreSitesNeeded)
    }

    private func fleet(_ name: String) throws -> Fleet {
        try FleetFile.read(path: examples.appendingPathComponent("\(name).csv").path).fleet
    }

    /// Every gate is forecast and needs nothing more, everybody has a wave or a reason, and the deadline is kept.
    private func expectToPass(_ plan: Plan, _ policy: Policy) throws {
        #expect(plan.waves.count > 1)
        for wave in plan.waves.dropLast() {
            let gate = try #require(wave.gate, "the gate after \(wave.name) is not forecast")
            #expect(gate.moreSitesNeeded == 0, "\(wave.name) needs \(gate.moreSitesNeeded) more")
        }
        #expect(plan.waves.reduce(0) { $0 + $1.placements.count } + plan.withheld.count == plan.selected)
        if let deadline = policy.deadline, let last = plan.waves.last { #expect(last.opens <= deadline) }
    }

    @Test(
        "every built-in template passes on every example fleet when nothing fails", arguments: PolicyTemplate.allCases,
        fleets)
    func passes(template: PolicyTemplate, fleet name: String) throws {
        let fleet = try fleet(name)
        if let size = Int(name.drop { !$0.isNumber }) { #expect(fleet.installations.count == size) }
        let policy = try PolicyFile.read(path: examples.appendingPathComponent("\(template.rawValue).yaml").path)
        try expectToPass(try plan(fleet, policy), policy)
    }

    @Test("the policy that `policy new` writes passes too", arguments: PolicyTemplate.allCases, fleets)
    func newPasses(template: PolicyTemplate, fleet name: String) async throws {
        let run = try await Program.run([
            "policy", "new", template.rawValue, "--rollout", "pbx-5.3", "--product", "pbx", "--version", "5.3.0",
            "--start", "2026-12-01", "--fix", "QUEUE-113", "--touch", "call-queue", "--touch", "fax",
        ])
        #expect(run.status == 0, "\(run.error)")
        let policy = try PolicyFile.read(text: run.output, named: "policy.yaml")
        #expect(policy.rollout == "pbx-5.3" && policy.release.version == Version("5.3.0"))
        try expectToPass(try plan(try fleet(name), policy), policy)
    }

    @Test("an example and its template are one file", arguments: PolicyTemplate.allCases)
    func oneFile(template: PolicyTemplate) throws {
        let link = examples.appendingPathComponent("\(template.rawValue).yaml")
        let target = try FileManager.default.destinationOfSymbolicLink(atPath: link.path)
        #expect(target == "../Sources/EvenkeelCLI/Resources/templates/\(template.rawValue).yaml")
    }

    @Test("the list names every template with one line and its waves")
    func list() async throws {
        let table = try await Program.run(["policy", "templates"])
        let json = try await Program.run(["policy", "templates", "--format", "json"])
        #expect(table.status == 0 && json.status == 0)
        for template in PolicyTemplate.allCases {
            #expect(table.output.split(separator: "\n").contains { $0.hasPrefix(template.rawValue + " ") })
        }
        let list = try #require(try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
        let templates = try #require(list["templates"] as? [[String: Any]])
        #expect(templates.map { $0["name"] as? String } == PolicyTemplate.allCases.map(\.rawValue))
        #expect((templates[0]["waves"] as? [String])?.first == "most in need")
    }

    @Test("a policy goes to a new file only, and names of templates are corrected")
    func refusals() async throws {
        let folder = try Folder.make()
        defer { Folder.remove(folder) }
        let file = folder.appendingPathComponent("policy.yaml").path
        let arguments = ["--rollout", "r", "--product", "pbx", "--version", "6.0", "--out", file]
        let first = try await Program.run(["policy", "new", "percent"] + arguments)
        #expect(first.status == 0 && first.output.isEmpty && first.error.contains("names no fixes"))
        #expect(try await Program.run(["policy", "check", file]).status == 0)
        let second = try await Program.run(["policy", "new", "hotfix", "--fix", "F-1"] + arguments)
        #expect(second.status == 1 && second.error.contains("is there already"))
        #expect(try PolicyFile.read(path: file).waves.first?.name == "2 percent")
        let needless = try await Program.run(["policy", "new", "hotfix"] + arguments)
        #expect(needless.status == 2 && needless.error.contains("needs a --fix"))
        #expect(needless.error.contains("\"who asked for it\" is for those who want one of the fixes"))
        let misspelt = try await Program.run(["policy", "new", "keep-clam"] + arguments)
        #expect(misspelt.status == 2 && misspelt.error.contains("Did you mean keep-calm?"))
    }
}
