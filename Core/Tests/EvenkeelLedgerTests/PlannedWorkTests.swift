import EvenkeelDomain
import EvenkeelLedger
import Testing

@Suite("How far the work of a wave is with one customer")
struct PlannedWorkTests {
    private struct Case {
        let what: String
        /// Each site of theirs: its state, and the day it was told from today on, nil where that was taken back.
        let sites: [(PlacementState, Int?)]
        var wave = WaveState.open
        var rollout = RolloutState.running
        let status: PlannedWork.Status
    }

    @Test("is what their own sites say, whatever the others of the wave do")
    func table() throws {
        let desk = try Desk.open()
        let calendar = WorkCalendar()
        let opensAt = try desk.wave(0).opensAt
        let today = calendar.zone.localDate(at: opensAt)
        for one in [
            Case(what: "their day has come", sites: [(.due, 0)], status: .inProgress),
            Case(what: "it is to come", sites: [(.due, 2)], status: .scheduled),
            Case(what: "one of two is to come", sites: [(.installed, 0), (.due, 2)], status: .scheduled),
            Case(what: "one is at it", sites: [(.started, 0), (.due, 2)], status: .inProgress),
            Case(what: "all are done, others are not", sites: [(.installed, 0)], status: .completed),
            Case(
                what: "all are done and it was halted since", sites: [(.installed, 0)], wave: .halted,
                rollout: .halted, status: .completed),
            Case(
                what: "set aside until a day, the wave is over", sites: [(.skipped, 1)], wave: .passed,
                rollout: .completed, status: .scheduled),
            Case(what: "its day was taken back", sites: [(.due, nil)], status: .postponed),
            Case(what: "halted on the day", sites: [(.due, 0)], wave: .halted, rollout: .halted, status: .postponed),
            Case(what: "announced", sites: [(.planned, 5)], wave: .planned, status: .scheduled),
            Case(what: "aborted", sites: [(.planned, 5)], wave: .planned, rollout: .aborted, status: .cancelled),
        ] {
            var wave = try desk.wave(0)
            var rollout = try #require(desk.state.rollouts[Desk.rollout])
            (wave.state, rollout.state) = (one.wave, one.rollout)
            var rows: [PlacementRow] = []
            var days: [InstallationID: ExpectedDay] = [:]
            for (number, (state, day)) in one.sites.enumerated() {
                var row = PlacementRow(
                    rollout: Desk.rollout, revision: 1, customer: "alpha", wave: 0,
                    placement: Placement(
                        installation: InstallationID("site-\(number)"), reason: .score(thousandths: 0, newPairs: 0),
                        notEarlier: nil))
                row.state = state
                var notice = NoticeRow(
                    rollout: Desk.rollout, revision: 1, wave: 0, customer: "alpha", announcedAt: Desk.start,
                    installations: [row.installation], day: day.map { today + $0 })
                if day == nil { notice.state = .withdrawn }
                rows.append(row)
                days[row.installation] = ExpectedDay(
                    of: row, notice: notice, planned: today, own: nil, pinnedUntil: nil, calendar)
            }
            let work = PlannedWork(rows, days: days, wave: wave, in: rollout, calendar, at: opensAt)
            #expect(work.status == one.status, "\(one.what)")
            if one.what == "it is to come" { #expect(work.from == calendar.morning(of: today + 2)) }
        }
    }
}
