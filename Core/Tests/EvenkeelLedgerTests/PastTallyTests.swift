import EvenkeelDomain
import Testing

@testable import EvenkeelLedger

/// What past rollouts teach of sites.
@Suite struct PastTallyTests {
    private static let installedAt = Desk.start + .days(3)

    private func site(
        _ id: InstallationID, wave: Int = 0, _ state: PlacementState = .installed
    ) -> SiteEvidence {
        SiteEvidence(
            installation: id, wave: wave, state: state, startedAt: Self.installedAt - .hours(1),
            settledAt: Self.installedAt)
    }

    private func outcome(
        _ id: InstallationID, _ kind: Outcome.Kind, after hours: Int, fault: String? = nil
    ) throws -> Outcome {
        Outcome(
            id: OutcomeID("\(id)-\(kind)-\(hours)-\(fault ?? "")"), installation: id,
            release: try #require(Version("5.2.0")), kind: kind, at: Self.installedAt + .hours(hours), fault: fault)
    }

    private func rollout(over: Bool = true) throws -> Rollout {
        let desk = try Desk.running()
        var rollout = try #require(desk.state.rollouts[Desk.rollout])
        if over { rollout.state = .completed }
        return rollout
    }

    private func records(
        _ sites: [SiteEvidence], _ outcomes: [Outcome], over: Bool = true
    ) throws -> [InstallationID: TrackRecord] {
        var tally = PastTally(zone: .utc)
        tally.add(try rollout(over: over), sites: sites, outcomes: outcomes)
        return tally.records
    }

    @Test("an answer counts with its time, and a site that was asked and said nothing counts as that")
    func answers() throws {
        let learned = try records(
            [site("site-1"), site("site-2")],
            [try outcome("site-1", .responseFine, after: 6), try outcome("site-2", .healthy, after: 1)])
        let early = Desk.monday + 3
        #expect(
            learned == [
                "site-1": TrackRecord(asked: 1, answered: 1, hoursToFirstReport: 6, lastFirst: early),
                "site-2": TrackRecord(asked: 1, lastFirst: early),
            ])
    }

    @Test("a report is confirmed by a probe at the site or by the same fault at another, and by nothing else")
    func reports() throws {
        let learned = try records(
            [site("site-1", wave: 1), site("site-2", wave: 1), site("site-3", wave: 1), site("site-4", wave: 1)],
            [
                try outcome("site-1", .responseTrouble, after: 2, fault: "no tone"),
                try outcome("site-2", .responseTrouble, after: 3, fault: "no tone"),
                try outcome("site-3", .responseTrouble, after: 4), try outcome("site-3", .unhealthy, after: 5),
                try outcome("site-4", .responseTrouble, after: 4, fault: "too loud"),
                try outcome("site-4", .responseTrouble, after: 9, fault: "too loud"),
            ])
        #expect(["site-1", "site-2", "site-3", "site-4"].map { learned[$0]?.reports } == [1, 1, 1, 1])
        #expect(["site-1", "site-2", "site-3", "site-4"].map { learned[$0]?.confirmed } == [1, 1, 1, 0])
        #expect(learned.values.allSatisfy { $0.lastFirst == nil }, "the last wave makes nobody tired")
    }

    @Test("nobody is blamed for a soak that is not over, nor for an install that failed or never was")
    func unasked() throws {
        let waiting = try records([site("site-1")], [], over: false)
        #expect(waiting["site-1"]?.asked == 0)
        let failed = try records([site("site-1", .failed), site("site-2", .recalled)], [])
        #expect(failed.isEmpty)
    }

    @Test("several rollouts add up, and the time to the first report is their median")
    func several() throws {
        var tally = PastTally(zone: .utc)
        for hours in [1, 2, 30] {
            tally.add(
                try rollout(), sites: [site("site-1")], outcomes: [try outcome("site-1", .responseFine, after: hours)])
        }
        tally.add(try rollout(), sites: [site("site-1")], outcomes: [])
        #expect(
            tally.records["site-1"]
                == TrackRecord(asked: 4, answered: 3, hoursToFirstReport: 2, lastFirst: Desk.monday + 3))
    }
}
