public import EvenkeelDomain
public import EvenkeelPlanner

/// Expands an IANA zone; nil where the machine does not know it.
public typealias ZoneLookup = @Sendable (_ name: String) -> ZoneOffsets?

/// Why an operation was not carried out.
public enum OperationError: Error, Hashable, Sendable {
    case refused(Refusal)
    case cannotPlan(PlanRefusal)
    case failed(Failure)

    public init(_ error: LedgerError) {
        switch error {
        case .refused(let refusal): self = .refused(refusal)
        case .failed(let failure): self = .failed(failure)
        }
    }
}

/// What people and time can do with the deployment: reads the rows a decision needs, then lets the ledger decide.
///
/// HTTP handlers, the conductor and the demo all go through here.
public struct Operations: Sendable {
    public let ledger: Ledger
    public let store: any Store
    public let image: FleetCache
    let bench: JudgeBench

    public init(ledger: Ledger, store: any Store, bench: JudgeBench = JudgeBench()) {
        self.ledger = ledger
        self.store = store
        image = FleetCache(store: store)
        self.bench = bench
    }

    public var settings: Settings { ledger.settings }

    /// Carries out a command that needs no rows.
    @discardableResult
    public func perform(
        _ command: Command, id: CommandID, by actor: String, at now: Timestamp, basis: Position? = nil
    ) async throws(OperationError) -> [Entry] {
        do { return try await ledger.perform(command, id: id, by: actor, at: now, basis: basis) } catch {
            throw OperationError(error)
        }
    }

    @discardableResult
    func rows<Value: Sendable>(
        _ body: @Sendable () async throws(Failure) -> Value
    ) async throws(OperationError) -> Value {
        do { return try await body() } catch { throw .failed(error) }
    }

    // MARK: Rollouts

    /// Makes a plan, or the next revision of one, without saving it.
    public func draftPlan(_ policy: Policy, at now: Timestamp) async throws(OperationError) -> Plan {
        try await plan(try await withHistory(policy), at: now)
    }

    private func plan(_ policy: Policy, at now: Timestamp) async throws(OperationError) -> Plan {
        let fleet = try await rows(image.current)
        let (holds, known) = await ledger.read { (Array($0.holds.values), $0.rollouts[policy.rollout]) }
        let calendar = settings.calendar
        // What has begun under a plan stays where it is.
        let past =
            if let known, known.state.after(.adopt) != nil { try await progress(known, at: now) } else {
                PlanProgress?.none
            }
        let context = PlanContext(
            today: calendar.zone.localDate(at: now), now: now, calendar: calendar, holds: holds,
            revision: (known?.latestRevision ?? 0) + 1, past: past)
        do {
            return try Planner.plan(
                fleet: fleet, policy: policy, context: context, gateForecast: EvidenceForecast.moreSitesNeeded)
        } catch {
            throw .cannotPlan(error)
        }
    }

    public func makePlan(
        _ policy: Policy, id: CommandID, by actor: String, at now: Timestamp
    ) async throws(OperationError) -> Plan {
        let policy = try await withHistory(policy)
        let plan = try await plan(policy, at: now)
        let fleet = try await rows(image.current)
        let placements = placements(of: plan, fleet: fleet)
        try await perform(.makePlan(plan, policy, placements), id: id, by: actor, at: now)
        return plan
    }

    /// Starts a rollout, with what its plan offers every guard that concerns it.
    public func start(_ id: RolloutID, command: CommandID, by actor: String, at now: Timestamp)
        async throws(OperationError)
    {
        let findings = try await guardFindings(id)
        try await perform(.startRollout(id, guards: findings), id: command, by: actor, at: now)
    }

    /// Lets a paused or halted rollout go on. Sites that a hold keeps out stay out.
    public func resume(
        _ id: RolloutID, reason: String, command: CommandID, by actor: String, at now: Timestamp
    ) async throws(OperationError) {
        while true {
            // A hold that another node has just added counts.
            try await rows(ledger.catchUp)
            let (known, basis) = await ledger.read { ($0.rollouts[id], $0.position) }
            guard let rollout = known else { throw .refused(.unknownRollout(id)) }
            let rows = try await rows { () async throws(Failure) in
                try await store.placements(PlacementQuery(rollout: id, states: [.recalled, .skipped, .planned, .due]))
            }
            let halted = rows.filter {
                rollout.waves.indices.contains($0.wave) && rollout.waves[$0.wave].state == .halted
            }
            let skip = try await held(halted, by: rollout, at: now)
            do throws(OperationError) {
                try await perform(
                    .resumeRollout(id, reason: reason, skip: skip), id: command, by: actor, at: now, basis: basis)
                return
            } catch .failed(.headMoved) {
                continue
            }
        }
    }

    /// Those of these placements that a hold keeps out, or may keep out, by id.
    func held(
        _ rows: [PlacementRow], by rollout: Rollout, at now: Timestamp
    ) async throws(OperationError) -> [InstallationID] {
        let holds = await ledger.read { Array($0.holds.values) }.filter { $0.applies(to: rollout.release, at: now) }
        let fleet = try await self.rows(image.current)
        return rows.map(\.installation).filter { id in
            guard let site = fleet[id] else { return true }
            let facts = SiteFacts(site, customer: fleet.customers[site.customer], release: rollout.release)
            return holds.contains { $0.predicate.evaluate(facts) != .no }
        }.sorted()
    }

    public func guardFindings(_ id: RolloutID) async throws(OperationError) -> [GuardFinding] {
        guard let rollout = await ledger.read({ $0.rollouts[id] }) else { throw .refused(.unknownRollout(id)) }
        let guards = await ledger.read { Array($0.guards.values) }.filter { $0.concerns(rollout.release) }
        guard !guards.isEmpty else { return [] }
        let plan = try await rows { () async throws(Failure) in try await store.plan(id, revision: rollout.revision) }
        guard let plan else { return [] }
        let fleet = try await rows(image.current)
        return GuardCheck.findings(guards: guards, plan: plan, fleet: fleet, release: rollout.release)
    }

    // MARK: Incidents

    /// Owns a suspected incident, or opens one: computes the audience, then makes the first statement.
    public func own(
        _ incident: IncidentID, opening: IncidentSuspected?, body: String, nextBy: Timestamp? = nil,
        bySystem: Bool = false, command: CommandID, by actor: String, at now: Timestamp
    ) async throws(OperationError) {
        let existing = await ledger.read { $0.incidents[incident] }
        let fleet = try await rows(image.current)
        let audience = try await audience(
            origin: opening?.origin ?? existing?.origin, concerns: opening?.concerns ?? existing?.concerns, fleet: fleet
        )
        let own = OwnIncident(
            incident: incident, opening: existing == nil ? opening : nil, body: body, audience: audience,
            criticality: AudienceRule.criticality(audience, fleet: fleet), nextBy: nextBy, bySystem: bySystem)
        try await perform(.ownIncident(own), id: command, by: actor, at: now)
    }

    func audience(
        origin: IncidentOrigin?, concerns: Predicate?, fleet: Fleet
    ) async throws(OperationError) -> [AudienceMember] {
        guard case .rollout(let id, _) = origin, let rollout = await ledger.read({ $0.rollouts[id] }) else {
            return concerns.map { AudienceRule.matching($0, fleet: fleet) } ?? []
        }
        let release = rollout.release
        let ran = try await rows { () async throws(Failure) in
            try await store.installationsThatRan(release.version, product: release.product)
        }
        let placements = try await rows { () async throws(Failure) in
            try await store.placements(PlacementQuery(rollout: id))
        }
        return AudienceRule.ofHalt(
            concerns: concerns, policy: rollout.policy.onHalt.audience, release: release, ran: Set(ran.keys),
            troubled: Set(placements.filter { $0.troubleAt != nil }.map(\.installation)), fleet: fleet)
    }

    /// One delivery for every contact of these customers that hears of the subject.
    func deliveries(
        to customers: some Sequence<CustomerID>, fleet: Fleet, at now: Timestamp,
        hears: (Contact) -> Bool, subject: (CustomerID) -> DeliverySubject
    ) -> [Delivery] {
        customers.flatMap { customer in
            (fleet.contacts[customer] ?? []).filter(hears).map {
                Delivery(recipient: $0.id, customer: customer, subject: subject(customer), queuedAt: now)
            }
        }
    }
}
