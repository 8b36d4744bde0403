public import EvenkeelDomain
public import EvenkeelLedger

/// Watches what really happens: the journal, the rows, the messages a mail server took, the installs that began. Keeps
/// books of its own and shares none of the engine's rules but the fold, which it compares with itself.
public actor Auditor {
    private struct WaveKey: Hashable {
        let rollout: RolloutID
        let wave: Int
    }

    private let store: any Store
    private let fleet: Fleet
    private var journal: [Entry] = []
    private var reading: Task<Void, Never>?
    private(set) var state = State()
    private(set) var report = SimulationReport()

    private var announced: [WaveKey: Timestamp] = [:]
    /// The day that the notices of a wave named.
    private var named: [WaveKey: Timestamp] = [:]
    private var soakEnds: [WaveKey: Timestamp] = [:]
    private var passed: Set<WaveKey> = []
    /// Since when trouble counts: the latest resume after a verdict's halt.
    private var evidenceFrom: [RolloutID: Timestamp] = [:]
    /// Waves that have opened under the plan in force.
    private var opened: Set<WaveKey> = []
    /// Where installs may start: what is under way, and what is through and catches up.
    private var running: Set<RolloutID> = []
    /// Those of whole rollouts, by owner.
    private var pauses: [RolloutID: Set<Pause.Owner>] = [:]
    private var halted: Set<RolloutID> = []
    private var openPromises: [IncidentID: Promise] = [:]
    private var exposed: [RolloutID: Set<CustomerID>] = [:]
    /// Under which id each message was taken first.
    private var handed: [DeliveryID: String] = [:]
    /// Those that were taken again, and when last.
    private var repeated: [DeliveryID: Timestamp] = [:]

    public init(store: any Store, fleet: Fleet) {
        self.store = store
        self.fleet = fleet
    }

    func found(_ kind: Finding.Kind, _ text: String) {
        guard report.findings.count < 20 else { return }
        report.findings.append(Finding(kind: kind, text: text))
    }

    func count(_ path: any WritableKeyPath<SimulationReport, Int> & Sendable, _ more: Int = 1) {
        report[keyPath: path] += more
    }

    // MARK: The journal

    /// Reads what the journal has and checks every decision, one reader after the other.
    func catchUp() async {
        let before = reading
        let mine = Task {
            await before?.value
            await readOn()
        }
        reading = mine
        await mine.value
    }

    private func readOn() async {
        while true {
            let entries: [Entry]
            do { entries = try await store.entries(after: journal.count, limit: 1000) } catch {
                return found(.unexpectedFailure, "the auditor cannot read the journal: \(error)")
            }
            for (index, entry) in entries.enumerated() {
                await check(entry)
                state.apply(entry)
                journal.append(entry)
                // A decision of several events is one transaction: only its end is a state anybody can see.
                let isLast = index + 1 == entries.count || entries[index + 1].command != entry.command
                if isLast, let violation = state.violations().first {
                    found(.stateViolated, "\(violation) after entry \(entry.position) \(name(of: entry.event))")
                }
            }
            if entries.count < 1000 { return }
        }
    }

    private func name(of event: Event) -> String { String("\(event)".prefix { $0 != "(" }) }

    private func check(_ entry: Entry) async {
        report.entries += 1
        if let last = journal.last, last.at > entry.at { found(.timeRanBackwards, "at entry \(entry.position)") }
        switch entry.event {
        case .planMade(let made):
            for wave in made.waves.indices {
                passed.remove(WaveKey(rollout: made.rollout, wave: wave))
                opened.remove(WaveKey(rollout: made.rollout, wave: wave))
            }
        case .rolloutStarted(let started): running.insert(started.rollout)
        case .rolloutResumed(let stopped):
            evidenceFrom[stopped.rollout] = stopped.evidenceFrom ?? evidenceFrom[stopped.rollout]
            checkResumed(stopped)
        case .rolloutPaused(let stopped):
            guard stopped.scope ?? .everything == .everything else { break }
            pauses[stopped.rollout, default: []].insert(stopped.owner ?? .operator)
            running.remove(stopped.rollout)
        case .revisionAdopted(let adopted): checkAdopted(adopted)
        case .stragglersReleased(let released): report.stragglers += released.count
        case .rolloutHalted(let stopped), .rolloutAborted(let stopped): stop(stopped.rollout)
        case .waveHalted(let decided): stop(decided.rollout)
        case .placementsRecalled(let recalled): report.recalls += recalled.count
        case .waveAnnounced(let wave):
            let key = WaveKey(rollout: wave.rollout, wave: wave.wave)
            // Those who joined late were told later than the others.
            if announced[key] == nil { announced[key] = entry.at }
            named[key] = wave.opensAt
        case .datesWithdrawn(let wave) where wave.sites == nil:
            announced[WaveKey(rollout: wave.rollout, wave: wave.wave)] = nil
        case .waveOpened(let opened): checkOpened(opened, entry)
        case .waveSettled(let settled):
            soakEnds[WaveKey(rollout: settled.rollout, wave: settled.wave)] = settled.soakEndsAt
        case .soakMoved(let moved): soakEnds[WaveKey(rollout: moved.rollout, wave: moved.wave)] = moved.endsAt
        case .gatePassed(let decided): await checkPassed(decided, entry)
        case .updatePosted(let posted): checkPosted(posted, entry)
        case .updateFannedOut(let fanned): await checkFannedOut(fanned)
        case .incidentOwned: report.incidents += 1
        case .reportPublished: report.reports += 1
        default: break
        }
    }

    private func stop(_ rollout: RolloutID) {
        running.remove(rollout)
        halted.insert(rollout)
        report.halts += 1
    }

    /// Each owner lifts its own pause: while another stands, or after a halt without evidence, nothing may go on.
    private func checkResumed(_ resumed: RolloutStopped) {
        let id = resumed.rollout
        if let owner = resumed.owner {
            guard resumed.scope ?? .everything == .everything else { return }
            if pauses[id]?.remove(owner) == nil { found(.stateViolated, "\(owner) lifts what others paused in \(id)") }
        } else {
            if halted.remove(id) != nil, resumed.evidence == nil {
                found(.stateViolated, "\(id) goes on without evidence that the cause is gone")
            }
        }
        if !halted.contains(id), pauses[id, default: []].isEmpty { running.insert(id) }
    }

    /// A revision rests on the one in force, and leaves alone what has begun.
    private func checkAdopted(_ adopted: RevisionAdopted) {
        report.revisions += 1
        guard let rollout = state.rollouts[adopted.rollout] else { return }
        if rollout.revision != adopted.parent {
            found(.stateViolated, "revision \(adopted.revision) of \(adopted.rollout) rests on what is not in force")
        }
        let begun = rollout.waves.count { $0.state != .planned }
        for (offset, wave) in adopted.waves.enumerated() {
            let key = WaveKey(rollout: adopted.rollout, wave: begun + offset)
            announced[key] = wave.announcedAt
            named[key] = wave.announcedAt == nil ? nil : wave.opensAt
            passed.remove(key)
        }
        for wave in begun + adopted.waves.count..<max(begun + adopted.waves.count, rollout.waves.count) {
            announced[WaveKey(rollout: adopted.rollout, wave: wave)] = nil
        }
    }

    private func checkOpened(_ opened: WaveOpened, _ entry: Entry) {
        let key = WaveKey(rollout: opened.rollout, wave: opened.wave)
        report.wavesOpened += 1
        if opened.wave > 0, !passed.contains(WaveKey(rollout: opened.rollout, wave: opened.wave - 1)) {
            found(.waveOpenedPastGate, "\(opened.rollout) wave \(opened.wave)")
        }
        if !isNoticeOldEnough(key, at: entry.at) {
            found(.waveOpenedTooEarly, "\(opened.rollout) wave \(opened.wave) at \(entry.at)")
        }
        if let day = named[key], entry.at < day || entry.at - day >= .days(1) {
            found(.waveOpenedOnAnotherDay, "\(opened.rollout) wave \(opened.wave) at \(entry.at), announced for \(day)")
        }
        self.opened.insert(key)
    }

    private func isNoticeOldEnough(_ key: WaveKey, at now: Timestamp) -> Bool {
        guard let announced = announced[key], let rollout = state.rollouts[key.rollout],
            rollout.waves.indices.contains(key.wave)
        else { return false }
        return now - announced >= rollout.waves[key.wave].noticeOut(rollout.policy.notice)
    }

    /// Without a person's reason: the soak is over, the tally is the one that stands in the rows, and few are silent.
    private func checkPassed(_ decided: GateDecided, _ entry: Entry) async {
        let key = WaveKey(rollout: decided.rollout, wave: decided.wave)
        report.gatesPassed += 1
        passed.insert(key)
        guard decided.overrideReason == nil, let policy = state.rollouts[decided.rollout]?.policy else { return }
        if soakEnds[key].map({ entry.at < $0 }) ?? true {
            found(.gatePassedTooEarly, "\(decided.rollout) \(decided.wave)")
        }
        let rows = await placements(decided.rollout).filter { $0.state == .installed }
        func isTroubled(_ row: PlacementRow) -> Bool {
            row.lastTroubleAt.map { $0 >= evidenceFrom[decided.rollout] ?? $0 } ?? false
        }
        let failed = rows.count(where: isTroubled)
        let silent = rows.count { row in
            guard !isTroubled(row), let settled = row.settledAt else { return false }
            return entry.at - max(row.heardAt ?? settled, settled) > policy.verdict.silenceAfter
        }
        let evidence = decided.evidence
        if evidence.failed != failed || evidence.silent != silent || silent * 10 > rows.count {
            found(
                .gateOnWrongTally,
                "\(decided.rollout) wave \(decided.wave): \(evidence.failed) failed and \(evidence.silent) silent, "
                    + "really \(failed) and \(silent) of \(rows.count)")
        }
    }

    // MARK: Promises

    private func checkPosted(_ posted: UpdatePosted, _ entry: Entry) {
        let id = posted.incident
        if posted.update.author == .holdingLine { report.holdingLines += 1 }
        // Runs beside the next word, which it neither keeps nor replaces.
        if case .restOverdue = posted.update.statement { return }
        if let open = openPromises.removeValue(forKey: id) {
            if let settled = posted.settled, settled.id == open.id, settled.due == open.due {
                judge(settled, posted, at: entry.at)
            } else {
                found(.promiseDropped, "\(id) \(open.id), due \(open.due)")
            }
        }
        if let made = posted.made {
            if made.due <= entry.at { found(.promiseJudgedWrongly, "\(id) \(made.id) is due before it is made") }
            openPromises[id] = made
        } else if posted.update.status.isOpen {
            found(.openWithoutPromise, "\(id) at entry \(entry.position)")
        }
    }

    private func judge(_ settled: Promise, _ posted: UpdatePosted, at now: Timestamp) {
        let isLate = now.milliseconds > settled.due.milliseconds + 1000
        let isReport = settled.kind == .report
        let expected: PromiseState =
            if isLate || (isReport && posted.update.author == .system && posted.update.status != .reported) {
                .broken
            } else if isReport && posted.update.status != .reported {
                .superseded
            } else {
                .kept
            }
        if settled.state != expected {
            found(.promiseJudgedWrongly, "\(posted.incident) \(settled.id) is \(settled.state), not \(expected)")
        }
        if settled.state == .kept { report.promisesKept += 1 }
        if settled.state == .broken { report.promisesBroken += 1 }
    }

    /// After a round that ended without a fault nothing that was due may be open.
    func sawCleanRound(at now: Timestamp) async {
        await catchUp()
        for (incident, promise) in openPromises.sorted(by: { $0.key < $1.key }) where promise.due <= now {
            found(.promiseForgotten, "\(incident) \(promise.id), due \(promise.due), is open at \(now)")
        }
    }

    // MARK: Installs

    func sawInstallStart(_ job: InstallJob, at now: Timestamp) async {
        await catchUp()
        report.installs += 1
        exposed[job.rollout, default: []].insert(job.site.customer)
        let query = PlacementQuery(rollout: job.rollout, installation: job.site.id)
        guard let row = await placements(query).first, let rollout = state.rollouts[job.rollout] else {
            return found(.installWithoutNotice, "\(job.site.id) has no place in \(job.rollout)")
        }
        let key = WaveKey(rollout: job.rollout, wave: row.wave)
        if !running.contains(job.rollout) || !opened.contains(key) {
            found(.installAfterHalt, "\(job.site.id) of \(job.rollout) wave \(row.wave) at \(now)")
        }
        if !isNoticeOldEnough(key, at: now) {
            found(.installWithoutNotice, "\(job.site.id) of \(job.rollout) wave \(row.wave) at \(now)")
        }
        await checkNotice(of: row, rollout, at: now)
        for pause in state.rollouts[job.rollout]?.pauses ?? []
        where pause.keepsOut(job.site.id, of: job.site.customer) {
            found(.installAfterHalt, "\(job.site.id) of \(job.rollout) is paused by \(pause.owner) at \(now)")
        }
        for hold in state.holds.values where hold.applies(to: rollout.release, at: now) {
            let facts = SiteFacts(job.site, customer: fleet.customers[job.site.customer], release: rollout.release)
            if hold.predicate.evaluate(facts) == .yes { found(.installDespiteHold, "\(job.site.id) \(hold.id) \(now)") }
        }
    }

    /// The site's own notice: one that stands and is old enough, no answer against it, and a message to every contact.
    private func checkNotice(of row: PlacementRow, _ rollout: Rollout, at now: Timestamp) async {
        let notices: [NoticeRow]
        // Nothing is mailed to an address that its server refused for good; whoever else is there is written to.
        let quarantined: Set<String>
        do {
            notices = try await store.notices(NoticeQuery(rollout: rollout.id, customer: row.customer))
            quarantined = Set(try await store.quarantines().map { $0.address.folded })
        } catch {
            return found(.unexpectedFailure, "the auditor cannot read notices: \(error)")
        }
        let newest = notices.filter { $0.installations.contains(row.installation) }
            .max { $0.isOlder(than: $1) }
        guard let newest, newest.state != .withdrawn, newest.state != .declined,
            newest.hasAgreed(row.installation) || now - newest.announcedAt >= rollout.policy.notice.before
        else {
            return found(
                .installWithoutNotice, "\(row.installation) of \(rollout.id): \(newest?.state.rawValue ?? "none")")
        }
        let prefix = "notice/\(rollout.id)/"
        for contact in fleet.contacts[row.customer] ?? []
        where contact.hearsOfPlannedChanges && !quarantined.contains(contact.email.folded) {
            let written = await deliveries(DeliveryQuery(subjectPrefix: prefix, customer: row.customer))
            if !written.contains(where: { $0.recipient == contact.id && $0.queuedAt <= now }) {
                found(.installWithoutMessage, "\(row.installation) of \(rollout.id), \(contact.id) was not written to")
            }
        }
    }

    // MARK: Messages

    func sawAccepted(_ message: OutgoingMessage, at now: Timestamp) async {
        await catchUp()
        report.accepted += 1
        if state.outbound != .live { found(.leftWhileCaptured, "\(message.delivery) at \(now)") }
        guard let row = await deliveries(DeliveryQuery(id: message.delivery)).first else {
            return found(.toldOutsider, "\(message.delivery) is no delivery of ours")
        }
        if let before = handed[message.delivery] {
            report.acceptedAgain += 1
            repeated[message.delivery] = now
            if before != message.messageID { found(.deliveredUnderAnotherID, "\(message.delivery)") }
        }
        handed[message.delivery] = message.messageID
        if fleet.contacts[row.customer]?.contains(where: { $0.email == message.to }) != true {
            found(.toldOutsider, "\(message.to) is nobody of \(row.customer)")
        }
        if let incident = row.subject.incident, !row.subject.isForOutsiders {
            guard case .rollout(let rollout, _) = state.incidents[incident]?.origin else { return }
            if !exposed[rollout, default: []].contains(row.customer) {
                found(.toldOutsider, "\(row.customer) never had the release of \(incident)")
            }
        }
    }

    private func checkFannedOut(_ fanned: UpdateFannedOut) async {
        let prefix = "update/\(fanned.incident)/\(fanned.update)/"
        let query = DeliveryQuery(states: [.queued, .claimed, .sending, .uncertain])
        var stored = await deliveries(query).count { $0.id.text.hasPrefix(prefix) }
        // Seldom has one been settled before we look.
        if stored != fanned.deliveries {
            stored = await deliveries(DeliveryQuery(limit: 1_000_000)).count { $0.id.text.hasPrefix(prefix) }
        }
        if stored != fanned.deliveries {
            found(.messageLost, "\(prefix): \(stored) of \(fanned.deliveries) are queued")
        }
    }

    // MARK: The fold

    /// A ledger that stands where we stand holds the same state.
    func compare(_ ledger: Ledger) async {
        await catchUp()
        let (expected, position) = (state, journal.count)
        let agrees = await ledger.read { $0.position != position || copy $0 == expected }
        if !agrees { found(.foldDiffers, "a node's ledger at entry \(position)") }
    }

    /// At the end: the journal folded afresh, a snapshot with what came after it, and nothing left lying.
    func finish(codec: (@Sendable (State) throws -> State)?) async {
        await catchUp()
        var again = State()
        for entry in journal { again.apply(entry) }
        if again != state { found(.foldDiffers, "the journal folded twice") }
        do {
            if let kept = try await store.snapshot() {
                var snapshot = try codec?(kept) ?? kept
                for entry in journal.dropFirst(snapshot.position) { snapshot.apply(entry) }
                if snapshot != state { found(.foldDiffers, "the snapshot at \(kept.position) and what came after it") }
            }
        } catch { found(.unexpectedFailure, "a snapshot cannot be read: \(error)") }
        for incident in state.incidents.values.sorted(by: { $0.id < $1.id }) {
            for update in incident.updates where !update.fannedOut {
                found(.messageLost, "\(incident.id) \(update.id) was not fanned out")
            }
        }
        let waiting: Set<DeliveryState> = [.queued, .claimed, .sending, .uncertain]
        // Only what is marked as in doubt may come a second time.
        for (id, at) in repeated.sorted(by: { $0.key < $1.key })
        where await deliveries(DeliveryQuery(id: id)).first?.isDoubted != true {
            found(.deliveredTwice, "\(id) at \(at)")
        }
        for delivery in await deliveries(DeliveryQuery(states: waiting)).prefix(3) {
            found(.messageLost, "\(delivery.id) is still \(delivery.state), not before \(delivery.notBefore)")
        }
    }

    private func placements(_ rollout: RolloutID) async -> [PlacementRow] {
        await placements(PlacementQuery(rollout: rollout))
    }

    private func placements(_ query: PlacementQuery) async -> [PlacementRow] {
        do { return try await store.placements(query) } catch {
            found(.unexpectedFailure, "the auditor cannot read placements: \(error)")
            return []
        }
    }

    private func deliveries(_ query: DeliveryQuery) async -> [Delivery] {
        do { return try await store.deliveries(query) } catch {
            found(.unexpectedFailure, "the auditor cannot read deliveries: \(error)")
            return []
        }
    }
}
