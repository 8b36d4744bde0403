public import EvenkeelDomain

/// Visits that came to nothing: whoever was there said why, and somebody must agree on another time.
extension Operations {
    /// To sites that still wait for their install, the earliest first.
    public func visitsToRepeat(in rollout: RolloutID? = nil) async throws(OperationError) -> [Appointment] {
        let live = await ledger.read { state in
            state.rollouts.filter { rollout == nil || $0.key == rollout }.filter { $0.value.awaitsVisits }
        }
        let all = try await rows { () async throws(Failure) in
            try await store.appointments(AppointmentQuery(rollout: rollout))
        }.filter { live[$0.rollout] != nil }
        return try await awaitingStart(all.toRepeat)
    }

    /// Those that are over, of which nobody has said what came of them, to sites that still wait for their install.
    public func visitsUnreported(at now: Timestamp) async throws(OperationError) -> [Appointment] {
        let live = await ledger.read { $0.rollouts.filter { $0.value.awaitsVisits } }
        let passed = try await rows { () async throws(Failure) in
            try await store.appointments(AppointmentQuery())
        }.filter { live[$0.rollout] != nil && $0.isUnreported(at: now) }
        return try await awaitingStart(passed)
    }

    private func awaitingStart(_ visits: [Appointment]) async throws(OperationError) -> [Appointment] {
        var waiting: [Appointment] = []
        for visit in visits {
            let query = PlacementQuery(rollout: visit.rollout, installation: visit.installation)
            let row = try await rows { () async throws(Failure) in try await store.placements(query) }.first
            if row?.state.awaitsStart == true { waiting.append(visit) }
        }
        return waiting.sorted { ($0.start, $0.id) < ($1.start, $1.id) }
    }

    /// The one at this site; nil where another was agreed on, or where nobody has to come.
    public func visitToRepeat(
        at site: InstallationID, of customer: CustomerID, in rollout: Rollout
    ) async throws(OperationError) -> Appointment? {
        guard rollout.awaitsVisits else { return nil }
        return try await rows { () async throws(Failure) in
            try await store.appointments(AppointmentQuery(rollout: rollout.id, customer: customer))
        }.filter { $0.installation == site }.toRepeat.first
    }
}

extension Rollout {
    /// Whether its sites wait for somebody who comes.
    fileprivate var awaitsVisits: Bool {
        switch policy.execute.by {
        case .manual, .airGapped: state != .aborted
        default: false
        }
    }
}

extension [Appointment] {
    /// Of each place the newest, where that was not possible and none is agreed on.
    fileprivate var toRepeat: [Appointment] {
        Dictionary(grouping: self) { "\($0.installation)/\($0.rollout)" }.values
            .compactMap { visits in
                guard !visits.contains(where: { $0.state == .agreed }) else { return nil }
                return visits.max { ($0.changedAt, $0.id) < ($1.changedAt, $1.id) }
            }.filter { $0.state == .notPossible }
    }
}
