import EvenkeelDomain
import Testing

@testable import EvenkeelLedger

@Suite("Pauses, each with its owner, and what ends a halt")
struct PauseTests {
    private let id = Desk.rollout

    @Test("each owner lifts its own pause, and the rollout goes on when the last is lifted")
    func owners() throws {
        var desk = try Desk.open()
        try desk.give(.pauseRollout(id, reason: "lunch"))
        try desk.give(.pauseRollout(id, reason: "the installer is away", owner: .system))
        #expect(desk.refusal(of: .pauseRollout(id, reason: "again")) == .pausedAlready(id, .operator))
        #expect(
            desk.refusal(of: .liftPause(id, owner: .customer, scope: .everything, reason: "x"))
                == .notPausedBy(id, .customer))
        try desk.give(.resumeRollout(id, reason: "back"))
        #expect(desk.state.rollouts[id]?.state == .paused)
        #expect(desk.state.rollouts[id]?.stopReason == "the installer is away")
        #expect(desk.refusal(of: .resumeRollout(id, reason: "back")) == .notPausedBy(id, .operator))
        try desk.give(.liftPause(id, owner: .system, scope: .everything, reason: "it is back"))
        #expect(desk.state.rollouts[id]?.state == .running)
        #expect(desk.state.rollouts[id]?.stopReason == nil)
    }

    @Test("a customer's pause keeps its sites out and stops nobody else")
    func customer() throws {
        var desk = try Desk.open()
        try desk.give(.pauseRollout(id, reason: "we move house", owner: .customer, scope: .customer("alpha")))
        let rollout = try #require(desk.state.rollouts[id])
        #expect(rollout.state == .running)
        #expect(rollout.pauses.map { $0.keepsOut("site-1", of: "alpha") } == [true])
        #expect(rollout.pauses.map { $0.keepsOut("site-1", of: "beta") } == [false])
        try desk.give(.liftPause(id, owner: .customer, scope: .customer("alpha"), reason: "we are in"))
        #expect(desk.state.rollouts[id]?.pauses.isEmpty == true)
    }

    @Test("what was paused while it was halted stays paused after the resume")
    func pausedWhileHalted() throws {
        var desk = try Desk.open()
        try desk.give(.haltRollout(id, reason: "smoke"))
        try desk.give(.pauseRollout(id, reason: "lunch"))
        #expect(desk.state.rollouts[id]?.state == .halted)
        try desk.give(.resumeRollout(id, reason: "no fire", evidence: .vouched(by: "ada")))
        #expect(desk.state.rollouts[id]?.state == .paused)
        try desk.give(.resumeRollout(id, reason: "back"))
        #expect(desk.state.rollouts[id]?.state == .running)
    }

    @Test("a halt ends only with evidence that the cause is gone: a fix that is registered, a hold in force, or a name")
    func evidence() throws {
        var desk = try Desk.open()
        try desk.give(.haltWave(id, wave: 0, Desk.evidence(implicated: ["fax"])))
        func resume(_ evidence: ResumeEvidence?) -> Command { .resumeRollout(id, reason: "gone", evidence: evidence) }
        #expect(desk.refusal(of: resume(nil)) == .evidenceMissing(id))
        for unknown: ResumeEvidence in [
            .fix(release: "pbx 9"), .fix(release: "pbx 5.2.0"), .hold("none"), .vouched(by: " "),
        ] {
            #expect(desk.refusal(of: resume(unknown)) == .evidenceUnknown(id, unknown))
        }
        let hold = try #require(desk.state.holds.keys.first)
        #expect(desk.refusal(of: resume(.hold(hold))) == nil)
        try desk.give(.registerRelease(try Desk.release("5.2.1")))
        #expect(desk.refusal(of: resume(.fix(release: "pbx 5.2.1"))) == nil)
        #expect(desk.refusal(of: resume(.vouched(by: "ada"))) == nil)
    }

    @Test("of two who press at once, one wins and the other is told")
    func together() throws {
        var desk = try Desk.soaking()
        let advance = Command.passGate(id, wave: 0, Desk.evidence(), overrideReason: "looked")
        let halt = Command.haltRollout(id, reason: "smoke")
        var other = desk
        try desk.give(halt)
        #expect(desk.refusal(of: advance) == .waveCannot(.pass, id, wave: 0, in: .halted))
        // The other way round the halt still stops what is to come.
        try other.give(advance)
        try other.give(halt)
        #expect(other.state.rollouts[id]?.state == .halted)
        #expect(other.refusal(of: .openWave(id, wave: 1, release: [], skip: [:])) != nil)
    }

    @Test("failed sites are tried again with a reason, also after the end; a halted rollout tries nobody")
    func retry() throws {
        var desk = try Desk.open()
        #expect(desk.refusal(of: .retrySites(id, [], reason: "x")) == .sitesMissing)
        #expect(desk.refusal(of: .retrySites(id, ["site-1"], reason: " ")) == .reasonMissing)
        let rows = try desk.give(.retrySites(id, ["site-1"], reason: "the cable is in")).rows
        #expect(
            rows == [
                .stepPlacement(id, "site-1", .retry, at: desk.now, note: "trying again: the cable is in")
            ])
        try desk.give(.haltRollout(id, reason: "smoke"))
        #expect(desk.refusal(of: .retrySites(id, ["site-1"], reason: "x")) == .notRunning(id, in: .halted))
    }
}
