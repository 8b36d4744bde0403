public import EvenkeelDomain
import EvenkeelVerdict

/// Does what time and evidence demand. A loop around `round`; all its decisions are appends by compare-and-swap, so any
/// number of conductors may run.
public actor Conductor {
    let operations: Operations
    private let days: DayKeeper
    private let promises: PromiseKeeper
    private var seen: [RolloutID: Seen] = [:]
    /// When a site of a rollout will count as silent: then the same tally says something else.
    private var silentAt: [RolloutID: Timestamp] = [:]
    private var seenFleet: [IncidentID: Int] = [:]
    /// Customers who were asked how it is, of the wave under way.
    var askedAfterInstall: [RolloutID: [Int: [CustomerID: Timestamp]]] = [:]

    /// The rows of each rollout that is through with which was last looked for those who were caught up.
    var caughtUpAtTally: [RolloutID: Int] = [:]

    /// The rows of each rollout with which customers were last told what was taken back.
    var toldOfRollbacks: [RolloutID: Int] = [:]

    /// With what the guards of a wave that waits for them were last counted.
    var guardLooks: [RolloutID: Glance] = [:]
    /// What was done for the guards of the next wave when days to come were last looked at.
    var guardsAhead: [RolloutID: (glance: Glance, guards: [GuardStanding], lastInstall: Timestamp?)] = [:]

    private let onQueued: @Sendable () -> Void

    /// What was judged already; the same again would give the same verdict, until time is up.
    private struct Seen: Equatable {
        let tallyVersion: Int
        let state: RolloutState
        let wave: Int
        let waveState: WaveState
        let evidenceSince: Timestamp?
    }

    /// - Parameter onQueued: called where messages are queued before a round has come to its end.
    public init(operations: Operations, onQueued: @escaping @Sendable () -> Void = {}) {
        self.operations = operations
        self.onQueued = onQueued
        promises = PromiseKeeper(operations: operations)
        days = DayKeeper(operations: operations)
    }

    /// One round of both, for whoever has a single loop: `round`, then `keepDays`.
    @discardableResult
    public func tick(at now: Timestamp) async throws(OperationError) -> Bool {
        var (isBusy, failure) = (false, OperationError?.none)
        do throws(OperationError) { isBusy = try await round(at: now) } catch { failure = error }
        // One that fails must not keep the other waiting.
        if try await keepDays(at: now) { isBusy = true }
        if let failure { throw failure }
        return isBusy
    }

    /// Sees to the days that people were told, of sites and of waves to come. What is to be read of a large rollout for that
    /// must keep no halt waiting, so that a server gives it a loop of its own, beside that of `round`. Returns true if
    /// anything was decided or is still to be looked at.
    @discardableResult
    public func keepDays(at now: Timestamp) async throws(OperationError) -> Bool {
        var (isBusy, failure) = (false, OperationError?.none)
        do throws(OperationError) { isBusy = try await days.tick(at: now) } catch { failure = error }
        let (before, rollouts) = await operations.ledger.read { state in
            (state.position, state.rollouts.values.filter(\.isWatched).map(\.id).sorted())
        }
        let (tallies, fleetVersion) = try await operations.versions()
        for rollout in rollouts {
            do throws(OperationError) {
                try await moveDaysToCome(
                    rollout, tallyVersion: tallies[rollout] ?? 0, fleetVersion: fleetVersion, at: now)
            } catch { failure = failure ?? error }
        }
        if let failure { throw failure }
        return await operations.ledger.read { $0.position } != before || isBusy
    }

    /// One round. Returns true if anything was decided, so that a caller may go on until nothing is left to do.
    @discardableResult
    public func round(at now: Timestamp) async throws(OperationError) -> Bool {
        do { try await operations.ledger.catchUp() } catch { throw .failed(error) }
        let before = await operations.ledger.read { $0.position }
        // One that fails must not keep the others waiting, a promise least of all.
        var failure: OperationError?
        do throws(OperationError) { try await promises.tick(at: now) } catch { failure = error }
        for item in await operations.ledger.read({ $0.due(at: now) }) {
            do throws(OperationError) { try await carryOut(item, at: now) } catch { failure = failure ?? error }
        }
        let (rollouts, incidents) = await operations.ledger.read { state in
            (
                state.rollouts.values.filter { $0.isWatched || $0.rolledBackAt != nil }.sorted { $0.id < $1.id },
                state.incidents.values.filter { $0.ownedAt != nil && $0.audience.restored < $0.audience.customers }
                    .sorted { $0.id < $1.id }
            )
        }
        await operations.evidence.keepOnly(Set(rollouts.filter(\.isWatched).map(\.id)))
        // Two reads tell which of all these have news; the others cost nothing.
        let tallies = try await operations.versions().tallies
        for rollout in rollouts {
            do throws(OperationError) {
                let tally = tallies[rollout.id] ?? 0
                try await tellRolledBack(rollout, tallyVersion: tally, at: now)
                guard rollout.isWatched else { continue }
                try await tellCaughtUp(rollout, tallyVersion: tally, at: now)
                try await observe(rollout, tallyVersion: tally, at: now)
            } catch { failure = failure ?? error }
        }
        for incident in incidents {
            do throws(OperationError) { try await restore(incident, at: now) } catch { failure = failure ?? error }
        }
        if let failure { throw failure }
        return await operations.ledger.read { $0.position } != before
    }

    // MARK: Duties

    private func carryOut(_ item: Agenda.Item, at now: Timestamp) async throws(OperationError) {
        do throws(OperationError) {
            switch item.duty {
            case .announceWave(let id, let wave): try await announce(id, wave: wave, at: now)
            case .openWave(let id, let wave): try await open(id, wave: wave, at: now)
            case .judgeWave(let id, _): seen[id] = nil
            case .recordRecall(let id, let wave):
                try await recordRecall(id, wave: wave, at: now)
            case .remindWave(let id, let wave): try await remind(id, wave: wave, at: now)
            case .remindChosen(let id, let day): try await remindChosen(id, day: day, at: now)
            case .sendLetters(let id, let days): try await sendLetters(id, daysBefore: days, at: now)
            case .renewDates(let id, let wave): try await renewDates(id, wave: wave, at: now)
            case .releaseSites(let id, let until): try await releaseSites(id, until: until, at: now)
            case .withdrawDates(let id, let wave):
                // A duty before this one may have named another day.
                let owed = await operations.ledger.read { $0.due(at: now) }
                if owed.contains(where: { $0.duty == item.duty }) { try await withdraw(id, wave: wave, at: now) }
            case .ownIncident(let id): try await own(id, at: now)
            case .keepPromise, .climb, .warnOfLateness, .missPromise, .pageForDraft, .passOnAlert, .handOverAlert:
                // The promise keeper's, and the pager's.
                return
            case .fanOut(let id, let update): try await fanOut(id, update, at: now)
            case .fanOutMaintenance(let id, let note): try await fanOut(id, note: note, at: now)
            case .overrunMaintenance(let id):
                try await operations.decide(
                    .changeMaintenance(ChangeMaintenance(id: id, step: .overrun)), "overrun/\(id)", now)
            case .warnOfHold(let id): try await operations.decide(.warnOfHold(id), "warn-hold/\(id)", now)
            case .expireHold(let id): try await operations.decide(.expireHold(id), "expire-hold/\(id)", now)
            }
        } catch .refused {
            // Somebody else did it, or the world moved on between the agenda and the decision; the next round looks again.
            return
        } catch .failed(.headMoved) {
            // The rows were read before what another node has just decided, such as a hold.
            return
        }
    }

    private func open(_ id: RolloutID, wave: Int, at now: Timestamp) async throws(OperationError) {
        // What came in since the gate passed is heard first.
        let version = try await operations.rows { () async throws(Failure) in
            try await operations.store.tallyVersion(id)
        }
        if let before = await operations.ledger.read({ $0.rollouts[id] }) {
            try await observe(before, tallyVersion: version, at: now)
        }
        let (known, basis) = await operations.ledger.read { ($0.rollouts[id], $0.position) }
        guard let rollout = known, rollout.state == .running, rollout.nextWave == wave,
            let guards = try await guardsMet(before: wave, of: rollout, tallyVersion: version, at: now)
        else { return }
        let rows = try await operations.placements(id, wave: wave, in: [.planned])
        let skip = try await operations.obstacles(rows, of: rollout, at: now).mapValues(\.code)
        let consent = try await consent(
            to: rows.filter { skip[$0.installation] == nil }, of: rollout, wave: wave, at: now)
        do throws(OperationError) {
            try await operations.decide(
                .openWave(
                    id, wave: wave,
                    release: rows.map(\.installation).filter { skip[$0] == nil && consent.waiting[$0] == nil },
                    skip: skip, consent: consent, guards: guards),
                "open/\(id)/\(wave)", now, basis: basis)
        } catch .refused(.waveFrozen) {
            // Those who were told of this day are told that it moves; then a day is named anew.
            try await withdraw(id, wave: wave, at: now)
        }
    }

    /// Takes back the day that was told for a wave.
    ///
    /// - Parameter notBefore: when the wave can open at the earliest. Who has a later day of their own keeps it, as long as
    ///   the rollout goes on.
    func withdraw(
        _ id: RolloutID, wave: Int, notBefore: Timestamp? = nil, at now: Timestamp
    ) async throws(OperationError) {
        guard let rollout = await operations.ledger.read({ $0.rollouts[id] }) else { return }
        if rollout.state == .aborted { try await cancelAppointments(of: rollout, at: now) }
        if rollout.state == .halted { _ = try await callOff(in: rollout, wave: wave, at: now) }
        let goesOn = rollout.state == .running || rollout.state == .paused
        // It has to be announced anew, with all the time of a notice.
        let earliest = await operations.ledger.read { [settings] in
            $0.earliestDay(of: rollout, announcedAt: now, notBefore: notBefore, settings: settings)
        }
        if goesOn { _ = try await callOff(in: rollout, wave: wave, before: earliest, at: now) }
        let basis = await operations.ledger.read { $0.position }
        let notices = try await operations.rows { () async throws(Failure) in
            try await operations.store.notices(id, wave: wave)
        }
        let fleet = try await operations.rows(operations.image.current)
        let own = goesOn ? try await operations.ownDates(id) : [:]
        let zone = settings.calendar.zone
        func mayHold(_ date: SiteDate) -> Bool {
            now < date.notBefore && zone.localDate(at: earliest) <= zone.localDate(at: date.notBefore)
        }
        let lost = notices.filter { notice in
            notice.state.after(.withdraw) != nil && !notice.installations.allSatisfy { own[$0].map(mayHold) ?? false }
        }
        // Of these some sites keep a day of their own, and the message is of the others.
        let kept = lost.compactMap { notice -> NoticeRow? in
            let holding = notice.installations.filter { own[$0].map(mayHold) ?? false }
            guard !holding.isEmpty else { return nil }
            var notice = notice
            notice.keep(holding)
            return notice
        }
        // Another notice of theirs in this wave may keep all of its days.
        let standing = notices.filter { $0.state.after(.withdraw) != nil && !lost.contains($0) }
        let keeping = Set((kept + standing).map(\.customer))
        let ended = lost.filter { notice in
            keeping.contains(notice.customer) && !notice.installations.contains { own[$0].map(mayHold) ?? false }
        }.map { notice in
            var notice = notice
            notice.state = .withdrawn
            return notice
        }
        let customers = Set(lost.map(\.customer)).sorted()
        let heard = try await heardByAppointment(of: rollout, lost)
        let deliveries = operations.deliveries(
            to: customers.filter { !heard.contains($0) }, fleet: fleet, at: now, hears: \.hearsOfPlannedChanges
        ) { customer in
            let round = rollout.waves[wave].round
            // Where nothing comes of it any more, one message is of all waves.
            guard !rollout.isGivenUp else {
                return .moved(id, revision: rollout.revision, wave: wave, round: round)
            }
            let days = lost.filter { $0.customer == customer }.flatMap { notice in
                notice.installations.filter { !(own[$0].map(mayHold) ?? false) }.compactMap { site in
                    notice.day(of: site).map { LostDay(site: site, day: $0) }
                }
            }
            return .moved(
                id, revision: rollout.revision, wave: wave, round: round, was: days.map(\.day).min(), lost: days)
        }
        try await operations.decide(
            .withdrawDates(
                id, wave: wave, customers: customers.filter { !keeping.contains($0) }, kept: kept + ended,
                deliveries: deliveries),
            "withdraw/\(id)/\(wave)", now, basis: basis)
    }

    private func own(_ id: IncidentID, at now: Timestamp) async throws(OperationError) {
        guard let incident = await operations.ledger.read({ $0.incidents[id] }) else { return }
        let names = await operations.ledger.read { state in incident.components.map { state.component($0).name } }
        let statement = SystemStatement.notWorking(components: names, since: incident.began)
        try await operations.own(
            id, opening: nil, body: SystemWords.statement(statement, zone: settings.calendar.zone),
            statement: statement, command: CommandID("own/\(id)"), by: Operations.conductor, at: now)
    }

    private var settings: Settings { operations.settings }

    private func fanOut(_ id: IncidentID, _ update: UpdateID, at now: Timestamp) async throws(OperationError) {
        if await operations.ledger.read({ $0.incidents[id]?.isDrill ?? false }) {
            let deliveries = operations.drillDeliveries(of: update, on: id, at: now)
            return try await operations.decide(.recordFanOut(id, update, deliveries), "fan-out/\(id)/\(update)", now)
        }
        let incident = await operations.ledger.read { $0.incidents[id] }
        let said = incident?.updates.first { $0.id == update }
        let isOfOthers = said?.isOfUnrestored ?? false
        let audience = try await operations.rows { () async throws(Failure) in
            try await operations.store.audience(id)
        }.filter { !isOfOthers || $0.state != .restored }
        let fleet = try await operations.rows(operations.image.current)
        var deliveries = operations.deliveries(
            to: audience.map(\.customer).sorted(), fleet: fleet, at: now,
            priority: DeliveryPriority(incident?.impact ?? .major), hears: \.hearsOfOutages
        ) { _ in .update(id, update) }
        if let incident, !isOfOthers {
            let contacts = deliveries
            deliveries += try await operations.rows { () async throws(Failure) in
                try await operations.lettersToPublic(about: incident, update, beside: contacts, fleet, at: now)
            }
        }
        for index in deliveries.indices.prefix(DeliveryPriority.first) {
            deliveries[index].priority = deliveries[index].priority.ofFirst
        }
        if let said, said.author == .holdingLine {
            // A person who was about to speak still has a minute: then their word goes instead.
            let since = min(said.at, now)
            for index in deliveries.indices { deliveries[index].notBefore = since + HoldingLine.mailWaits }
        }
        let queued = try await queueAhead(deliveries)
        try await operations.decide(
            .recordFanOut(id, update, deliveries, queued: queued), "fan-out/\(id)/\(update)", now)
    }

    /// So many are written down at a time: what leaves meanwhile is not to wait long.
    private static let few = 1024

    /// The first messages leave while the others are still being written down. Where that is cut short it begins anew, and none
    /// is queued twice. Returns how many are there now.
    private func queueAhead(_ deliveries: [Delivery]) async throws(OperationError) -> Int {
        var queued = 0
        while deliveries.count - queued > Self.few {
            let few = Array(deliveries[queued..<(queued + Self.few)])
            try await operations.rows { () async throws(Failure) in
                try await operations.store.change([.putDeliveries(few)])
            }
            if queued == 0 { onQueued() }
            queued += Self.few
        }
        return queued
    }

    // MARK: Evidence

    /// Looks at a rollout whose tally has changed, or whose soak has ended.
    private func observe(
        _ rollout: Rollout, tallyVersion version: Int, at now: Timestamp
    ) async throws(OperationError) {
        guard let index = rollout.judgedWave(at: now) else { return }
        let wave = rollout.waves[index]
        let isRunning = rollout.state == .running
        let soakOver = isRunning && wave.state == .soaking && (wave.soakEndsAt.map { $0 <= now } ?? false)
        let news = Seen(
            tallyVersion: version, state: rollout.state, wave: index, waveState: wave.state,
            evidenceSince: rollout.evidenceSince)
        let isSilent = silentAt[rollout.id].map { $0 < now } ?? false
        guard seen[rollout.id] != news || soakOver || isSilent else { return }
        if isRunning { try await tellInstalled(rollout, at: now) }
        do throws(OperationError) {
            if isRunning, wave.state == .open {
                let sites = try await operations.rows { () async throws(Failure) in
                    try await operations.evidence.sites(of: rollout.id).sites
                }.filter { $0.wave == index }
                if sites.allSatisfy(\.state.isSettled) {
                    // One that ended after this round began would seem to have been caught up late: the next round settles.
                    guard sites.allSatisfy({ $0.settledAt.map { $0 <= now } ?? true }) else { return }
                    let installed = sites.count { $0.state == .installed }
                    let failed = sites.count(where: \.state.isFailure)
                    // The judgement on installs comes first: a wave that failed does not begin to soak.
                    if try await !judge(rollout, index, at: now) {
                        let soak = try await operations.soakDates(rollout, wave: index, at: now)
                        try await operations.decide(
                            .settleWave(rollout.id, wave: index, installed: installed, failed: failed, soak: soak),
                            "settle/\(rollout.id)/\(index)", now)
                    }
                    return
                }
            }
            _ = try await judge(rollout, index, at: now)
            seen[rollout.id] = news
        } catch .refused {
            return
        } catch .failed(.rowsMoved) {
            // The tally moved between reading and appending: judge again in the next round.
            seen[rollout.id] = nil
        }
    }

    /// Returns true if a gate was decided.
    private func judge(_ rollout: Rollout, _ index: Int, at now: Timestamp) async throws(OperationError) -> Bool {
        let judges = try await operations.judges(for: rollout)
        guard let assessment = try await operations.assess(rollout, wave: index, judges: judges, at: now) else {
            return false
        }
        silentAt[rollout.id] = assessment.nextSilenceAt
        let wave = rollout.waves[index]
        let tag = "\(rollout.id)/\(index)"
        if let metric = assessment.haltMetric {
            try await operations.decide(
                .haltWave(rollout.id, wave: index, assessment.evidence(for: metric)), "halt/\(tag)", now)
            return true
        }
        guard rollout.state == .running, wave.state == .soaking, wave.soakEndsAt.map({ $0 <= now }) ?? false else {
            return false
        }
        if assessment.mayAdvance {
            let evidence = assessment.evidence(for: .health)
            try await operations.decide(
                .passGate(rollout.id, wave: index, evidence, overrideReason: nil), "pass/\(tag)", now)
            return true
        }
        if assessment.isInconclusive(pastDeadline: wave.soakDeadlineAt.map { $0 <= now } ?? false) {
            try await operations.decide(
                .runOutGate(rollout.id, wave: index, assessment.evidence(for: .health)), "run-out/\(tag)", now)
            return true
        }
        return false
    }

    /// A customer is restored once a site of theirs that ran what broke runs something else, or what fixes it, and none is broken
    /// still.
    private func restore(_ incident: Incident, at now: Timestamp) async throws(OperationError) {
        let isKnown = await operations.ledger.read { state in
            if case .rollout(let id, _) = incident.origin, state.rollouts[id] != nil { return true }
            return state.releases.values.contains { $0.fixesIncident == incident.id }
        }
        guard isKnown else { return }
        let version = try await operations.rows { () async throws(Failure) in
            try await operations.store.fleetVersion()
        }
        guard seenFleet[incident.id] != version else { return }
        let basis = await operations.ledger.read { $0.position }
        let fleet = try await operations.rows(operations.image.current)
        let audience = try await operations.rows { () async throws(Failure) in
            try await operations.store.audience(incident.id)
        }
        if let change = try await operations.growth(of: incident, known: audience, fleet: fleet) {
            let columns = try await operations.rows(operations.image.columns)
            do throws(OperationError) {
                try await operations.decide(
                    .growAudience(
                        incident.id, change, criticality: AudienceRule.criticality(change.members, image: columns),
                        deliveries: operations.stories(of: incident, to: change.joined, fleet, at: now)),
                    "grow/\(incident.id)", now, basis: basis)
            } catch .failed(.headMoved) {
                // An update may just have gone out; the next round reads again.
            }
            // Who works again by now is looked at with all of them.
            return
        }
        let affected = Set(audience.filter { $0.state == .affected }.map(\.customer))
        let restored = try await operations.repaired(incident, among: affected, fleet: fleet)
        if !restored.isEmpty {
            let deliveries = operations.deliveries(
                to: restored, fleet: fleet, at: now, priority: .incident, hears: \.hearsOfOutages
            ) { .restored(incident.id, $0) }
            do throws(OperationError) {
                try await operations.decide(
                    .restoreCustomers(incident.id, restored, how: nil, deliveries: deliveries),
                    "restore/\(incident.id)", now, basis: basis)
            } catch .failed(.headMoved) {
                // Another node may have told them already; the next round reads the audience again.
                return
            }
        }
        seenFleet[incident.id] = version
    }
}
