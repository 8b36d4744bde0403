import EvenkeelDomain
import Testing

@testable import EvenkeelLedger

@Suite("What a rollout may not do")
struct RolloutRefusalTests {
    private let id = Desk.rollout

    @Test("a plan runs only once it is approved, and a made-up rollout never")
    func order() throws {
        var desk = Desk()
        #expect(desk.refusal(of: .approvePlan(id)) == .unknownRollout(id))
        try desk.give(.makePlan(try Desk.plan(), try Desk.policy(), []))
        #expect(desk.refusal(of: .startRollout(id, guards: [])) == .rolloutCannot(.start, id, in: .planned))
        #expect(
            desk.refusal(of: .makePlan(try Desk.plan(), try Desk.policy(), [])) == .planOutdated(id, revision: 1),
            "two people planned at once: the second must look again")
        try desk.give(.makePlan(try Desk.plan(revision: 2), try Desk.policy(), []))
        try desk.give(.approvePlan(id))
        try desk.give(.startRollout(id, guards: []))
        let again = Command.makePlan(try Desk.plan(revision: 3), try Desk.policy(), [])
        #expect(desk.refusal(of: again) == .rolloutCannot(.replan, id, in: .running))
    }

    @Test("a wave opens on its day, announced in time, after the gate before it")
    func opening() throws {
        let open = Command.openWave(id, wave: 0, release: [], skip: [:])
        var desk = try Desk.running()
        #expect(desk.refusal(of: open) == .noticeNotGiven(id, wave: 0))
        #expect(desk.refusal(of: .openWave(id, wave: 9, release: [], skip: [:])) == .unknownWave(id, 9))
        try desk.announce()
        #expect(
            desk.refusal(of: .announceWave(id, wave: 0, notices: [], deliveries: []))
                == .waveAlreadyAnnounced(id, wave: 0))
        desk.now = Desk.start + .days(2) - .seconds(1)
        #expect(desk.refusal(of: open) == .noticeTooShort(id, wave: 0, until: Desk.start + .days(2)))
        desk.now = Desk.start + .days(2)
        let thursday = (Desk.monday + 3).startUTC + .hours(9)
        #expect(desk.refusal(of: open) == .tooEarly(id, wave: 0, until: thursday))
        #expect(
            desk.refusal(of: .openWave(id, wave: 1, release: [], skip: [:])) == .gateNotPassed(id, wave: 1, before: 0))
        desk.now = thursday
        try desk.open()
        #expect(desk.refusal(of: open) == .waveCannot(.open, id, wave: 0, in: .open))
    }

    @Test("a wave announced late opens on a working day that leaves the notice its time, and that is the day it names")
    func lateNotice() throws {
        var desk = try Desk.running()
        // Thursday 15:00, with two days of notice: Saturday does not do.
        desk.now = (Desk.monday + 3).startUTC + .hours(15)
        try desk.announce()
        #expect(try desk.wave(0).opensAt == (Desk.monday + 7).startUTC + .hours(9))
    }

    @Test("sites that a hold keeps out are not released with their wave")
    func holds() throws {
        var desk = try Desk.running()
        try desk.announce()
        desk.now = (Desk.monday + 3).startUTC + .hours(9)
        let rows = try desk.give(.openWave(id, wave: 0, release: ["site-1"], skip: ["site-2": "hold"])).rows
        // In this order: releasing a wave takes in again what had been skipped.
        #expect(
            rows == [
                .stepWave(id, wave: 0, .release, at: desk.now),
                .stepPlacement(id, "site-2", .skip, at: desk.now, note: "hold"),
            ])
    }

    @Test("a gate passes after its soak, against the tally it saw; a person needs a reason")
    func gates() throws {
        func pass(_ reason: String?) -> Command { .passGate(id, wave: 0, Desk.evidence(), overrideReason: reason) }
        #expect(try Desk.open().refusal(of: pass(nil)) == .waveCannot(.pass, id, wave: 0, in: .open))
        var desk = try Desk.soaking()
        let ends = try #require(try desk.wave(0).soakEndsAt)
        #expect(desk.refusal(of: pass(nil)) == .tooEarly(id, wave: 0, until: ends))
        #expect(desk.refusal(of: pass("  ")) == .reasonMissing)
        desk.now = ends
        #expect(desk.refusal(of: pass(nil)) == nil)
        try desk.give(.runOutGate(id, wave: 0, Desk.evidence()))
        #expect(desk.refusal(of: pass(nil)) == .reasonMissing, "what was inconclusive passes by a person only")
        let decision = try desk.give(pass("called both"))
        #expect(decision.rows == [.requireTally(id, version: 7)])
    }

    @Test("stopping and going on need a reason")
    func reasons() throws {
        let desk = try Desk.running()
        #expect(desk.refusal(of: .pauseRollout(id, reason: " ")) == .reasonMissing)
        #expect(desk.refusal(of: .haltRollout(id, reason: "")) == .reasonMissing)
        #expect(
            desk.refusal(of: .resumeRollout(id, reason: "go", evidence: .vouched(by: "ada")))
                == .rolloutCannot(.resume, id, in: .running))
        let hold = Hold(id: "h", predicate: .always, owner: "ada", why: " ", since: Desk.start)
        #expect(desk.refusal(of: .addHold(hold)) == .reasonMissing)
        #expect(desk.refusal(of: .liftHold("h", why: "over")) == .unknownHold("h"))
    }

    @Test(
        "a wave does not open before what its guards ask for has been done, and its entry says with what numbers it did"
    )
    func guardedWave() throws {
        var desk = try Desk.soaking()
        let rule = Guard(
            id: "g", incident: Desk.incident, action: "a1", when: try Predicate(parsing: "release.touches==fax"),
            soakHours: 72, atSites: 2, matching: try Predicate(parsing: "feature==fax"), beforeWave: 2, since: desk.now)
        desk.state.apply(
            Entry(position: desk.state.position + 1, at: desk.now, command: "g", actor: "ada", event: .guardAdded(rule))
        )
        desk.now = (Desk.monday + 4).startUTC + .hours(9)
        try desk.give(.passGate(id, wave: 0, Desk.evidence(), overrideReason: nil))
        try desk.announce(1)
        desk.now = (Desk.monday + 7).startUTC + .hours(9)
        func open(_ soaked: Int?) -> Command {
            .openWave(
                id, wave: 1, release: ["site-3"], skip: [:],
                guards: soaked.map {
                    [GuardStanding(rule: rule, wave: 1, soaked: $0, running: 2, needed: 2, metAt: desk.now)]
                } ?? [])
        }
        #expect(desk.refusal(of: open(nil)) == .guardNotChecked("g"))
        guard case .guardNotMet(id, _) = desk.refusal(of: open(1)) else {
            Issue.record("it opened")
            return
        }
        guard case .waveOpened(let opened) = try desk.give(open(2)).events.first else {
            Issue.record("it did not open")
            return
        }
        #expect(opened.guards?.map(\.soaked) == [2])
    }

    @Test("a rollout that breaks a guard does not start")
    func guards() throws {
        var desk = Desk()
        let rule = Guard(
            id: "g", incident: Desk.incident, action: "a1", when: try Predicate(parsing: "release.touches==fax"),
            soakHours: 72, atSites: 3, matching: try Predicate(parsing: "feature==fax"), beforeWave: 2,
            since: Desk.start)
        desk.state.apply(Entry(position: 1, at: Desk.start, command: "g", actor: "ada", event: .guardAdded(rule)))
        try desk.give(.makePlan(try Desk.plan(), try Desk.policy(), []))
        try desk.give(.approvePlan(id))
        func start(_ satisfied: Bool) -> Command {
            .startRollout(
                id, guards: [GuardFinding(guardID: "g", sitesPlanned: 1, sitesAvailable: 5, satisfied: satisfied)])
        }
        #expect(desk.refusal(of: .startRollout(id, guards: [])) == .guardNotChecked("g"))
        guard case .guardNotSatisfied(rule, _) = desk.refusal(of: start(false)) else {
            Issue.record("it started")
            return
        }
        #expect(desk.refusal(of: start(true)) == nil)

        var policy = try Desk.policy()
        policy.release.fixesIncident = Desk.incident
        #expect(
            desk.refusal(of: .makePlan(try Desk.plan(revision: 2), policy, [])) == .unknownIncident(Desk.incident))
        desk.state.apply(
            Entry(
                position: desk.state.position + 1, at: Desk.start, command: "i", actor: "ada",
                event: .incidentSuspected(Desk.opening())))
        try desk.give(.makePlan(try Desk.plan(revision: 2), policy, []))
        try desk.give(.approvePlan(id))
        #expect(desk.refusal(of: .startRollout(id, guards: [])) == nil, "the fix of the incident passes its guards")
    }
}
