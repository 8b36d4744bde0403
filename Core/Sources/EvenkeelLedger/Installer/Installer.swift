public import EvenkeelDomain

/// Starts the installs that are due and records what became of them. A start is a compare-and-swap on the placement, so
/// that a recalled site is never started and no site is started twice.
public actor Installer {
    private let operations: Operations
    private let executors: [ExecutePolicy.Executor: any Executor]

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
        let rollouts = await operations.ledger.read { state in state.rollouts.values.filter { $0.state == .running } }
        var ended = 0
        for rollout in rollouts.sorted(by: { $0.id < $1.id }) {
            guard let executor = executors[rollout.policy.execute.by] else { continue }
            try await giveUpStarted(rollout, at: clock())
            let rows = try await operations.rows { () async throws(Failure) in
                try await operations.store.placements(
                    PlacementQuery(rollout: rollout.id, states: [.due], limit: rollout.policy.execute.parallel))
            }
            ended += try await run(rows, rollout, executor, clock)
        }
        return ended
    }

    private func run(
        _ rows: [PlacementRow], _ rollout: Rollout, _ executor: any Executor, _ clock: @Sendable () -> Timestamp
    ) async throws(OperationError) -> Int {
        let fleet = try await operations.rows(operations.image.current)
        var jobs: [(PlacementRow, InstallJob)] = []
        for row in rows {
            guard let site = fleet[row.installation] else { continue }
            let started = try await operations.rows { () async throws(Failure) in
                try await operations.store.change([
                    .stepPlacement(rollout.id, row.installation, .start, at: clock(), note: nil)
                ])
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
        for (row, result) in results { try await record(result, of: row, rollout, at: clock()) }
        return results.count
    }

    /// In the same transaction as the failure, so that a wave with a second try ahead never looks finished.
    private func retry(_ row: PlacementRow, _ rollout: Rollout, _ now: Timestamp) -> [RowChange] {
        guard row.attempts < rollout.policy.execute.retries else { return [] }
        return [.stepPlacement(rollout.id, row.installation, .retry, at: now, note: "trying again")]
    }

    private func record(
        _ result: InstallResult, of row: PlacementRow, _ rollout: Rollout, at now: Timestamp
    ) async throws(OperationError) {
        let changes: [RowChange]
        switch result {
        case .installed(let note):
            let fact = VersionFact(version: rollout.release.version, source: .executor, at: now)
            changes = [
                .stepPlacement(rollout.id, row.installation, .succeed, at: now, note: note),
                .recordVersion(row.installation, fact),
            ]
        case .failed(let note):
            changes = [.stepPlacement(rollout.id, row.installation, .fail, at: now, note: note)] + retry(row, rollout, now)
        case .timedOut(let note):
            changes = [.stepPlacement(rollout.id, row.installation, .timeOut, at: now, note: note)] + retry(row, rollout, now)
        }
        let running = await operations.ledger.read { $0.rollouts[rollout.id]?.state == .running }
        // A halt in the meantime takes the second try away.
        let all = running ? changes : changes.filter { !$0.isRetry }
        try await operations.rows { () async throws(Failure) in try await operations.store.change(all) }
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

extension RowChange {
    fileprivate var isRetry: Bool {
        if case .stepPlacement(_, _, .retry, _, _) = self { true } else { false }
    }
}
