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
        #expect(desk.state.due(at: Desk.start - .seconds(1)).isEmpty)
        #expect(desk.state.due(at: Desk.start).map(\.duty) == [.fanOut(Desk.incident, "u1")])
        #expect(desk.state.agenda.nextAt == Desk.start)
        #expect(desk.state.agenda.nextAt(after: Desk.start) == Desk.start + .minutes(36))
        #expect(desk.state.agenda.nextAt(after: .distantFuture) == nil)
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
