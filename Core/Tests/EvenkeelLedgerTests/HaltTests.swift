import EvenkeelDomain
import Testing

@testable import EvenkeelLedger

@Suite("Halt and resume")
struct HaltTests {
    private let id = Desk.rollout

    private func name(_ event: Event) -> String { String("\(event)".prefix { $0 != "(" }) }

    @Test("a halt on health takes back what has not started, holds the named sites and suspects an incident, at once")
    func health() throws {
        var desk = try Desk.open()
        let decision = try desk.give(.haltWave(id, wave: 0, Desk.evidence(implicated: ["call-queue", "fax"])))
        #expect(decision.events.map(name) == ["waveHalted", "incidentSuspected", "holdAdded"])
        #expect(
            decision.rows == [.requireTally(id, version: 7), .stepWave(id, wave: 0, .recall, at: desk.now)])
        let hold = try #require(desk.state.holds.values.first)
        #expect(hold.predicate.description == "product==pbx;feature==call-queue;feature==fax")
        let incident = try #require(desk.state.incidents.values.first)
        #expect(incident.status == .suspected)
        #expect(incident.visibility == .audience)
        #expect(incident.origin == .rollout(id, wave: 0))
        #expect(desk.state.rollouts[id]?.state == .halted)
        #expect(desk.state.due(at: desk.now).map(\.duty).contains(.ownIncident(incident.id)), "policy says own: auto")
        #expect(desk.state.due(at: desk.now).map(\.duty).contains(.recordRecall(id, wave: 0)))
    }

    @Test("where nothing can be named, nobody is held")
    func unnamed() throws {
        var desk = try Desk.soaking()
        let decision = try desk.give(.haltWave(id, wave: 0, Desk.evidence()))
        #expect(decision.events.map(name) == ["waveHalted", "incidentSuspected"])
        #expect(
            decision.rows == [.requireTally(id, version: 7), .stepWave(id, wave: 0, .recall, at: desk.now)],
            "in a soak only those can be taken back that were caught up")
    }

    @Test(
        "where failures are spread, the strongest sign blames nobody: no hold, and all who have the release are concerned"
    )
    func spread() throws {
        var desk = try Desk.open()
        let evidence = Desk.evidence(implicated: ["voice"], isConcentrated: false)
        let decision = try desk.give(.haltWave(id, wave: 0, evidence))
        #expect(decision.events.map(name) == ["waveHalted", "incidentSuspected"])
        #expect(desk.state.holds.isEmpty)
        #expect(desk.state.incidents.values.first?.concerns == nil)
    }

    @Test("every group that is to blame is held by itself, for this product only, under an id that is free")
    func severalGroups() throws {
        var desk = try Desk.open()
        var evidence = Desk.evidence(implicated: ["call-queue", "fax"], isConcentrated: true)
        evidence.implicated += [
            GateEvidence.Group(features: ["os=arm"], logEvidence: 4, failed: 2, sites: 2, isConcentrated: true),
            GateEvidence.Group(features: ["voice"], logEvidence: 3.5, failed: 2, sites: 9, isConcentrated: false),
        ]
        try desk.give(.haltWave(id, wave: 0, evidence))
        let holds = desk.state.holds.values.sorted { $0.id < $1.id }
        #expect(
            holds.map(\.predicate.description) == [
                "product==pbx;feature==call-queue;feature==fax", "product==pbx;environment.os==arm",
            ])
        let concerns = try #require(desk.state.incidents.values.first?.concerns)
        #expect(concerns.description == "feature==call-queue;feature==fax,environment.os==arm")
        let first = try #require(holds.first?.id)
        try desk.give(.liftHold(first, why: "they have no fax any more"))
        try desk.give(.resumeRollout(id, reason: "cause gone", evidence: .vouched(by: "ada")))
        try desk.give(.haltWave(id, wave: 0, Desk.evidence(implicated: ["voice"], isConcentrated: true)))
        #expect(Set(desk.state.holds.values.map(\.predicate.description)).contains("product==pbx;environment.os==arm"))
        #expect(desk.state.holds.count == 2)
    }

    @Test("a halt on installs tells staff and opens no incident")
    func installs() throws {
        var desk = try Desk.open()
        let decision = try desk.give(.haltWave(id, wave: 0, Desk.evidence(.installs, implicated: ["fax"])))
        #expect(decision.events.map(name) == ["waveHalted"])
        #expect(desk.state.incidents.isEmpty)
        #expect(desk.state.holds.isEmpty)
        #expect(desk.state.rollouts[id]?.stopReason == "2 of 2 sites failed.")
    }

    @Test("after a resume the wave goes on without the sites that a hold keeps out")
    func resume() throws {
        var desk = try Desk.open()
        try desk.give(.haltWave(id, wave: 0, Desk.evidence(implicated: ["fax"])))
        let rows = try desk.give(
            .resumeRollout(id, reason: "cause gone", evidence: .vouched(by: "ada"), skip: ["site-2": "hold"])
        ).rows
        #expect(
            rows == [
                .stepWave(id, wave: 0, .release, at: desk.now),
                .stepPlacement(id, "site-2", .skip, at: desk.now, note: "hold"),
            ])
        #expect(desk.state.rollouts[id]?.state == .running)
        #expect(try desk.wave(0).state == .open)
    }

    @Test("what halts again while its incident is open suspects no second one, but holds what is newly named")
    func again() throws {
        var desk = try Desk.open()
        try desk.give(.haltWave(id, wave: 0, Desk.evidence(implicated: ["fax"])))
        try desk.give(.resumeRollout(id, reason: "cause gone", evidence: .vouched(by: "ada")))
        let same = try desk.give(.haltWave(id, wave: 0, Desk.evidence(implicated: ["fax"])))
        #expect(same.events.map(name) == ["waveHalted"])
        try desk.give(.resumeRollout(id, reason: "now it is", evidence: .vouched(by: "ada")))
        let other = try desk.give(.haltWave(id, wave: 0, Desk.evidence(implicated: ["call-queue"])))
        #expect(other.events.map(name) == ["waveHalted", "holdAdded"])
        #expect(desk.state.holds.count == 2)
        #expect(desk.state.incidents.count == 1)
    }

    @Test("who holds a notice for a later wave hears that the date moves; after a resume the wave is announced again")
    func withdrawal() throws {
        var desk = try Desk.open()
        try desk.announce(1)
        try desk.give(.haltRollout(id, reason: "alarm"))
        #expect(desk.state.due(at: desk.now).map(\.duty).contains(.withdrawDates(id, wave: 1)))
        let delivery = Delivery(
            recipient: "ada@alpha.example", customer: "alpha", subject: .moved(id, revision: 1, wave: 1, round: 1),
            queuedAt: desk.now)
        let decision = try desk.give(.withdrawDates(id, wave: 1, customers: ["alpha"], deliveries: [delivery]))
        #expect(decision.rows == [.stepNoticesOf(["alpha"], id, wave: 1, .withdraw), .putDeliveries([delivery])])
        #expect(try desk.give(.withdrawDates(id, wave: 1, customers: [], deliveries: [])).events.isEmpty, "once")
        try desk.give(.resumeRollout(id, reason: "false alarm", evidence: .vouched(by: "ada")))
        #expect(try desk.wave(1).announcedAt == nil, "the old notice does not count")
        try desk.give(.settleWave(id, wave: 0, installed: 2, failed: 0))
        #expect(
            !desk.state.agenda.all.map(\.duty).contains(.announceWave(id, wave: 1)), "not before the gate has passed")
        try desk.give(.passGate(id, wave: 0, Desk.evidence(), overrideReason: "looked at both"))
        #expect(desk.state.agenda.all.map(\.duty) == [.announceWave(id, wave: 1)])
        #expect(desk.refusal(of: .openWave(id, wave: 1, release: [], skip: [:])) == .noticeNotGiven(id, wave: 1))
    }

    @Test("the last gate completes the rollout")
    func completion() throws {
        var desk = try Desk.soaking()
        try desk.give(.passGate(id, wave: 0, Desk.evidence(), overrideReason: "looked at both"))
        try desk.announce(1)
        desk.now = try desk.wave(1).opensAt
        try desk.open(1)
        try desk.give(.settleWave(id, wave: 1, installed: 1, failed: 0))
        let decision = try desk.give(.passGate(id, wave: 1, Desk.evidence(), overrideReason: "looked"))
        #expect(decision.events.map(name) == ["gatePassed", "rolloutCompleted"])
        #expect(desk.state.due(at: .distantFuture).isEmpty)
    }
}
