import EvenkeelDomain
import EvenkeelLedger
import EvenkeelSimulator
import Synchronization
import Testing

/// A small deployment in memory: three customers, three sites, a running rollout, and loops to turn by hand.
final class Bench: Sendable {
    static let start = CivilDate(dayNumber: 20_514).startUTC + .hours(8)
    static let rollout: RolloutID = "pbx-5.2"
    static let incident: IncidentID = "telephony-down"

    let store: any Store
    let clock = HandCrankedClock(at: start)
    let channel = ScriptedChannel()
    let operations: Operations

    init(on store: any Store = MemoryStore(), filled: Bool = true, settings: Settings = Settings()) async throws {
        self.store = store
        operations = Operations(ledger: try await Ledger.open(store: store, settings: settings), store: store)
        guard filled else { return }
        var sites: [Installation] = []
        for name in ["alpha", "beta", "gamma"] {
            var site = Installation(id: InstallationID("\(name)-hq"), customer: CustomerID(name))
            (site.product, site.version, site.features) = ("pbx", Version("5.1.0"), ["fax"])
            sites.append(site)
        }
        let contacts = try ["alpha", "beta", "gamma"].map { name in
            Contact(
                id: ContactID("ada@\(name).example"), customer: CustomerID(name),
                email: try #require(EmailAddress("ada@\(name).example")))
        }
        try await store.change([
            .putCustomers(["alpha", "beta", "gamma"].map { Customer(id: CustomerID($0), name: $0) }),
            .putContacts(contacts), .putInstallations(sites),
        ])
    }

    var now: Timestamp { clock.now }

    func pass(_ span: TimeSpan) { clock.advance(to: clock.now + span) }

    func give(_ command: Command, id: CommandID) async throws {
        try await operations.perform(command, id: id, by: "ada", at: now)
    }

    func courier(
        _ holder: String = "first", allowed: Set<String> = [], on store: (any Store)? = nil,
        log: any WireLog = MemoryWireLog(),
        mail: (any Channel)? = nil, endpoints: [any Channel] = [], parallel: Int = 1, perDomain: Int = .max,
        links: LinkSource? = nil
    ) -> Courier {
        let composer = MessageComposer(
            settings: operations.settings, catalog: .bare, mailDomain: "mail.example", zones: { _ in nil })
        return Courier(
            operations: Operations(ledger: operations.ledger, store: store ?? self.store), composer: composer,
            channel: mail ?? channel, endpoints: endpoints, allowed: allowed, holder: holder, log: log,
            parallel: parallel, perDomain: perDomain, clock: { [clock] in clock.now }, links: links)
    }

    /// Owns an incident of alpha and beta, and queues the messages of its first update.
    func ownedIncident(impact: Impact = .major) async throws {
        let opening = IncidentOpening(
            title: "Calls fail", impact: impact, components: [], visibility: .audience, began: now,
            concerns: try Predicate(parsing: "customer=in=(alpha,beta)"), signal: Signal(source: .staff, at: now))
        try await operations.open(Self.incident, opening, body: "Calls fail.", command: "own", by: "ada", at: now)
        _ = try await Conductor(operations: operations).tick(at: now)
    }

    /// A release with its words, in waves.
    static func policy(waves: [WavePolicy] = [WavePolicy(name: "all")]) throws -> Policy {
        Policy(
            rollout: rollout,
            release: Release(
                product: "pbx", version: try #require(Version("5.2.0")),
                texts: ["en": ReleaseText(summary: "s", downtime: "d", whatYouDo: "w", whatToTest: "t", wayBack: "b")]),
            waves: waves)
    }

    /// Plans it, approves it and starts it.
    func start(_ policy: Policy) async throws {
        _ = try await operations.makePlan(policy, id: "plan", by: "ada", at: now)
        try await give(.approvePlan(Self.rollout), id: "approve")
        try await operations.start(Self.rollout, command: "start", by: "ada", at: now)
    }

    /// A freeze of one customer.
    func freeze(_ customer: CustomerID, _ id: CalendarRuleID, _ from: CivilDate, _ to: CivilDate) async throws {
        let rule = CalendarRule(
            id: id, kind: .freeze(try #require(DaySpan(from: from, to: to))),
            among: try Predicate(parsing: "customer==\(customer)"), owner: "ada", why: "their fair", since: now)
        try await give(.addCalendarRule(rule), id: CommandID("freeze/\(id.text)"))
    }

    /// Turns the clock from duty to duty until the notices of the first wave have gone.
    func turnUntilAnnounced(_ conductor: Conductor? = nil) async throws {
        try await turn(conductor) { $0.announcedAt != nil }
    }

    /// Turns the clock from duty to duty until the first wave is so.
    func turn(_ conductor: Conductor? = nil, until isSo: (RolloutWave) -> Bool) async throws {
        let conductor = conductor ?? Conductor(operations: operations)
        for _ in 0..<30 {
            while try await conductor.tick(at: now) {}
            let wave = await operations.ledger.read { $0.rollouts[Self.rollout]?.waves.first }
            if let wave, isSo(wave) { return }
            let due = await operations.ledger.read { [now = self.now] in $0.agenda.nextAt(after: now) }
            clock.advance(to: try #require(due))
        }
        Issue.record("it never was so")
    }

    /// Further sites of a customer, like the others.
    func put(_ names: InstallationID..., of customer: CustomerID) async throws {
        for name in names {
            var site = Installation(id: name, customer: customer)
            (site.product, site.version, site.features) = ("pbx", Version("5.1.0"), ["fax"])
            try await store.change([.putInstallations([site])])
        }
    }

    func deliveries(_ states: Set<DeliveryState>? = nil) async throws -> [Delivery] {
        try await store.deliveries(DeliveryQuery(states: states))
    }

    func states() async throws -> [DeliveryState] { try await deliveries().map(\.state) }

    /// A rollout of all three sites in one wave, open.
    func openWave(retries: Int = 0, _ change: (inout Policy) -> Void = { _ in }) async throws {
        var policy = try Self.policy()
        policy.notice.before = .zero
        policy.execute = ExecutePolicy(by: .command, parallel: 2, timeout: .minutes(30), retries: retries)
        change(&policy)
        try await start(policy)
        let conductor = Conductor(operations: operations)
        for _ in 0..<20 {
            while try await conductor.tick(at: now) {}
            if try await !placements([.due]).isEmpty { break }
            let due = await operations.ledger.read { [now = self.now] in $0.agenda.nextAt(after: now) }
            clock.advance(to: try #require(due))
        }
        #expect(try await placements([.due]).count == 3)
    }

    /// An agent at the site reports now, and is heard.
    func report(_ site: InstallationID, _ kind: Outcome.Kind, version: String = "5.2.0") async throws {
        let outcome = Outcome(
            id: OutcomeID("\(site)/\(kind)/\(now)"), installation: site, release: try #require(Version(version)),
            kind: kind, at: now)
        let refused = try await operations.record([.init(index: 0, outcome: outcome)], source: "agent", at: now)
        #expect(refused.isEmpty)
    }

    func placements(_ states: Set<PlacementState>? = nil) async throws -> [PlacementRow] {
        try await store.placements(PlacementQuery(rollout: Self.rollout, states: states))
    }
}
