public import EvenkeelDomain

extension Operations {
    /// Writes down how an install ended, whoever tells of it: the executor, a callback, a technician, a receipt.
    ///
    /// The first end stands; see `InstallState` for the news that still counts after it.
    ///
    /// - Returns: false where it was known already, or contradicts what was reported before.
    @discardableResult
    public func end(
        _ install: Install, _ result: InstallResult, at now: Timestamp
    ) async throws(OperationError) -> Bool {
        let id = install.id
        let rollout = await ledger.read { $0.rollouts[install.rollout] }
        var step = InstallStep(id, result.step(stops: rollout?.stopsInstalls ?? true), at: now, note: result.note)
        if let backTo = install.backTo {
            // The note of the site's place says why it is taken back, unless that went wrong.
            if step.step == .succeed {
                step.brings = VersionFact(version: backTo, source: install.executor.factSource, at: now)
            } else {
                step.note = FailedRollback.note(to: backTo, why: result.note)
            }
        } else if step.step == .succeed, let release = rollout?.release {
            step.brings = VersionFact(version: release.version, source: install.executor.factSource, at: now)
        }
        let known = try await rows { () async throws(Failure) in try await store.installs(InstallQuery(id: id)) }
        guard let state = known.first?.state, state.after(step.step) != nil else { return false }
        let plain = step
        if install.backTo == nil, step.step.mayBeRetried, let retries = rollout?.policy.execute.retries, retries > 0 {
            step.retries = retries
            let again = RowChange.stepInstall(step)
            // A halt in the meantime takes the second try away.
            let isDone = try await rows { () async throws(Failure) in
                try await ledger.change([again], while: { $0.rollouts[install.rollout]?.state == .running })
            }
            if isDone { return true }
        }
        return try await rows { () async throws(Failure) in try await store.change([.stepInstall(plain)]) } > 0
    }

    public func install(_ id: InstallID) async throws(OperationError) -> Install? {
        try await rows { () async throws(Failure) in try await store.installs(InstallQuery(id: id)) }.first
    }
}

extension ExecutePolicy.Executor {
    /// Whose word it is that an install of this kind succeeded.
    public var factSource: VersionFact.Source {
        switch self {
        case .command, .webhook: .executor
        case .agent: .agent
        case .manual, .airGapped: .technician
        }
    }
}

extension Array {
    /// Slices of at most so many elements.
    func chunks(of size: Int) -> [ArraySlice<Element>] {
        stride(from: 0, to: count, by: size).map { self[$0..<Swift.min($0 + size, count)] }
    }
}
