public import EvenkeelDomain

extension Operations {
    /// Why a site does not run the release of a rollout.
    ///
    /// - Parameter asksVisits: whether a visit that came to nothing keeps it; not where somebody is there now.
    public func standing(
        of site: InstallationID, in id: RolloutID, asksVisits: Bool = true, at now: Timestamp
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
        let start = try await start(of: row, at: site, in: rollout, &gate)
        var outlook = try await outlook(of: row, in: rollout, &gate)
        if asksVisits, let row {
            outlook.visitToRepeat = try await visitToRepeat(at: site, of: row.customer, in: rollout)
        }
        return SiteStanding(
            of: row, withheld: withheld, site: facts, customer: facts.flatMap { fleet.customers[$0.customer] },
            rollout: rollout, holds: holds, gap: gap, start: start, outlook: outlook, at: now)
    }

    /// Whether it may start now, with the day its customer was told and today's room.
    private func start(
        of row: PlacementRow?, at site: InstallationID, in rollout: Rollout, _ gate: inout StartGate
    ) async throws(OperationError) -> StartAnswer {
        let start = row.map { gate.answer(of: $0) } ?? gate.answer(site)
        guard start.isOpen, let row, let calendar = gate.calendar(of: site) else { return start }
        let policy = rollout.policy
        // What goes into a bundle is theirs to judge who carry it.
        guard row.state == .due, policy.execute.by != .airGapped, policy.calendar.hasCapacity else { return start }
        if policy.execute.by == .manual {
            guard let full = try await fullDay(for: site, in: rollout, at: gate.now) else { return start }
            let tomorrow = calendar.zone.instant(of: full.day + 1, minuteOfDay: 0)
            return .closed(
                .dayFull(capacity: full.perDay, team: full.team), opens: calendar.nextStart(onOrAfter: tomorrow))
        }
        let others = try await rows { () async throws(Failure) in try await store.siteEvidence(rollout.id) }
        return gate.waiting(others.filter { $0.startedAt != nil || $0.installation == site }).first {
            $0.site == site
        }?.answer ?? start
    }

    private func outlook(
        of row: PlacementRow?, in rollout: Rollout, _ gate: inout StartGate
    ) async throws(OperationError) -> SiteStanding.Outlook {
        var outlook = SiteStanding.Outlook()
        guard let row, rollout.waves.indices.contains(row.wave) else { return outlook }
        outlook.room = rollout.policy.calendar.room(
            ofTeam: try await rows(image.current)[row.installation]?.team
        ).map { SiteStanding.Room(perDay: $0.perDay, team: $0.team) }
        outlook.guards = try await guardWaits(of: rollout, at: gate.now)
        if let wave = rollout.currentWave, rollout.waves[wave].state == .open {
            let counts = try await rows { () async throws(Failure) in try await store.counts(of: rollout.id) }
            outlook.unsettled = counts.filter { $0.wave == wave && !$0.state.isSettled }.map(\.count).reduce(0, +)
        }
        let zone = settings.calendar.zone
        let opens = zone.localDate(at: rollout.waves[row.wave].opensAt)
        let expected = rollout.expectedDays(guards: outlook.guards, zone: zone, at: gate.now)[row.wave] ?? opens
        // A freeze may have taken that day, and nobody has adopted another plan yet.
        outlook.opens = await ledger.read { [settings] in $0.openings(of: rollout, settings)(expected) }
        // What a guard keeps shut has a later day.
        outlook.isOverdue =
            opens < zone.localDate(at: gate.now) && outlook.opens.map { $0 <= zone.localDate(at: gate.now) } ?? true
        outlook.visit = try await rows { () async throws(Failure) in
            try await store.appointments(AppointmentQuery(rollout: rollout.id, customer: row.customer))
        }.last { $0.installation == row.installation && $0.isUnreported(at: gate.now) }
        let calendar = gate.calendar(of: row.installation)
        if let started = row.startedAt {
            outlook.endsBy = calendar?.moment(
                rollout.policy.execute.timeout + Installer.grace, ofOpenTimeFrom: started)
        }
        let notice = try await newestNotices(of: rollout.id, customers: [row.customer])[row.installation]
        if let day = notice?.day(of: row.installation), notice?.stands == true,
            day >= (calendar?.zone ?? settings.calendar.zone).localDate(at: gate.now)
        {
            outlook.day = day
        }
        return outlook
    }

    /// The rollouts that a site has to do with and that are not over, and those it is through with: newest first. One of
    /// another product is none of its business.
    public func standings(
        of site: InstallationID, at now: Timestamp
    ) async throws(OperationError) -> [(rollout: RolloutID, standing: SiteStanding)] {
        let placed = try await rows { () async throws(Failure) in
            try await store.placements(PlacementQuery(installation: site))
        }.map(\.rollout)
        let product = try await rows(image.current)[site]?.product
        let live = await ledger.read { state in
            state.rollouts.values.filter { rollout in
                rollout.state != .completed && rollout.state != .aborted
                    && (product == nil || product == rollout.release.product)
            }.map(\.id)
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
