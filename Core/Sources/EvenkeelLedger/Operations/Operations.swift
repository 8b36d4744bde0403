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
    public let evidence: EvidenceCache
    let bench: JudgeBench
    let judgeCache = JudgeCache()
    public let zones: ZoneLookup

    /// - Parameter zones: finds the zones of sites and customers; one that it does not know is the organisation's.
    public init(
        ledger: Ledger, store: any Store, bench: JudgeBench = JudgeBench(), zones: @escaping ZoneLookup = { _ in nil }
    ) {
        self.ledger = ledger
        self.store = store
        image = FleetCache(store: store)
        evidence = EvidenceCache(store: store)
        self.bench = bench
        self.zones = zones
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

    /// Refuses a policy whose incidents would be about a component that nobody declared: customers would read the mistyped
    /// name as it stands.
    public func checkComponent(of policy: Policy) async throws(OperationError) {
        guard let id = policy.onHalt.component else { return }
        let known = await ledger.read { $0.components.keys.sorted() }
        if !known.isEmpty, !known.contains(id) { throw .refused(.unknownComponent(id, known: known)) }
    }

    /// Makes a plan, or the next revision of one, without saving it.
    ///
    /// - Parameter substitution: who is to stand in the place of a site that has moved away.
    public func draftPlan(
        _ policy: Policy, substitution: Substitution? = nil, at now: Timestamp
    ) async throws(OperationError) -> Plan {
        try await plan(try await withHistory(policy), substitution: substitution, at: now)
    }

    private func plan(
        _ policy: Policy, substitution: Substitution? = nil, at now: Timestamp
    ) async throws(OperationError) -> Plan {
        let fleet = try await rows(image.current)
        let (known, replaced) = await ledger.read {
            ($0.rollouts[policy.rollout], $0.replaced(by: policy).map(\.id))
        }
        // What has begun under a plan stays where it is.
        var past =
            if let known, known.state.after(.adopt) != nil { try await progress(known, at: now) } else {
                PlanProgress?.none
            }
        if let substitution { past?.plan.take(substitution) }
        let context = try await planContext(
            for: policy.rollout, revision: (known?.latestRevision ?? 0) + 1, past: past,
            earned: try await earnedSoak(for: policy, at: now), at: now)
        let drafted = try await draft(policy, under: context, affected: try await affectedSites(for: policy))
        var plan: Plan
        do throws(PlanRefusal) { plan = try drafted.get() } catch { throw .cannotPlan(error) }
        plan.replaces = replaced.isEmpty ? nil : replaced
        let guards = try await guardFindings(of: plan, release: policy.release, in: past == nil ? nil : known, at: now)
        plan.warnings += guards.filter { !$0.finding.satisfied }.map { GuardCheck.warning($0.rule, $0.finding) }
        plan.warnings += textsMissing(in: policy, for: plan, fleet, at: now) + Self.soaksTooShort(in: plan, policy)
        return plan
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

    /// Starts a rollout, with what its plan offers every guard that concerns it. What it replaces ends with it.
    public func start(_ id: RolloutID, command: CommandID, by actor: String, at now: Timestamp)
        async throws(OperationError)
    {
        while true {
            try await rows(ledger.catchUp)
            let (known, basis, done) = await ledger.read {
                ($0.rollouts[id], $0.position, $0.hasCarriedOut(command))
            }
            if done { return }
            let findings = try await guardFindings(id)
            guard let rollout = known else { throw .refused(.unknownRollout(id)) }
            let replacement = try await replacement(by: rollout, at: now)
            do throws(OperationError) {
                try await perform(
                    .startRollout(id, guards: findings, replacement: replacement), id: command, by: actor, at: now,
                    basis: basis)
                return
            } catch .failed(.headMoved) { continue }
        }
    }

    /// Lets a paused or halted rollout go on. Sites that a hold keeps out stay out.
    public func resume(
        _ id: RolloutID, reason: String, evidence: ResumeEvidence? = nil, command: CommandID, by actor: String,
        at now: Timestamp
    ) async throws(OperationError) {
        while true {
            // A hold that another node has just added counts.
            try await rows(ledger.catchUp)
            let (known, basis) = await ledger.read { ($0.rollouts[id], $0.position) }
            guard let rollout = known else { throw .refused(.unknownRollout(id)) }
            let rows = try await rows { () async throws(Failure) in
                try await store.placements(PlacementQuery(rollout: id, states: [.recalled, .skipped, .planned, .due]))
            }
            let begun = rows.filter { $0.wave < rollout.begunWaves }
            let skip = try await obstacles(begun, of: rollout, at: now).mapValues(\.code)
            do throws(OperationError) {
                try await perform(
                    .resumeRollout(id, reason: reason, evidence: evidence, skip: skip), id: command, by: actor,
                    at: now, basis: basis)
                return
            } catch .failed(.headMoved) {
                continue
            }
        }
    }

    /// Tries failed sites again: all that are named, or none.
    public func retry(
        _ id: RolloutID, _ sites: [InstallationID], reason: String, command: CommandID, by actor: String,
        at now: Timestamp
    ) async throws(OperationError) {
        while true {
            try await rows(ledger.catchUp)
            let (basis, isKnown) = await ledger.read { ($0.position, $0.rollouts[id] != nil) }
            guard isKnown else { throw .refused(.unknownRollout(id)) }
            // Their customers were told that it does not come back by itself: before it does they are told a day, with all the time
            // of a notice.
            var takenBack: [PlacementRow] = []
            for site in sites {
                let row = try await self.rows { () async throws(Failure) in
                    try await store.placements(PlacementQuery(rollout: id, installation: site)).first
                }
                guard let row else { throw .refused(.notInRollout(id, site)) }
                guard row.state.after(.retry) != nil else {
                    throw .refused(.siteCannot(.retry, site, in: row.state))
                }
                if row.state == .rolledBack, !row.isUnplanned { takenBack.append(row) }
            }
            let retry = Command.retrySites(
                id, sites, reason: reason,
                notices: try await withoutDays(takenBack.map { ($0.installation, $0.customer) }, in: id))
            do throws(OperationError) {
                try await perform(retry, id: command, by: actor, at: now, basis: basis)
                return
            } catch .failed(.headMoved) { continue }
        }
    }

    // MARK: Incidents

    /// Owns a suspected incident, or opens one: computes the audience, then makes the first statement.
    public func own(
        _ incident: IncidentID, opening: IncidentSuspected?, body: String, nextBy: Timestamp? = nil,
        statement: SystemStatement? = nil, override: String? = nil, blocks: UpdateBlocks? = nil, command: CommandID,
        by actor: String, at now: Timestamp
    ) async throws(OperationError) {
        let own = try await prepared(
            owning: incident, opening: opening, body: body, nextBy: nextBy, statement: statement, override: override,
            blocks: blocks, at: now)
        try await perform(.ownIncident(own), id: command, by: actor, at: now)
    }

    /// The first statement with the audience as it is now, and with what the leak guard found in it.
    func prepared(
        owning incident: IncidentID, opening: IncidentSuspected?, body: String, nextBy: Timestamp?,
        statement: SystemStatement? = nil, override: String?, blocks: UpdateBlocks?, at now: Timestamp
    ) async throws(OperationError) -> OwnIncident {
        let existing = await ledger.read { $0.incidents[incident] }
        let fleet = try await rows(image.current)
        let audience = try await audience(
            origin: opening?.origin ?? existing?.origin, concerns: opening?.concerns ?? existing?.concerns,
            since: opening?.began ?? existing?.began ?? now, fleet: fleet
        )
        var own = OwnIncident(
            incident: incident, opening: existing == nil ? opening : nil, body: body, audience: audience,
            criticality: existing?.drill?.criticality ?? AudienceRule.criticality(audience, fleet: fleet),
            nextBy: nextBy, statement: statement)
        // The first statement by policy has fixed words.
        if statement == nil {
            own.leaks = try await leaks(
                in: [body] + (blocks?.free.values.sorted() ?? []), to: audience.map(\.customer))
        }
        own.override = override
        own.blocks = blocks
        return own
    }

    /// Who was told of an incident; while it is only suspected, who would be told if it were owned now.
    public func audience(of incident: Incident) async throws(OperationError) -> [AudienceMember] {
        guard incident.status == .suspected else {
            return try await rows { () async throws(Failure) in try await store.audience(incident.id) }
        }
        return try await audience(
            origin: incident.origin, concerns: incident.concerns, since: incident.began,
            fleet: try await rows(image.current))
    }

    func audience(
        origin: IncidentOrigin?, concerns: Predicate?, since began: Timestamp, fleet: Fleet
    ) async throws(OperationError) -> [AudienceMember] {
        guard case .rollout(let id, _) = origin, let rollout = await ledger.read({ $0.rollouts[id] }) else {
            guard let concerns else { return [] }
            return try await audience(concerns: concerns, since: began)
        }
        let release = rollout.release
        let ran = try await rows { () async throws(Failure) in
            try await store.installationsThatRan(release.version, product: release.product)
        }
        let placements = try await rows { () async throws(Failure) in
            try await store.placements(PlacementQuery(rollout: id, isTroubled: true))
        }
        return AudienceRule.ofHalt(
            concerns: concerns, policy: rollout.policy.onHalt.audience, release: release, ran: Set(ran.keys),
            troubled: Set(placements.map(\.installation)), fleet: fleet)
    }

    /// One delivery for every contact and endpoint of these customers that hears of the subject.
    func deliveries(
        to customers: some Sequence<CustomerID>, fleet: Fleet, at now: Timestamp,
        priority: DeliveryPriority = .planned, hears: (Contact) -> Bool, subject: (CustomerID) -> DeliverySubject
    ) -> [Delivery] {
        let endpoints = Dictionary(grouping: settings.endpoints, by: \.customer)
        return customers.flatMap { customer in
            var listed = (fleet.contacts[customer] ?? []).filter(hears)
            if listed.count > 1 {
                // Whoever is listed twice, with another spelling of the address, is one person.
                var known: Set<String> = []
                listed = listed.filter { known.insert($0.email.folded).inserted }
            }
            let people = listed.map { ($0.id, "email") }
            let programs = (endpoints[customer] ?? []).compactMap { endpoint in
                endpoint.contact.flatMap { hears($0) ? ($0.id, endpoint.name) : nil }
            }
            return (people + programs).map { recipient, channel in
                Delivery(
                    recipient: recipient, customer: customer, subject: subject(customer), channel: channel,
                    priority: priority, queuedAt: now)
            }
        }
    }
}
