import EvenkeelDomain

extension Rollout {
    /// A pause of some sites stops nothing else; one of the whole stops it until every owner has lifted his own.
    mutating func pause(_ paused: RolloutStopped, by person: String, at time: Timestamp) {
        let pause = Pause(
            owner: paused.owner ?? .operator, scope: paused.scope ?? .everything, by: person, reason: paused.reason,
            since: time)
        pauses.removeAll { $0.owner == pause.owner && $0.scope == pause.scope }
        pauses.append(pause)
        guard pause.scope == .everything, state != .halted else { return }
        stop(.pause, paused.reason)
    }

    mutating func lift(_ owner: Pause.Owner, _ scope: Pause.Scope) {
        pauses.removeAll { $0.owner == owner && $0.scope == scope }
        guard state == .paused else { return }
        if let other = pauses.last(where: { $0.scope == .everything }) {
            stopReason = other.reason
        } else {
            stop(.resume, nil)
        }
    }

    /// The halt is over. Whoever paused it meanwhile still wants it paused; old entries lift the operator's pause too.
    mutating func resume(_ resumed: RolloutStopped) {
        if state == .paused { pauses.removeAll { $0.owner == .operator && $0.scope == .everything } }
        stop(.resume, nil)
        haltedBy = nil
        evidenceSince = resumed.evidenceFrom ?? evidenceSince
        for wave in waves.indices where waves[wave].state == .halted { waves[wave].step(.resume) }
        if let pause = pauses.last(where: { $0.scope == .everything }) { stop(.pause, pause.reason) }
    }
}
