public import EvenkeelDomain

extension Operations {
    /// Lets the rollout go on although its gate has not passed by itself: a person's decision, with the reason and
    /// the evidence as it stood.
    ///
    /// - Parameter wave: the one they had before their eyes; nil for the one at work.
    public func advance(
        _ id: RolloutID, wave seen: Int? = nil, reason: String, command: CommandID, by actor: String, at now: Timestamp
    ) async throws(OperationError) {
        guard let rollout = await ledger.read({ $0.rollouts[id] }) else { throw .refused(.unknownRollout(id)) }
        let reason = reason.trimmed
        guard !reason.isEmpty else { throw .refused(.reasonMissing) }
        guard rollout.state == .running else { throw .refused(.notRunning(id, in: rollout.state)) }
        if let seen, seen != rollout.currentWave {
            guard rollout.waves.indices.contains(seen) else { throw .refused(.unknownWave(id, seen)) }
            throw .refused(.waveCannot(.pass, id, wave: seen, in: rollout.waves[seen].state))
        }
        let judges = try await judges(for: rollout)
        guard let wave = rollout.currentWave, let assessment = try await assess(rollout, judges: judges, at: now) else {
            throw .refused(.waveCannot(.pass, id, wave: rollout.nextWave ?? 0, in: .planned))
        }
        try await perform(
            .passGate(id, wave: wave, assessment.evidence(for: .health), overrideReason: reason), id: command,
            by: actor, at: now)
    }
}
