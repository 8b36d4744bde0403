import EvenkeelDomain
import Foundation
import Testing

@testable import EvenkeelLedger

@Suite("What time demands")
struct AgendaTests {
    @Test("duties come in the order of their times, each when it is due")
    func order() throws {
        var desk = try Desk.running()
        try desk.give(Desk.own())
        let id = Desk.rollout
        #expect(
            desk.state.agenda.all.map(\.duty) == [
                .fanOut(Desk.incident, "u1"), .climb(Desk.incident, "p1", .owner),
                .climb(Desk.incident, "p1", .second), .keepPromise(Desk.incident), .announceWave(id, wave: 0),
            ])
        #expect(desk.state.due(at: Desk.start).map(\.duty) == [.fanOut(Desk.incident, "u1")])
        #expect(desk.state.agenda.nextAt == Desk.start)
        #expect(desk.state.agenda.nextAt(after: Desk.start) == Desk.start + .minutes(36))
        #expect(desk.state.agenda.nextAt(after: .distantFuture) == nil)
    }

    @Test("what was said by a clock that is ahead is told at once, and what time demands waits for its time")
    func clockAhead() throws {
        let ada = OnCallPerson(id: "ada", name: "ada", role: .engineer, reach: [.command("pager")])
        var desk = Desk(settings: Settings(organisation: "Acme Telecom", rota: Rota(people: [ada])))
        desk.now = Desk.start + .hours(1)
        try desk.give(Desk.own())
        let due = desk.now + .minutes(60)
        #expect(desk.state.due(at: Desk.start).map(\.duty) == [.fanOut(Desk.incident, "u1")])
        // A page likewise: the alarm of the due second, dated by a clock that is two hours ahead.
        desk.now = due
        try desk.give(.keepPromises([Desk.incident]))
        let alert = try #require(desk.incident().alerts.last)
        #expect(
            desk.state.due(at: Desk.start).map(\.duty) == [
                .fanOut(Desk.incident, "u1"), .fanOut(Desk.incident, "u2"), .handOverAlert(Desk.incident, alert.id),
            ])
    }

    @Test("the next wave is on the agenda once the gate before it has passed")
    func gate() throws {
        var desk = try Desk.soaking()
        try desk.announce(1)
        let open = Duty.openWave(Desk.rollout, wave: 1)
        #expect(!desk.state.agenda.all.map(\.duty).contains(open))
        try desk.give(.passGate(Desk.rollout, wave: 0, Desk.evidence(), overrideReason: "looked"))
        #expect(desk.state.agenda.all.first { $0.duty == open }?.at == (try desk.wave(1).opensAt))
    }

    @Test("a paused rollout is left in peace")
    func paused() throws {
        var desk = try Desk.running()
        try desk.give(.pauseRollout(Desk.rollout, reason: "lunch"))
        #expect(desk.state.agenda.all.isEmpty)
    }

    @Test("a snapshot read back has the same agenda, however much later it was taken")
    func snapshot() throws {
        var desk = try Desk.soaking()
        desk.now = desk.now + .days(30)
        try desk.give(Desk.own())
        let again = try JSONDecoder().decode(State.self, from: try JSONEncoder().encode(desk.state))
        #expect(again == desk.state)
        #expect(again.agenda.all.map(\.duty).contains(.judgeWave(Desk.rollout, wave: 0)))
    }
}
