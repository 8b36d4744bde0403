import Foundation
import Testing

/// `evenkeel plan` on the example files: no server, no database.
@Suite struct PlanCommandTests {
    static let policies = ["keep-calm", "coverage-first", "percent", "security-fix", "hotfix"]
    static let fleets = ["fleet", "fleet-400"]

    private func plan(_ fleet: String, _ policy: String, _ more: String...) async throws -> Program.Run {
        try await Program.run(
            ["plan", "Examples/\(fleet).csv", "--policy", "Examples/\(policy).yaml", "--today", "2026-11-16"] + more)
    }

    private func object(_ text: String) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    }

    @Test(
        "every example policy plans both example fleets, and its JSON has the promised shape", arguments: policies,
        fleets)
    func shape(policy: String, fleet: String) async throws {
        let run = try await plan(fleet, policy, "--format", "json")
        #expect(run.status == 0, "\(run.error)")
        let plan = try object(run.output)
        for name in ["rollout", "release", "ends"] { #expect(plan[name] is String, "\(name)") }
        #expect(plan["revision"] as? Int == 1)
        #expect(plan["warnings"] is [String])
        let selected = try #require(plan["selected"] as? Int)
        let withheld = try #require(plan["withheld"] as? [[String: Any]])
        for site in withheld {
            #expect(site["installation"] is String)
            #expect((site["reason"] as? [String: Any])?["code"] is String)
        }
        var placed = 0
        for wave in try #require(plan["waves"] as? [[String: Any]]) {
            #expect(wave["name"] is String && wave["opens"] is String && wave["soak_days"] is Int)
            let coverage = try #require(wave["coverage"] as? Double)
            #expect(coverage >= 0 && coverage <= 1)
            let exposure = try #require(wave["exposure"] as? [String: Any])
            let sites = try #require(wave["installations"] as? [[String: Any]])
            placed += sites.count
            #expect(exposure["installations"] as? Int == sites.count)
            #expect(exposure["seats"] is Int && exposure["customers"] is Int)
            for site in sites {
                let reason = try #require(site["reason"] as? [String: Any])
                #expect(site["id"] is String && reason["code"] is String && reason["text"] is String)
                #expect(reason["new_pairs"] is Int)
            }
        }
        #expect(placed + withheld.count == selected)
        let curve = try #require(plan["curve"] as? [[String: Any]])
        for point in curve {
            #expect(point["installations"] is Int && point["seats"] is Int && point["coverage"] is NSNumber)
        }
    }

    @Test("every gate of every template passes if all goes well, and the table says so", arguments: policies, fleets)
    func gates(policy: String, fleet: String) async throws {
        let run = try await plan(fleet, policy, "--summary")
        #expect(run.status == 0)
        #expect(run.output.contains("if all goes well: passes"))
        #expect(!run.output.contains("more clean site") && !run.output.contains("not forecast"))
    }

    @Test("a summary has no installations, in the table and in JSON")
    func summary() async throws {
        let table = try await plan("fleet", "keep-calm", "--summary")
        #expect(!table.output.contains("why here"))
        let whole = try await plan("fleet", "keep-calm")
        #expect(whole.output.contains("why here") && whole.output.contains("why not earlier"))
        let json = try object(try await plan("fleet", "keep-calm", "--summary", "--format", "json").output)
        let waves = try #require(json["waves"] as? [[String: Any]])
        #expect(waves.allSatisfy { $0["installations"] == nil })
    }

    @Test("the same day gives the same plan, byte for byte")
    func reproducible() async throws {
        let first = try await plan("fleet", "keep-calm", "--format", "json")
        let second = try await plan("fleet", "keep-calm", "--format", "json")
        #expect(first.output == second.output)
    }

    @Test("timings go to standard error as JSON and leave the plan alone")
    func timings() async throws {
        let run = try await plan("fleet", "keep-calm", "--format", "json", "--timings")
        let seconds = try object(run.error)
        for name in ["read_seconds", "plan_seconds", "write_seconds"] { #expect(seconds[name] is Double) }
        _ = try object(run.output)
    }

    @Test("--out writes what would be printed, and prints nothing")
    func out() async throws {
        let folder = try Folder.make()
        defer { Folder.remove(folder) }
        let file = folder.appendingPathComponent("plan.json")
        let run = try await plan("fleet", "hotfix", "--format", "json", "--out", file.path)
        #expect(run.status == 0 && run.output.isEmpty)
        let printed = try await plan("fleet", "hotfix", "--format", "json")
        #expect(try String(contentsOf: file, encoding: .utf8) == printed.output)
        let refused = try await plan("fleet", "hotfix", "--out", folder.appendingPathComponent("no/such/plan").path)
        #expect(refused.status == 1)
        #expect(refused.error.hasPrefix("error: ") && refused.error.contains("\nhint:  "))
    }

    @Test("the story of one site names its wave, its reasons and its facts")
    func explain() async throws {
        let run = try await plan("fleet", "keep-calm", "--explain", "hotel-zefiro-bologna")
        #expect(run.status == 0)
        for part in [
            "Hotel Zefiro", "complex sites", "why here", "why not earlier", "call-billing + crm-link", "unknown",
        ] {
            #expect(run.output.contains(part), "\(part)")
        }
    }

    @Test("an unknown site is refused with the nearest name")
    func nearest() async throws {
        let run = try await plan("fleet", "keep-calm", "--explain", "hotel-zefir-bologna")
        #expect(run.status == 1 && run.output.isEmpty)
        #expect(run.error.contains("hint:  Did you mean hotel-zefiro-bologna?"))
    }

    @Test("a deadline that cannot be kept is refused with the deadline that can")
    func deadline() async throws {
        let folder = try Folder.make()
        defer { Folder.remove(folder) }
        let policy = try String(
            contentsOf: Program.root.appendingPathComponent("Examples/keep-calm.yaml"), encoding: .utf8)
        let file = folder.appendingPathComponent("policy.yaml")
        try Data(policy.replacing("deadline: 2027-04-30", with: "deadline: 2027-01-10").utf8).write(to: file)
        let run = try await Program.run(
            ["plan", "Examples/fleet.csv", "--policy", file.path, "--today", "2026-11-16"])
        #expect(run.status == 1 && run.output.isEmpty)
        #expect(
            run.error.hasPrefix("error: There is no plan.\nwhy:   The last install of 8 waves would be on 2027-02-25"))
        #expect(run.error.contains("hint:  Move the deadline to 2027-02-25"))
    }
}
