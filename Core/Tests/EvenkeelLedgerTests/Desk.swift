import EvenkeelDomain
import Testing

@testable import EvenkeelLedger

/// A state one can give commands to, one after the other, as the ledger would.
struct Desk {
    /// Monday 2026-03-02, 08:00 UTC; work begins at 09:00.
    static let monday = CivilDate(dayNumber: 20_514)
    static let start = monday.startUTC + .hours(8)
    static let rollout: RolloutID = "pbx-5.2"
    static let incident: IncidentID = "telephony-down"

    var state = State()
    var now = Desk.start
    var actor = "ada"
    let settings: Settings
    private var commands = 0

    init(settings: Settings = Settings(organisation: "Acme Telecom")) { self.settings = settings }

    /// Decides, applies, and returns what was decided.
    @discardableResult
    mutating func give(_ command: Command) throws(Refusal) -> Decision {
        let decision = try state.decide(command, at: now, by: actor, settings: settings)
        commands += 1
        for event in decision.events {
            state.apply(
                Entry(
                    position: state.position + 1, at: now, command: CommandID("c\(commands)"), actor: actor,
                    event: event))
        }
        #expect(state.violations().isEmpty)
        return decision
    }

    /// The obstacle, or nil where there is none.
    func refusal(of command: Command) -> Refusal? {
        do throws(Refusal) {
            _ = try state.decide(command, at: now, by: actor, settings: settings)
            return nil
        } catch { return error }
    }

    func wave(_ index: Int) throws -> RolloutWave { try #require(state.rollouts[Self.rollout]).waves[index] }

    func incident(_ id: IncidentID = Desk.incident) throws -> Incident { try #require(state.incidents[id]) }

    // MARK: Rollouts

    static func policy(notice: TimeSpan = .days(2)) throws -> Policy {
        var policy = Policy(
            rollout: rollout, release: try release(),
            waves: [WavePolicy(name: "friends"), WavePolicy(name: "everybody")])
        policy.notice.before = notice
        policy.onHalt = HaltPolicy(own: .auto, component: "telephony", impact: .major)
        return policy
    }

    static func release(_ version: String = "5.2.0") throws -> Release {
        Release(product: "pbx", version: try #require(Version(version)), touches: ["fax"])
    }

    /// Two sites in the first wave, which opens on Thursday, and one in the second, on the Monday after.
    static func plan(revision: Int = 1) throws -> Plan {
        func wave(_ name: String, _ opens: CivilDate, _ sites: [InstallationID]) -> PlannedWave {
            PlannedWave(
                name: name, publicName: nil, opens: opens, soakEnds: opens + 1, soakDays: 1,
                exposure: Exposure(installations: sites.count, seats: 0, customers: sites.count), coverage: 1,
                placements: sites.map {
                    Placement(installation: $0, reason: .score(thousandths: 0, newPairs: 0), notEarlier: nil)
                })
        }
        return Plan(
            rollout: rollout, revision: revision, release: try release().version, selected: 3, withheld: [],
            waves: [wave("friends", monday + 3, ["site-1", "site-2"]), wave("everybody", monday + 7, ["site-3"])],
            curve: [], warnings: [], ends: monday + 9)
    }

    static func running() throws -> Desk {
        var desk = Desk()
        try desk.give(.makePlan(try plan(), try policy(), []))
        try desk.give(.approvePlan(rollout))
        try desk.give(.startRollout(rollout, guards: []))
        return desk
    }

    mutating func announce(_ wave: Int = 0) throws(Refusal) {
        try give(.announceWave(Self.rollout, wave: wave, notices: [], deliveries: []))
    }

    mutating func open(_ wave: Int = 0) throws(Refusal) {
        try give(.openWave(Self.rollout, wave: wave, release: ["site-1", "site-2"], skip: [:]))
    }

    /// Announced on Monday, opened on Thursday at 09:00.
    static func open() throws -> Desk {
        var desk = try running()
        try desk.announce()
        desk.now = (monday + 3).startUTC + .hours(9)
        try desk.open()
        return desk
    }

    static func soaking() throws -> Desk {
        var desk = try open()
        try desk.give(.settleWave(rollout, wave: 0, installed: 2, failed: 0))
        return desk
    }

    static func evidence(
        _ metric: GateEvidence.Metric = .health, implicated: [String] = [], isConcentrated: Bool? = nil
    ) -> GateEvidence {
        let group = GateEvidence.Group(
            features: implicated, logEvidence: 5, failed: 2, sites: 2, isConcentrated: isConcentrated)
        let groups = implicated.isEmpty ? [] : [group]
        return GateEvidence(
            metric: metric, tallyVersion: 7, enrolled: 2, sites: 2, failed: 2, silent: 0, expected: 0.02,
            falseHalt: 0.005, baseline: 0.01, horizonSites: 3, upperBound: 1, upperBoundFixed: 1, implicated: groups,
            text: "2 of 2 sites failed.")
    }

    // MARK: Incidents

    static func opening(impact: Impact = .major) -> IncidentSuspected {
        IncidentSuspected(
            incident: incident, title: "Calls fail", impact: impact, components: ["telephony"], visibility: .audience,
            publicTitle: nil, began: start, origin: nil, signal: Signal(source: .staff, at: start), concerns: nil)
    }

    static func own(impact: Impact = .major, body: String = "Calls fail.", nextBy: Timestamp? = nil) -> Command {
        .ownIncident(
            OwnIncident(
                incident: incident, opening: opening(impact: impact), body: body,
                audience: [
                    AudienceMember(customer: "alpha", reason: "runs it"),
                    AudienceMember(customer: "beta", reason: "runs it"),
                ], criticality: .normal, nextBy: nextBy))
    }

    static func owned(impact: Impact = .major) throws -> Desk {
        var desk = Desk()
        try desk.give(own(impact: impact))
        return desk
    }

    static func post(
        _ status: IncidentStatus?, _ body: String = "News.", nextBy: Timestamp? = nil, cause: String? = nil
    ) -> Command {
        .postUpdate(PostUpdate(incident: incident, status: status, body: body, nextBy: nextBy, cause: cause))
    }

    static func report(
        causes: [Report.Cause] = [.init(kind: .ours, text: "an untested change")],
        actions: [CorrectiveAction] = [CorrectiveAction(id: "a1", text: "Test fax", owner: "Ada", due: monday + 30)]
    ) -> Report { Report(whatHappened: "Calls failed.", causes: causes, whatWeDid: "We went back.", actions: actions) }
}
