import EvenkeelDomain

extension Operations {
    /// What keeps these placements from starting, by site; those that may start are left out.
    ///
    /// - Parameter withNotices: whether what customers were told and said counts as well.
    func obstacles(
        _ rows: [PlacementRow], of rollout: Rollout, withNotices: Bool = false, at now: Timestamp
    ) async throws(OperationError) -> [InstallationID: SiteObstacle] {
        var obstacles: [InstallationID: SiteObstacle] = [:]
        if withNotices {
            obstacles = try await noticeGaps(rows, of: rollout, at: now).mapValues { .notice($0) }
        }
        let frozen = try await ownFreezes(rows, of: rollout, at: now)
        obstacles.merge(frozen) { gap, _ in gap }
        obstacles.merge(try await keptBack(rows, of: rollout, at: now)) { _, kept in kept }
        return obstacles
    }

    /// Sites that a hold, or a pause of theirs, keeps out: for how long nobody knows.
    func keptBack(
        _ rows: [PlacementRow], of rollout: Rollout, at now: Timestamp
    ) async throws(OperationError) -> [InstallationID: SiteObstacle] {
        let holds = await ledger.read { Array($0.holds.values) }.filter { $0.applies(to: rollout.release, at: now) }
            .sorted { $0.id < $1.id }
        let pauses = rollout.pauses.filter { $0.scope != .everything }
        guard !holds.isEmpty || !pauses.isEmpty else { return [:] }
        let fleet = try await self.rows(image.current)
        var obstacles: [InstallationID: SiteObstacle] = [:]
        for row in rows {
            let first = SiteObstacle.first(
                row, site: fleet[row.installation], customer: fleet.customers[row.customer],
                release: rollout.release, holds: holds, pauses: pauses)
            if let first { obstacles[row.installation] = first }
        }
        return obstacles
    }

    /// Sites that a freeze of their own customer keeps shut now.
    private func ownFreezes(
        _ rows: [PlacementRow], of rollout: Rollout, at now: Timestamp
    ) async throws(OperationError) -> [InstallationID: SiteObstacle] {
        let customers = await ledger.read { Set($0.customerFreezes.keys) }
        let concerned = rows.filter { customers.contains($0.customer) }
        guard !concerned.isEmpty else { return [:] }
        var gate = try await startGate(rollout, at: now)
        var frozen: [InstallationID: SiteObstacle] = [:]
        for row in concerned {
            guard case .closed(.frozen(let freeze, let until), _) = gate.answer(row.installation), freeze.isCustomers
            else { continue }
            frozen[row.installation] = .frozen(until: until)
        }
        return frozen
    }
}
