public import EvenkeelDomain

extension Operations {
    /// Why a site does not run the release of a rollout.
    public func standing(
        of site: InstallationID, in id: RolloutID, at now: Timestamp
    ) async throws(OperationError) -> SiteStanding {
        let (known, holds) = await ledger.read { ($0.rollouts[id], Array($0.holds.values)) }
        guard let rollout = known else { throw .refused(.unknownRollout(id)) }
        let fleet = try await rows(image.current)
        let row = try await rows { () async throws(Failure) in
            try await store.placements(PlacementQuery(rollout: id, installation: site)).first
        }
        let facts = fleet[site]
        var withheld: Withheld.Reason?
        var gap: NoticeGap?
        if let row {
            gap = try await noticeGaps([row], of: rollout, at: now)[site]
        } else {
            guard facts != nil else { throw .refused(.notInRollout(id, site)) }
            withheld = try await rows { () async throws(Failure) in
                try await store.plan(id, revision: rollout.revision)
            }?.withheld.first { $0.installation == site }?.reason
        }
        var gate = try await startGate(rollout, at: now)
        var start = gate.answer(site)
        if start.isOpen, let row, let day = gate.laterDay(of: row), let calendar = gate.calendar(of: site) {
            start = .closed(
                .laterDay(day), opens: calendar.nextStart(onOrAfter: calendar.zone.instant(of: day, minuteOfDay: 0)))
        }
        return SiteStanding(
            of: row, withheld: withheld, site: facts, customer: facts.flatMap { fleet.customers[$0.customer] },
            rollout: rollout, holds: holds, gap: gap, start: start, at: now)
    }

    /// The rollouts that a site has to do with and that are not over, and those it is through with: newest first.
    public func standings(
        of site: InstallationID, at now: Timestamp
    ) async throws(OperationError) -> [(rollout: RolloutID, standing: SiteStanding)] {
        let placed = try await rows { () async throws(Failure) in
            try await store.placements(PlacementQuery(installation: site))
        }.map(\.rollout)
        let live = await ledger.read { state in
            state.rollouts.values.filter { $0.state != .completed && $0.state != .aborted }.map(\.id)
        }
        var standings: [(rollout: RolloutID, standing: SiteStanding)] = []
        for id in Set(placed + live).sorted(by: >) {
            do throws(OperationError) {
                standings.append((id, try await standing(of: site, in: id, at: now)))
            } catch .refused(.notInRollout) { continue }
        }
        return standings
    }
}
