import EvenkeelDomain
import Testing

@testable import EvenkeelLedger

@Suite("Evidence after a resume, and between the waves")
struct ResumeTests {
    private let id = Desk.rollout

    @Test("a resume after a verdict's halt is journalled with the moment from which evidence counts")
    func since() throws {
        var desk = try Desk.open()
        try desk.give(.haltWave(id, wave: 0, Desk.evidence()))
        #expect(desk.state.rollouts[id]?.haltedBy == .health)
        desk.now = desk.now + .hours(3)
        let events = try desk.give(.resumeRollout(id, reason: "the trunk was replaced", evidence: .vouched(by: "ada")))
            .events
        #expect(
            events == [
                .rolloutResumed(
                    RolloutStopped(
                        rollout: id, reason: "the trunk was replaced", evidenceFrom: desk.now,
                        evidence: .vouched(by: "ada")))
            ])
        #expect(desk.state.rollouts[id]?.evidenceSince == desk.now)
        #expect(desk.state.rollouts[id]?.haltedBy == nil)
    }

    @Test("a resume after a pause or a person's alarm takes nothing back: whatever was seen still counts")
    func pause() throws {
        var desk = try Desk.open()
        try desk.give(.pauseRollout(id, reason: "lunch"))
        try desk.give(.resumeRollout(id, reason: "back", evidence: .vouched(by: "ada")))
        try desk.give(.haltRollout(id, reason: "alarm"))
        try desk.give(.resumeRollout(id, reason: "false alarm", evidence: .vouched(by: "ada")))
        #expect(desk.state.rollouts[id]?.evidenceSince == nil)
    }

    @Test("trouble after the gate has passed halts before the next wave opens, and the wave stands open again")
    func betweenWaves() throws {
        var desk = try Desk.soaking()
        try desk.give(.passGate(id, wave: 0, Desk.evidence(), overrideReason: "looked"))
        #expect(desk.state.rollouts[id]?.currentWave == nil)
        #expect(desk.state.rollouts[id]?.judgedWave(at: desk.now) == 0)
        try desk.announce(1)
        try desk.give(.haltWave(id, wave: 0, Desk.evidence()))
        #expect(desk.state.rollouts[id]?.state == .halted)
        #expect(try desk.wave(0).state == .halted)
        #expect(desk.refusal(of: .openWave(id, wave: 1, release: [], skip: [:])) != nil)
        try desk.give(.resumeRollout(id, reason: "the cause is gone", evidence: .vouched(by: "ada")))
        #expect(try desk.wave(0).state == .open)
        try desk.give(.settleWave(id, wave: 0, installed: 2, failed: 0))
        #expect(try desk.wave(0).state == .soaking)
    }

    @Test("the last wave is watched until its time is up, although the rollout is complete")
    func afterCompletion() throws {
        var desk = try Desk.soaking()
        try desk.give(.passGate(id, wave: 0, Desk.evidence(), overrideReason: "looked"))
        try desk.announce(1)
        desk.now = try desk.wave(1).opensAt
        try desk.open(1)
        try desk.give(.settleWave(id, wave: 1, installed: 1, failed: 0))
        try desk.give(.passGate(id, wave: 1, Desk.evidence(), overrideReason: "in a hurry"))
        #expect(desk.state.rollouts[id]?.state == .completed)
        let end = try #require(try desk.wave(1).soakDeadlineAt)
        #expect(desk.state.rollouts[id]?.judgedWave(at: end) == 1)
        #expect(desk.state.rollouts[id]?.judgedWave(at: end + .minutes(1)) == nil)
        try desk.give(.haltWave(id, wave: 1, Desk.evidence(implicated: ["fax"])))
        #expect(desk.state.rollouts[id]?.state == .halted)
        #expect(desk.state.incidents.count == 1)
        try desk.give(.resumeRollout(id, reason: "repaired", evidence: .vouched(by: "ada")))
        try desk.give(.settleWave(id, wave: 1, installed: 1, failed: 0))
        let again = try desk.give(.passGate(id, wave: 1, Desk.evidence(), overrideReason: "well by now")).events
        #expect(again.contains(.rolloutCompleted(RolloutCompleted(rollout: id))))
    }

    @Test("a person who halts a rollout that is through can resume it to its end")
    func alarmAfterCompletion() throws {
        var desk = try Desk.soaking()
        try desk.give(.passGate(id, wave: 0, Desk.evidence(), overrideReason: "looked"))
        try desk.announce(1)
        desk.now = try desk.wave(1).opensAt
        try desk.open(1)
        try desk.give(.settleWave(id, wave: 1, installed: 1, failed: 0))
        try desk.give(.passGate(id, wave: 1, Desk.evidence(), overrideReason: "in a hurry"))
        try desk.give(.haltRollout(id, reason: "phones ring"))
        #expect(try desk.wave(1).state == .halted)
        try desk.give(.resumeRollout(id, reason: "it was another thing", evidence: .vouched(by: "ada")))
        #expect(desk.state.rollouts[id]?.currentWave == 1)
    }
}
