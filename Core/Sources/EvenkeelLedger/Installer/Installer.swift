public import EvenkeelDomain

/// Starts the installs that are due and records what became of them. A start is a compare-and-swap on the placement, so
/// that a recalled site is never started and no site is started twice.
public actor Installer {
    private let operations: Operations
    private let executors: [ExecutePolicy.Executor: any Executor]
    /// What ended and could not be written down yet, because the store did not answer.
    private var unrecorded: [Ended] = []

    /// An install that has ended, and when.
    private struct Ended {
        let row: PlacementRow
        let rollout: Rollout
        let result: InstallResult
        let at: Timestamp
    }

    public init(operations: Operations, executors: [ExecutePolicy.Executor: any Executor]) {
        self.operations = operations
        self.executors = executors
    }

    /// One round: runs what is due, at most `parallel` of a rollout at a time, and waits for it. Returns the number of
    /// installs that ended.
    ///
    /// - Parameter clock: read again when an install ends.
    @discardableResult
    public func tick(clock: @Sendable () -> Timestamp) async throws(OperationError) -> Int {
        // A node that has not heard of a halt would give what failed a second try.
        try await operations.rows(operations.ledger.catchUp)
        try await record()
        let rollouts = await operations.ledger.read { state in state.rollouts.values.filter { $0.state == .running } }
        var ended = 0
        for rollout in rollouts.sorted(by: { $0.id < $1.id }) {
            guard let executor = executors[rollout.policy.execute.by] else { continue }
            try await giveUpStarted(rollout, at: clock())
            let rows = try await next(rollout, at: clock())
            var held = Set(try await skipHeld(rows, rollout, at: clock()))
            held.formUnion(
                try await skipUnannounced(rows.filter { !held.contains($0.installation) }, rollout, at: clock()))
            let free = rows.filter { !held.contains($0.installation) }
            ended += held.count
            ended += try await run(free, rollout, executor, clock)
        }
        return ended
    }

    /// The next sites of a rollout: those that teach most first, as many as run at a time and as the day's capacity allows.
    private func next(_ rollout: Rollout, at now: Timestamp) async throws(OperationError) -> [PlacementRow] {
        let rows = try await operations.rows { () async throws(Failure) in
            try await operations.store.placements(PlacementQuery(rollout: rollout.id))
        }
        guard mayStart(rollout, at: now) else { return [] }
        var room = rollout.policy.execute.parallel
        if let capacity = rollout.policy.calendar.capacityPerDay {
            let zone = operations.settings.calendar.zone
            let today = zone.localDate(at: now)
            let startedToday = rows.count { $0.startedAt.map { zone.localDate(at: $0) == today } ?? false }
            room = min(room, max(0, capacity - startedToday))
        }
        func precedes(_ a: PlacementRow, _ b: PlacementRow) -> Bool {
            (b.placement.reason.newPairs, a.installation) < (a.placement.reason.newPairs, b.installation)
        }
        return Array(rows.filter { $0.state == .due }.sorted(by: precedes).prefix(room))
    }

    /// A hold keeps out also those whose wave was opened before it.
    private func skipHeld(
        _ rows: [PlacementRow], _ rollout: Rollout, at now: Timestamp
    ) async throws(OperationError) -> [InstallationID] {
        let held = try await operations.held(rows, by: rollout, at: now)
        guard !held.isEmpty else { return [] }
        let steps = held.map { RowChange.stepPlacement(rollout.id, $0, .skip, at: now, note: "hold") }
        try await operations.rows { () async throws(Failure) in try await operations.store.change(steps) }
        return held
    }

    /// Nobody is installed without the notice the policy asks for, against a customer's answer, before a date of its
    /// own or against a pin, whatever has changed since the wave opened.
    private func skipUnannounced(
        _ rows: [PlacementRow], _ rollout: Rollout, at now: Timestamp
    ) async throws(OperationError) -> [InstallationID] {
        let gaps = try await operations.noticeGaps(rows, of: rollout, at: now).sorted { $0.key < $1.key }
        guard !gaps.isEmpty else { return [] }
        let steps = gaps.map { site, gap in
            RowChange.stepPlacement(rollout.id, site, .skip, at: now, note: gap.code)
        }
        try await operations.rows { () async throws(Failure) in try await operations.store.change(steps) }
        return gaps.map(\.key)
    }

    /// Installs start on working days outside freezes, from the morning on for nine hours; a fix of an incident at any time.
    private func mayStart(_ rollout: Rollout, at now: Timestamp) -> Bool {
        if rollout.release.fixesIncident != nil { return true }
        var calendar = operations.settings.calendar
        calendar.freezes += rollout.policy.calendar.freezes
        let today = calendar.zone.localDate(at: now)
        let morning = calendar.morning(of: today)
        return calendar.isWorkingDay(today) && morning <= now && now < morning + .hours(9)
    }

    private func run(
        _ rows: [PlacementRow], _ rollout: Rollout, _ executor: any Executor, _ clock: @Sendable () -> Timestamp
    ) async throws(OperationError) -> Int {
        let fleet = try await operations.rows(operations.image.current)
        var jobs: [(PlacementRow, InstallJob)] = []
        var failure: OperationError?
        for row in rows {
            guard let site = fleet[row.installation] else { continue }
            let started: Int
            do throws(OperationError) {
                started = try await operations.rows { () async throws(Failure) in
                    try await operations.store.change([
                        .stepPlacement(rollout.id, row.installation, .start, at: clock(), note: nil)
                    ])
                }
            } catch {
                // Those that were started must run: nobody else will.
                failure = error
                break
            }
            // Zero where a halt was faster.
            guard started > 0 else { continue }
            let policy = rollout.policy.execute
            jobs.append(
                (
                    row,
                    InstallJob(
                        rollout: rollout.id, site: site, release: rollout.release, attempt: row.attempts + 1,
                        timeout: policy.timeout, command: policy.command)
                ))
        }
        let results = await withTaskGroup(of: (PlacementRow, InstallResult).self) { group in
            for (row, job) in jobs { group.addTask { (row, await executor.install(job)) } }
            return await group.reduce(into: []) { $0.append($1) }
        }
        let now = clock()
        // In the order in which they were started, not in which they happened to end.
        let order = Dictionary(uniqueKeysWithValues: jobs.enumerated().map { ($1.0.installation, $0) })
        let inOrder = results.sorted { order[$0.0.installation] ?? 0 < order[$1.0.installation] ?? 0 }
        unrecorded += inOrder.map { Ended(row: $0, rollout: rollout, result: $1, at: now) }
        if let failure { throw failure }
        try await record()
        return results.count
    }

    /// Writes down what has ended; what cannot be written waits for the next round.
    private func record() async throws(OperationError) {
        while let ended = unrecorded.first {
            try await record(ended.result, of: ended.row, ended.rollout, at: ended.at)
            unrecorded.removeFirst()
        }
    }

    /// In the same transaction as the failure, so that a wave with a second try ahead never looks finished.
    private func retry(_ row: PlacementRow, _ rollout: Rollout, _ now: Timestamp) -> [RowChange] {
        guard row.attempts < rollout.policy.execute.retries else { return [] }
        return [.stepPlacement(rollout.id, row.installation, .retry, at: now, note: "trying again")]
    }

    private func record(
        _ result: InstallResult, of row: PlacementRow, _ rollout: Rollout, at now: Timestamp
    ) async throws(OperationError) {
        let id = rollout.id
        let changes: [RowChange]
        var again: [RowChange] = []
        switch result {
        case .installed(let note):
            let fact = VersionFact(version: rollout.release.version, source: .executor, at: now)
            changes = [
                .stepPlacement(rollout.id, row.installation, .succeed, at: now, note: note),
                .recordVersion(row.installation, fact),
            ]
        case .failed(let note):
            changes = [.stepPlacement(id, row.installation, .fail, at: now, note: note)]
            again = retry(row, rollout, now)
        case .timedOut(let note):
            changes = [.stepPlacement(id, row.installation, .timeOut, at: now, note: note)]
            again = retry(row, rollout, now)
        }
        let (end, both) = (changes, changes + again)
        try await operations.rows { () async throws(Failure) in
            // A halt in the meantime takes the second try away.
            if both.count > end.count,
                try await operations.ledger.change(both, while: { $0.rollouts[id]?.state == .running })
            {
                return
            }
            try await operations.store.change(end)
        }
    }

    /// A started install whose time is up has no one who would report it: the node that ran it is gone.
    private func giveUpStarted(_ rollout: Rollout, at now: Timestamp) async throws(OperationError) {
        let rows = try await operations.rows { () async throws(Failure) in
            try await operations.store.placements(PlacementQuery(rollout: rollout.id, states: [.started]))
        }
        let late = rows.filter { row in
            row.startedAt.map { $0 + rollout.policy.execute.timeout + .minutes(1) < now } ?? false
        }
        guard !late.isEmpty else { return }
        let changes = late.map {
            RowChange.stepPlacement(
                rollout.id, $0.installation, .timeOut, at: now, note: "nobody reported an end within the time allowed")
        }
        try await operations.rows { () async throws(Failure) in try await operations.store.change(changes) }
    }
}
