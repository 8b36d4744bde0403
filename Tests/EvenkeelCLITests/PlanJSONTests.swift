import EvenkeelAPI
import EvenkeelDomain
import EvenkeelFiles
import EvenkeelLedger
import EvenkeelPlanner
import Foundation
import Testing

@testable import EvenkeelCLI

/// The JSON that leaves piece by piece is the JSON that is printed whole.
@Suite struct PlanJSONTests {
    @Test(
        "the plan of the example fleet, with and without its installations", arguments: ["keep-calm", "coverage-first"])
    func example(name: String) throws {
        let fleet = try FleetFile.read(path: Program.root.path + "/Examples/fleet.csv").fleet
        let policy = try PolicyFile.read(path: Program.root.path + "/Examples/\(name).yaml")
        let today = try #require(CivilDate("2026-11-16"))
        let plan = try Planner.plan(
            fleet: fleet, policy: policy, context: PlanContext(today: today, now: today.startUTC),
            gateForecast: EvidenceForecast.moreSitesNeeded)
        #expect(!plan.waves.flatMap(\.placements).isEmpty)
        for summary in [false, true] {
            var bytes: [UInt8] = []
            try PlanJSONWriter(plan, summary: summary).write { bytes += Array($0) }
            let whole = try Printout.json(PlanDocument(plan, summary: summary))
            #expect(String(decoding: bytes, as: UTF8.self) == whole)
        }
    }
}
