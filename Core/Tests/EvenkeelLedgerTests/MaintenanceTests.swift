import EvenkeelDomain
import Testing

@testable import EvenkeelLedger

@Suite("Planned work: announced, moved, overrun, done")
struct MaintenanceTests {
    private static let from = Desk.start + .days(3)
    private static let to = Desk.start + .days(3) + .hours(2)
    private let id: MaintenanceID = "core-switch"

    private func schedule(
        from: Timestamp = Self.from, to: Timestamp = Self.to, audience: Int = 2,
        leaks: [LeakGuard.Finding] = [], text: String = "Calls may drop for a minute."
    ) -> Command {
        var schedule = ScheduleMaintenance(id: id, title: "New core switch", text: text, from: from, to: to)
        schedule.audience = audience
        schedule.leaks = leaks
        return .scheduleMaintenance(schedule)
    }

    private func change(_ step: MaintenanceStatus.Step, _ text: String = "", to: Timestamp? = nil) -> Command {
        var change = ChangeMaintenance(id: id, step: step, text: text)
        change.to = to
        return .changeMaintenance(change)
    }

    @Test("what ends before it begins, is over already, concerns nobody or says nothing is refused")
    func refusals() throws {
        let desk = Desk()
        #expect(
            desk.refusal(of: schedule(from: Self.to, to: Self.from)) == .maintenanceTimes(from: Self.to, to: Self.from))
        let past = (Desk.start - .hours(2), Desk.start - .hours(1))
        #expect(desk.refusal(of: schedule(from: past.0, to: past.1)) == .maintenanceTimes(from: past.0, to: past.1))
        #expect(desk.refusal(of: schedule(audience: 0)) == .maintenanceForNobody(id))
        #expect(desk.refusal(of: schedule(text: " ")) == .bodyMissing)
        let finding = LeakGuard.Finding(kind: .customer, text: "Acme Clinic")
        #expect(desk.refusal(of: schedule(leaks: [finding])) == .leaks([finding]))
        #expect(desk.refusal(of: change(.complete)) == .unknownMaintenance(id))
    }

    @Test("each word is fanned out once; at its end, if nobody says that it is done, those who wait hear so")
    func life() throws {
        var desk = Desk()
        try desk.give(schedule())
        #expect(desk.state.due(at: desk.now).map(\.duty) == [.fanOutMaintenance(id, note: 0)])
        try desk.give(.recordMaintenanceFanOut(id, note: 0, []))
        #expect(desk.state.due(at: desk.now).isEmpty)
        #expect(try desk.give(.recordMaintenanceFanOut(id, note: 0, [])).events.isEmpty, "once")
        try desk.give(change(.move, "One hour more.", to: Self.to + .hours(1)))
        desk.now = Self.to
        #expect(desk.refusal(of: change(.overrun)) == .maintenanceCannot(.overrun, id, in: .scheduled), "it has moved")
        desk.now = Self.to + .hours(1)
        #expect(desk.state.due(at: desk.now).map(\.duty).contains(.overrunMaintenance(id)))
        try desk.give(change(.overrun))
        #expect(desk.state.maintenances[id]?.status == .overrunning)
        #expect(desk.refusal(of: change(.overrun)) == .maintenanceCannot(.overrun, id, in: .overrunning))
        try desk.give(change(.complete, "It is in place."))
        let kinds = try #require(desk.state.maintenances[id]).notes.map(\.kind)
        #expect(kinds == [.scheduled, .moved, .overran, .completed])
        #expect(desk.refusal(of: change(.cancel, "Rain.")) == .maintenanceCannot(.cancel, id, in: .completed))
    }

    @Test("cancelling says why")
    func cancelled() throws {
        var desk = Desk()
        try desk.give(schedule())
        #expect(desk.refusal(of: change(.cancel)) == .reasonMissing)
        try desk.give(change(.cancel, "The part has not come."))
        #expect(desk.state.due(at: Self.to + .days(1)).allSatisfy { $0.duty != .overrunMaintenance(id) })
    }
}
