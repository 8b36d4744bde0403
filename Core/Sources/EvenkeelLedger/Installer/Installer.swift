public import EvenkeelDomain

/// Starts the installs that are due, looks after those that are open, and records every end as it comes.
///
/// A start is a compare-and-swap on the placement, so that a recalled site is never started and no site is started
/// twice. It keeps nothing that a crash could take: what is open stands in the rows, and what became of it is the
/// executor's to say.
public actor Installer {
    /// So many starts go into one transaction: between two of them ends are heard, and a halt takes effect.
    private static let startsAtOnce = 32
    /// How long after its time an install is still believed to tell its end.
    static let grace = TimeSpan.minutes(1)
    /// So many sites that people install are looked at in a round, and then the rest of their rollout.
    private static let rowsInRound = 5000

    private let operations: Operations
    private let executors: [ExecutePolicy.Executor: any Executor]
    private let node: String?
    /// Asked to stop by this process; they are not asked again.
    private var asked: Set<InstallID> = []
    /// What the sites of rollouts that people install were looked at with.
    private var glances: [RolloutID: Glance] = [:]
    /// Which look that was, counted from 1.
    private var looks: [RolloutID: Int] = [:]
    private var lookCount = 0
    private var clockShifts = ClockShifts()
    /// The rows of each rollout in which nothing was to be taken back.
    private var nothingToTakeBack: [RolloutID: Int] = [:]

    /// - Parameter node: the name of this node, kept across restarts.
    public init(operations: Operations, executors: [ExecutePolicy.Executor: any Executor], node: String? = nil) {
        self.operations = operations
        self.executors = executors
        self.node = node
    }

    /// One round: hears of ends, stops what is to be stopped, starts what may start. Returns how many installs started
    /// or ended, so that a caller may go on until nothing is left to do.
    ///
    /// - Parameters:
    ///   - clock: read again for every install.
    ///   - steady: a clock that nobody puts on or back; nil where the first is one.
    @discardableResult
    public func tick(
        clock: @Sendable () -> Timestamp, steady: (@Sendable () -> Timestamp)? = nil
    ) async throws(OperationError) -> Int {
        // A node that has not heard of a halt would give what failed a second try.
        try await operations.rows(operations.ledger.catchUp)
        let (rollouts, position) = await operations.ledger.read { ($0.rollouts, $0.position) }
        var moved = try await lookAfterOpen(rollouts, clock, steady)
        let inOrder = rollouts.values.sorted { $0.id < $1.id }
        moved += try await startRollbacks(inOrder.filter { $0.rolledBackAt != nil }, clock)
        let starting = inOrder.filter(\.startsInstalls)
        for rollout in starting {
            guard let executor = executors[rollout.policy.execute.by] else { continue }
            moved += try await start(rollout, executor, clock)
        }
        return moved
            + (try await lookAtPeoples(starting.filter { executors[$0.policy.execute.by] == nil }, position, clock))
    }

    /// People begin these; what keeps a site out sets it aside all the same, so that nobody waits for it. What is kept
    /// shut by the date alone is the conductor's to see.
    ///
    /// Any install anywhere makes the fleet another, and with it what is known of all of them: so the rollouts take turns,
    /// those first that have waited longest, and no round reads many more rows than it must.
    private func lookAtPeoples(
        _ rollouts: [Rollout], _ position: Position, _ clock: @Sendable () -> Timestamp
    ) async throws(OperationError) -> Int {
        guard !rollouts.isEmpty else { return 0 }
        let (tallies, fleetVersion) = try await operations.versions()
        var (moved, read) = (0, 0)
        for rollout in rollouts.sorted(by: { (looks[$0.id] ?? 0, $0.id) < (looks[$1.id] ?? 0, $1.id) }) {
            guard read < Self.rowsInRound else { break }
            var news = Glance(
                position: position, fleetVersion: fleetVersion, tallyVersion: tallies[rollout.id] ?? 0)
            if let before = glances[rollout.id], before.isCurrent(news, at: clock()) { continue }
            let rows = try await operations.rows { () async throws(Failure) in
                try await operations.store.placements(PlacementQuery(rollout: rollout.id, states: [.due]))
            }
            news.isIdle = rows.isEmpty
            moved += try await setAside(rows, rollout, at: clock()).count
            glances[rollout.id] = news
            read += rows.count
            lookCount += 1
            looks[rollout.id] = lookCount
        }
        return moved
    }

    // MARK: Open installs

    private func lookAfterOpen(
        _ rollouts: [RolloutID: Rollout], _ clock: @Sendable () -> Timestamp, _ steady: (@Sendable () -> Timestamp)?
    ) async throws(OperationError) -> Int {
        let open = try await operations.rows { () async throws(Failure) in
            try await operations.store.installs(.open)
        }
        if let steady { clockShifts.note(wall: clock(), steady: steady(), open: open.map(\.id)) }
        guard !open.isEmpty else { return 0 }
        let fleet = try await operations.rows(operations.image.current)
        var ended = 0
        for install in open {
            guard let rollout = rollouts[install.rollout], let site = fleet[install.installation] else { continue }
            let job = InstallJob(install, site: site, of: rollout)
            let executor = executors[install.executor]
            var trouble: String?
            let isOurs = executor.map { !$0.isBoundToNode || install.node == node } ?? false
            if let executor, isOurs {
                let progress = try await look(at: job, of: rollout, executor, at: clock())
                if case .ended(let result) = progress {
                    ended += try await record(result, of: install, at: clock())
                    await executor.forget(install)
                    continue
                }
                trouble = try await keep(progress, of: install)
            }
            if try await isOverdue(install, rollout, at: clockShifts.time(clock(), since: install.id)) {
                // What was written down of it before a restart is all that is known after it.
                let known = trouble ?? (install.state == .open ? install.note : nil)
                let untaken = known.map { ", and nobody took it: \($0)" } ?? ""
                let note = "nobody reported an end within the time allowed" + untaken
                let isOver = isOurs ? await executor?.abandon(job) ?? false : false
                // What may still run is not started beside itself.
                ended += try await record(
                    isOver ? .timedOut(note: note) : .lost(note: "\(note): look at the site before it is tried again"),
                    of: install, at: clock())
                continue
            }
            if let executor, isOurs, rollout.stopsInstalls, install.state == .open, install.backTo == nil {
                ended += try await stop(job, install, executor, clock())
            }
        }
        return ended
    }

    /// Its time is counted while its site's window is open: one that closes stops the watch.
    private func isOverdue(_ install: Install, _ rollout: Rollout, at now: Timestamp) async throws(OperationError)
        -> Bool
    {
        guard install.endsBy + Self.grace < now else { return false }
        // What is taken back waits for no window.
        if install.backTo != nil { return true }
        var gate = try await operations.startGate(rollout, at: now)
        guard let calendar = gate.calendar(of: install.installation) else { return true }
        let allowed = install.endsBy - install.startedAt + Self.grace
        return calendar.openTime(from: install.startedAt, until: now) > allowed
    }

    /// An install that a crash kept from starting is started now, under its number, unless it has been taken back since, or a
    /// hold or a pause keeps its site: then its turn comes again.
    private func look(
        at job: InstallJob, of rollout: Rollout, _ executor: any Executor, at now: Timestamp
    ) async throws(OperationError) -> InstallProgress {
        let progress = await executor.look(at: job)
        guard progress == .notStarted else { return progress }
        if job.backTo == nil {
            let rows = try await operations.rows { () async throws(Failure) in
                try await operations.store.placements(
                    PlacementQuery(rollout: job.rollout, installation: job.site.id))
            }
            let isKept = try await !operations.keptBack(rows, of: rollout, at: now).isEmpty
            if !job.isWanted || rollout.state == .paused || isKept {
                return .ended(.cancelled(note: "stopped before it had begun"))
            }
        }
        return await executor.start(job)
    }

    /// What hinders an install that nobody has taken yet is said where people look, and no longer than it does.
    private func keep(
        _ progress: InstallProgress, of install: Install
    ) async throws(OperationError) -> String? {
        let note: String? = if case .notTaken(let note) = progress { note } else { nil }
        guard install.state == .open, install.note != note else { return note }
        try await operations.rows { () async throws(Failure) in
            _ = try await operations.store.change([.noteInstall(install.id, note)])
        }
        return note
    }

    private func stop(
        _ job: InstallJob, _ install: Install, _ executor: any Executor, _ now: Timestamp
    ) async throws(OperationError) -> Int {
        guard asked.insert(install.id).inserted else { return 0 }
        switch await executor.cancel(job) {
        case .stopped(let note): return try await record(.cancelled(note: note), of: install, at: now)
        case .asked:
            try await operations.rows { () async throws(Failure) in
                let step = InstallStep(install.id, .askCancel, at: now, note: "asked to stop")
                return try await operations.store.change([.stepInstall(step)])
            }
            return 0
        case .goesOn: return 0
        }
    }

    private func record(
        _ result: InstallResult, of install: Install, at now: Timestamp
    ) async throws(OperationError) -> Int {
        let isFirst = try await operations.end(install, result, at: now)
        asked.remove(install.id)
        return isFirst ? 1 : 0
    }

    // MARK: Starts

    private func start(
        _ rollout: Rollout, _ executor: any Executor, _ clock: @Sendable () -> Timestamp
    ) async throws(OperationError) -> Int {
        let counts = try await operations.rows { () async throws(Failure) in
            try await operations.store.counts(of: rollout.id)
        }
        let running = counts.count(in: [.started, .cancelling])
        // The list of those that wait may be long: it is read only where one of them could start.
        guard counts.count(in: [.due]) > 0, running < rollout.policy.execute.parallel else { return 0 }
        var started = 0
        let rows = try await next(rollout, running: running, at: clock())
        let held = Set(try await setAside(rows, rollout, at: clock()))
        let free = rows.filter { !held.contains($0.installation) }
        for chunk in free.chunks(of: Self.startsAtOnce) {
            let installs = try await begin(chunk.map { start(of: $0, rollout, executor) }, rollout, executor, clock)
            started += installs
            // Fewer than asked for: somebody took sites back, and the rest of the list is old.
            if installs < chunk.count { break }
        }
        return started + held.count
    }

    private func start(of row: PlacementRow, _ rollout: Rollout, _ executor: any Executor) -> InstallStart {
        let policy = rollout.policy.execute
        return InstallStart(
            rollout: rollout.id, installation: row.installation, executor: policy.by, timeout: policy.timeout,
            node: executor.isBoundToNode ? node : nil)
    }

    /// Returns how many began.
    private func begin(
        _ starts: [InstallStart], _ rollout: Rollout, _ executor: any Executor, _ clock: @Sendable () -> Timestamp
    ) async throws(OperationError) -> Int {
        let fleet = try await operations.rows(operations.image.current)
        let installs = try await operations.rows { () async throws(Failure) in
            try await operations.store.begin(starts, at: clock())
        }
        // Those that stand as started must run: nobody else will.
        var failure: OperationError?
        for install in installs {
            guard let site = fleet[install.installation] else { continue }
            let job = InstallJob(install, site: site, of: rollout)
            guard case .ended(let result) = await executor.start(job) else { continue }
            do throws(OperationError) {
                _ = try await record(result, of: install, at: clock())
                await executor.forget(install)
            } catch {
                // Told again by `look` in the next round.
                failure = failure ?? error
            }
        }
        if let failure { throw failure }
        return installs.count
    }

    /// A rollout once rolled back is read again only where its rows have changed since nothing was left to take back.
    private func startRollbacks(
        _ rollouts: [Rollout], _ clock: @Sendable () -> Timestamp
    ) async throws(OperationError) -> Int {
        guard !rollouts.isEmpty else { return 0 }
        let tallies = try await operations.rows { () async throws(Failure) in
            try await operations.store.tallyVersions()
        }
        var started = 0
        for rollout in rollouts where nothingToTakeBack[rollout.id] != tallies[rollout.id] ?? 0 {
            guard let executor = executors[rollout.policy.execute.by] else { continue }
            if let count = try await startRollbacks(rollout, executor, clock) {
                started += count
            } else {
                nothingToTakeBack[rollout.id] = tallies[rollout.id] ?? 0
            }
        }
        return started
    }

    /// What somebody wants gone goes at once, and in whatever state the rollout is; as many at a time as installs.
    /// Nil where there is nothing of it.
    private func startRollbacks(
        _ rollout: Rollout, _ executor: any Executor, _ clock: @Sendable () -> Timestamp
    ) async throws(OperationError) -> Int? {
        let rows = try await operations.rows { () async throws(Failure) in
            try await operations.store.placements(
                PlacementQuery(rollout: rollout.id, states: [.rollbackDue, .rollingBack]))
        }
        if rows.isEmpty { return nil }
        let now = clock()
        let running = rows.count { $0.state == .rollingBack }
        let next = rows.filter { $0.state == .rollbackDue && $0.notBefore.map { $0 <= now } ?? true }
            .prefix(max(0, rollout.policy.execute.parallel - running))
        let versions = try await operations.versionsBefore(Array(next), of: rollout)
        let starts = next.compactMap { row in
            versions[row.installation].map { version in
                var start = start(of: row, rollout, executor)
                start.backTo = version
                return start
            }
        }
        var started = 0
        for chunk in starts.chunks(of: Self.startsAtOnce) {
            started += try await begin(Array(chunk), rollout, executor, clock)
        }
        return started
    }

    /// The next sites of a rollout: those that teach most first, as many as run at a time and as the day's capacity allows.
    private func next(
        _ rollout: Rollout, running: Int, at now: Timestamp
    ) async throws(OperationError) -> [PlacementRow] {
        let rows = try await operations.rows { () async throws(Failure) in
            // What a day can bear counts those that are done, too.
            let states: Set<PlacementState>? = rollout.policy.calendar.hasCapacity ? nil : [.due]
            return try await operations.store.placements(PlacementQuery(rollout: rollout.id, states: states))
        }
        func precedes(_ a: PlacementRow, _ b: PlacementRow) -> Bool {
            (b.placement.reason.newPairs, a.installation) < (a.placement.reason.newPairs, b.installation)
        }
        var gate = try await operations.startGate(rollout, at: now)
        return gate.admit(rows, atMost: rollout.policy.execute.parallel - running, by: precedes)
    }

    /// A hold, a pause, or what a customer was told and said keeps out also those whose wave was opened before it; they
    /// are caught up later.
    private func setAside(
        _ rows: [PlacementRow], _ rollout: Rollout, at now: Timestamp
    ) async throws(OperationError) -> [InstallationID] {
        let kept = try await operations.obstacles(rows, of: rollout, withNotices: true, at: now).mapValues(\.code)
        guard !kept.isEmpty else { return [] }
        let steps = State.settingAside(kept, of: rollout.id, at: now)
        try await operations.rows { () async throws(Failure) in try await operations.store.change(steps) }
        return kept.keys.sorted()
    }
}

extension Rollout {
    /// One that is through still catches up with those that had to be set aside.
    var startsInstalls: Bool { state == .running || state == .completed }

    /// True where what runs is asked to stop, as far as its executor can.
    var stopsInstalls: Bool { state == .halted || state == .aborted }
}
