public import EvenkeelDomain

extension Operations {
    /// What was stopped after a restore.
    public struct Restoration: Hashable, Sendable {
        /// Messages that now wait for a person.
        public var held: Int
        public var paused: [RolloutID]
    }

    /// Stops everything that would leave a deployment that was put back from a backup, before it runs.
    ///
    /// What happened after the backup is not in it: its queued messages may have been sent since, and its sites
    /// installed. So outbound is `capture`, each message that waits is held and says why, and what runs is paused, until
    /// a person has looked.
    public func stopAfterRestore(
        of backup: String, command: CommandID, by actor: String, at now: Timestamp
    ) async throws(OperationError) -> Restoration {
        try await perform(.changeOutbound(.capture), id: CommandID("\(command)/outbound"), by: actor, at: now)
        let reason = "restored from \(backup): it may have been done since; look before it goes on"
        let running = await ledger.read { state in
            state.rollouts.values.filter { $0.state == .running }.map(\.id).sorted()
        }
        for id in running {
            try await perform(
                .pauseRollout(id, reason: reason), id: CommandID("\(command)/pause/\(id)"), by: actor, at: now)
        }
        // Whoever held the lease is of another time. Each step goes by a generation of its own, since it leaves its mark.
        try await rows { () async throws(Failure) in
            try await store.change([.endLeases(holderPrefix: "", at: now)])
        }
        let generation =
            try await rows { () async throws(Failure) in
                try await store.acquireLease("courier", holder: command.text, at: now, until: now)
            } ?? 0
        let why = "restored from \(backup): it may have been sent since"
        _ = try await rows { () async throws(Failure) in
            try await store.change([
                .stepDeliveriesBefore(generation: generation + 1, .doubt, at: now, reason: why),
                .stepDeliveriesBefore(generation: generation + 2, .release, at: now, reason: why),
            ])
        }
        let held = try await rows { () async throws(Failure) in
            try await store.change([
                .stepDeliveriesBefore(generation: generation + 3, .hold, at: now, reason: why)
            ])
        }
        return Restoration(held: held, paused: running)
    }
}
