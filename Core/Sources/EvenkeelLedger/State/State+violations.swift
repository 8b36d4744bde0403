public import EvenkeelDomain

/// A state that must never be.
public enum Violation: Hashable, Sendable {
    case openIncidentWithoutPromise(IncidentID)
    case severalOpenPromises(IncidentID)
    case waveOpenedPastGate(RolloutID, wave: Int)
    case waveOpenedWithoutNotice(RolloutID, wave: Int)
    case severalWavesAtWork(RolloutID)
    case moreRestoredThanAffected(IncidentID)
    case resolvedMajorWithoutReportPromise(IncidentID)
}

extension State {
    /// Must be empty, always.
    public func violations() -> [Violation] {
        var found: [Violation] = []
        for incident in incidents.values {
            let open = incident.promises.count { $0.state == .open && $0.kind.isWord }
            if incident.status.isOpen, open == 0 { found.append(.openIncidentWithoutPromise(incident.id)) }
            if open > 1 { found.append(.severalOpenPromises(incident.id)) }
            if incident.audience.restored > incident.audience.customers {
                found.append(.moreRestoredThanAffected(incident.id))
            }
            if incident.status == .resolved, incident.impact.owesReport, open == 0, incident.importedFrom == nil {
                found.append(.resolvedMajorWithoutReportPromise(incident.id))
            }
        }
        for rollout in rollouts.values {
            var atWork = 0
            for (index, wave) in rollout.waves.enumerated() where wave.state != .planned {
                if index > 0, rollout.waves[index - 1].state != .passed {
                    found.append(.waveOpenedPastGate(rollout.id, wave: index))
                }
                guard let opened = wave.openedAt, let announced = wave.announcedAt,
                    opened >= announced + wave.noticeOut(rollout.policy.notice)
                else {
                    found.append(.waveOpenedWithoutNotice(rollout.id, wave: index))
                    continue
                }
                if wave.state != .passed { atWork += 1 }
            }
            if atWork > 1 { found.append(.severalWavesAtWork(rollout.id)) }
        }
        return found
    }
}
