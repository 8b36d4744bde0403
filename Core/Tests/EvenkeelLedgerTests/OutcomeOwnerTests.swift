import EvenkeelDomain
import EvenkeelLedger
import Testing

@testable import EvenkeelLedger

@Suite("Whose evidence an outcome is when several rollouts bring the same release")
struct OutcomeOwnerTests {
    private static let noon = Timestamp(milliseconds: 1_790_000_000_000)

    private static func place(_ rollout: RolloutID, started hours: Int?) -> PlacementRow {
        var row = PlacementRow(
            rollout: rollout, revision: 1, customer: "alpha", wave: 0,
            placement: Placement(installation: "site-1", reason: .canary(newPairs: 0), notEarlier: nil))
        row.startedAt = hours.map { noon + .hours($0) }
        return row
    }

    @Test(
        "the one that started the site last by then, else one that placed it",
        arguments: [
            ([place("pilot", started: -9), place("main", started: nil)], "pilot"),
            ([place("pilot", started: nil), place("main", started: -1)], "main"),
            ([place("pilot", started: -9), place("main", started: -1)], "main"),
            ([place("pilot", started: -9), place("main", started: 3)], "pilot"),
            ([place("pilot", started: nil)], "pilot"),
            ([place("another", started: -1)], "main"),
            ([], "main"),
        ] as [([PlacementRow], RolloutID)])
    func owner(places: [PlacementRow], expected: RolloutID) throws {
        let outcome = Outcome(
            id: "o1", installation: "site-1",
            release: try #require(Version("6.0.0")), kind: .unhealthy, at: Self.noon)
        #expect(Operations.owner(of: outcome, among: ["main", "pilot"], places) == expected)
        #expect(Operations.owner(of: outcome, among: ["pilot"], places) == "pilot", "one that is alone needs no place")
        #expect(Operations.owner(of: outcome, among: [], places) == nil)
    }
}
