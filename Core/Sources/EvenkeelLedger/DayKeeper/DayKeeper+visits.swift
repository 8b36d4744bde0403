import EvenkeelDomain

extension DayKeeper {
    /// Ends appointments for what was installed without anybody saying so: nobody is to come for it, or to be told that it was
    /// not possible.
    func endVisits(of rollout: Rollout, at now: Timestamp) async throws(OperationError) {
        for visit in try await operations.visitsAgreed(of: rollout.id) where try await operations.isInstalled(visit) {
            do throws(OperationError) {
                try await operations.change(
                    visit.id, .finish, command: CommandID("installed/\(visit.id)/\(visit.sequence)"),
                    by: Operations.conductor, at: now)
            } catch .refused {
                // Somebody has ended it meanwhile.
                continue
            }
        }
    }

    /// Calls off what somebody is expected for inside a freeze that nobody has leave to cross: both sides hear of it, with the
    /// freeze's reason. Another time is theirs to agree on; until then the site is given a day like any other.
    func callOffFrozenVisits(of rollout: Rollout, at now: Timestamp) async throws(OperationError) {
        let ahead = try await operations.visitsAhead(of: rollout.id, at: now)
        guard !ahead.isEmpty else { return }
        let begun = try await operations.visitsBegun(in: rollout.id)
        var gate = try await operations.startGate(rollout, at: now)
        for visit in ahead where !begun.contains(visit.installation) {
            guard case .frozen(let freeze, _) = gate.freeze(over: visit) else { continue }
            do throws(OperationError) {
                try await operations.change(
                    visit.id, .cancel, note: freeze.why,
                    command: CommandID("frozen/\(visit.id)/\(visit.sequence)"), by: Operations.conductor, at: now)
            } catch .refused {
                // Somebody has moved or ended it meanwhile.
                continue
            }
        }
    }
}
