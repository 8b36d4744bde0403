import EvenkeelDomain

/// Catches up with sites that were set aside, once what kept them is gone. They block nobody meanwhile: their wave settles
/// and passes without them, and the rollout may be through.
actor StragglerWatch {
    private let operations: Operations
    private var seen: [RolloutID: Glance] = [:]

    init(operations: Operations) { self.operations = operations }

    /// Returns true where somebody can be written to at last whose site waits because nobody could.
    func look(
        at known: Rollout, fleetVersion: Int, tallyVersion: Int, at now: Timestamp
    ) async throws(OperationError) -> Bool {
        let (current, position) = await operations.ledger.read { ($0.rollouts[known.id], $0.position) }
        guard let rollout = current, rollout.state == .running || rollout.state == .completed else {
            return false
        }
        var news = Glance(position: position, fleetVersion: fleetVersion, tallyVersion: tallyVersion)
        if let before = seen[rollout.id], before.isCurrent(news, at: now) { return false }
        let sites = try await operations.rows { () async throws(Failure) in
            try await operations.evidence.sites(of: rollout.id).sites
        }
        try await setAsideFrozen(rollout, sites, &news, at: now)
        let rows = try await rows(of: sites.filter { $0.state == .skipped }, in: rollout).filter { row in
            row.state == .skipped && row.wave < rollout.begunWaves && rollout.waves[row.wave].state != .halted
                && (row.isAway || row.note.map { SiteObstacle.codes.contains($0) } ?? false)
        }
        news.isIdle = news.isIdle && rows.isEmpty
        let kept = try await operations.obstacles(rows, of: rollout, withNotices: true, at: now)
        let gaps = kept.compactMapValues { obstacle in
            if case .notice(let gap) = obstacle { gap } else { nil }
        }
        let isToTell = try await isAnybodyToTell(rows, gaps, of: rollout)
        var free: [InstallationID] = []
        for row in rows where kept[row.installation] == nil {
            if let until = row.notBefore, now < until {
                news.look(at: until)
            } else {
                free.append(row.installation)
            }
        }
        for obstacle in kept.values {
            switch obstacle {
            case .notice(let gap): news.look(at: gap.endsAt(operations.settings.calendar))
            case .frozen(let until): news.look(at: until)
            case .held, .paused: continue
            }
        }
        if !free.isEmpty {
            do throws(OperationError) {
                try await operations.decide(
                    .releaseStragglers(rollout.id, free.sorted()), "stragglers/\(rollout.id)", now, basis: position)
            } catch .refused {
                return isToTell
            } catch .failed(.headMoved) {
                // A hold or a pause that has just come counts: the next round looks again.
                return isToTell
            }
        }
        seen[rollout.id] = news
        return isToTell
    }

    private func isAnybodyToTell(
        _ rows: [PlacementRow], _ gaps: [InstallationID: NoticeGap], of rollout: Rollout
    ) async throws(OperationError) -> Bool {
        let waiting = rows.filter { gaps[$0.installation] == .nobodyToTell || gaps[$0.installation] == .notAgreed }
        guard !waiting.isEmpty else { return false }
        let newest = try await operations.newestNotices(of: rollout.id, customers: Set(waiting.map(\.customer)))
        let fleet = try await operations.rows(operations.image.current)
        return try await !operations.toTellAtLast(waiting, gaps, newest: newest, of: rollout.id, fleet).isEmpty
    }

    /// Who waits in an open wave and is kept shut by a freeze of their own is set aside: the wave goes on without them.
    private func setAsideFrozen(
        _ rollout: Rollout, _ sites: [SiteEvidence], _ news: inout Glance, at now: Timestamp
    ) async throws(OperationError) {
        let customers = await operations.ledger.read { Set($0.customerFreezes.keys) }
        news.isIdle = customers.isEmpty
        guard !customers.isEmpty else { return }
        let fleet = try await operations.rows(operations.image.current)
        let waiting = sites.filter { site in
            site.state == .due && fleet[site.installation].map { customers.contains($0.customer) } ?? true
        }
        let due = try await rows(of: waiting, in: rollout).filter {
            $0.state == .due && customers.contains($0.customer)
        }
        guard !due.isEmpty else { return }
        let kept = try await operations.obstacles(due, of: rollout, at: now).filter { _, obstacle in
            if case .frozen = obstacle { true } else { false }
        }
        var gate = try await operations.startGate(rollout, at: now)
        for row in due where kept[row.installation] == nil {
            // A freeze may begin before it has been its turn.
            if case .open(let until) = gate.answer(row.installation) { news.look(at: until) }
            if case .closed(_, let opens) = gate.answer(row.installation) { news.look(at: opens) }
        }
        guard !kept.isEmpty else { return }
        let steps = State.settingAside(kept.mapValues(\.code), of: rollout.id, at: now)
        try await operations.rows { () async throws(Failure) in try await operations.store.change(steps) }
    }

    /// One query for each of a few sites, or one for all in their states.
    private func rows(
        of sites: [SiteEvidence], in rollout: Rollout
    ) async throws(OperationError) -> [PlacementRow] {
        guard sites.count <= 64 else {
            let wanted = Set(sites.map(\.installation))
            return try await operations.placements(rollout.id, wave: nil, in: Set(sites.map(\.state)))
                .filter { wanted.contains($0.installation) }
        }
        var found: [PlacementRow] = []
        for site in sites {
            found += try await operations.rows { () async throws(Failure) in
                try await operations.store.placements(
                    PlacementQuery(rollout: rollout.id, installation: site.installation))
            }
        }
        return found
    }
}
