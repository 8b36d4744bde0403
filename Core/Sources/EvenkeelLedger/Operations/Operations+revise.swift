public import EvenkeelDomain
public import EvenkeelPlanner

extension Operations {
    /// The plan in force as it runs: what was announced later than planned has the day that people were told, and the
    /// next wave comes after the soak as it is, not as it was planned.
    func progress(_ rollout: Rollout, at now: Timestamp) async throws(OperationError) -> PlanProgress? {
        let stored = try await rows { () async throws(Failure) in
            try await store.plan(rollout.id, revision: rollout.revision)
        }
        guard var plan = stored else { return nil }
        let begun = rollout.begunWaves
        let zone = settings.calendar.zone
        let own = try await ownDays(rollout.id)
        let lastTold = try await lastToldDay(in: rollout)
        let notices = try await rows { () async throws(Failure) in try await store.notices(rollout.id, wave: nil) }
        let told = NoticeRow.newest(notices.filter { $0.state.after(.withdraw) != nil })
        for (number, wave) in rollout.waves.enumerated() where plan.waves.indices.contains(number) {
            if number >= begun {
                defer { plan.waves[number].reserve(told, own) }
                guard wave.announcedAt != nil else { continue }
                let opens = zone.localDate(at: wave.opensAt)
                for place in plan.waves[number].placements.indices {
                    let planned = plan.waves[number].placements[place].day
                    plan.waves[number].placements[place].day = planned.map {
                        Rollout.day($0, plannedFor: wave.opens, movedTo: opens, settings.calendar)
                    }
                }
                plan.waves[number].opens = opens
            } else if let ends = wave.soakEndsAt {
                plan.waves[number].soakEnds = zone.localDate(at: ends)
            } else {
                // It waits for those who were told a later day.
                let last = max(now, number == begun - 1 ? lastTold ?? now : now)
                plan.waves[number].soakEnds = max(
                    plan.waves[number].soakEnds, zone.localDate(at: last) + wave.soakDays)
            }
        }
        let first = rollout.waves.first.flatMap { $0.announcedAt == nil ? nil : zone.localDate(at: $0.opensAt) }
        return PlanProgress(plan: plan, begun: begun, announced: first)
    }

    /// What a revision would change, installation by installation, against the plan in force as it runs.
    public func diff(of plan: Plan, at now: Timestamp) async throws(OperationError) -> PlanDiff {
        guard let rollout = await ledger.read({ $0.rollouts[plan.rollout] }), rollout.state.after(.adopt) != nil,
            rollout.revision != plan.revision
        else {
            return PlanDiff(from: try await replacedPlan(by: plan, at: now), to: plan)
        }
        return try await changes(by: plan, to: rollout, at: now)
    }

    /// Against the plan in force as it runs. Who has a day of their own waits for it under either.
    private func changes(
        by plan: Plan, to rollout: Rollout, at now: Timestamp
    ) async throws(OperationError) -> PlanDiff {
        let own = try await ownDays(rollout.id)
        return PlanDiff(
            from: try await progress(rollout, at: now)?.plan.waiting(for: own), to: plan.waiting(for: own))
    }

    /// What is still to come of the plans that a hotfix replaces, as they run: the first of them, in which the dates are
    /// that people may have been told.
    private func replacedPlan(by plan: Plan, at now: Timestamp) async throws(OperationError) -> Plan? {
        guard let id = plan.replaces?.first, let old = await ledger.read({ $0.rollouts[id] }),
            var before = try await progress(old, at: now)?.plan
        else { return nil }
        // What has run it has no other day in it, whichever its wave.
        let toCome = Set(
            try await rows { () async throws(Failure) in
                try await store.placements(PlacementQuery(rollout: id))
            }.filter(\.state.awaitsStart).map(\.installation))
        for index in before.waves.indices {
            before.waves[index].placements.removeAll { !toCome.contains($0.installation) }
        }
        return before
    }

    /// Offers another revision of a plan under way; it changes nothing until it is adopted.
    ///
    /// - Parameters:
    ///   - policy: nil for the policy in force, where the fleet, the calendar or a hold has changed.
    ///   - substitution: who is to stand in the place of a site that has moved away.
    public func proposeRevision(
        _ id: RolloutID, policy: Policy? = nil, substitution: Substitution? = nil, reason: String, command: CommandID,
        by actor: String, at now: Timestamp
    ) async throws(OperationError) -> Plan {
        while true {
            try await rows(ledger.catchUp)
            let (known, basis) = await ledger.read { ($0.rollouts[id], $0.position) }
            guard let rollout = known else { throw .refused(.unknownRollout(id)) }
            guard rollout.state.after(.adopt) != nil else {
                throw .refused(.rolloutCannot(.adopt, id, in: rollout.state))
            }
            let policy = try await withHistory(policy ?? rollout.policy)
            let plan = try await draftPlan(policy, substitution: substitution, at: now)
            let moved = try await changes(by: plan, to: rollout, at: now).moves.count
            let proposal = ProposeRevision(
                plan: plan, policy: policy, parent: rollout.revision, begun: rollout.begunWaves, moved: moved,
                reason: reason)
            do throws(OperationError) {
                try await perform(.proposeRevision(proposal), id: command, by: actor, at: now, basis: basis)
                return plan
            } catch .failed(.headMoved) { continue }
        }
    }

    /// Puts a proposed revision into force. Those whose date moved are told, and nobody else.
    ///
    /// - Parameter revision: nil for the newest that waits.
    public func adoptRevision(
        _ id: RolloutID, revision: Int? = nil, command: CommandID, by actor: String, at now: Timestamp
    ) async throws(OperationError) {
        while true {
            try await rows(ledger.catchUp)
            let (known, basis, done) = await ledger.read {
                ($0.rollouts[id], $0.position, $0.hasCarriedOut(command))
            }
            if done { return }
            guard let rollout = known else { throw .refused(.unknownRollout(id)) }
            guard let number = revision ?? rollout.proposals.last?.revision else {
                throw .refused(.rolloutCannot(.adopt, id, in: rollout.state))
            }
            let adoption = try await adoption(of: number, in: rollout, at: now)
            do throws(OperationError) {
                try await perform(.adoptRevision(adoption), id: command, by: actor, at: now, basis: basis)
                return
            } catch .failed(.headMoved) { continue }
        }
    }

    /// The days that customers of a rollout were told and that still hold, by site, with the one that was chosen. Who was
    /// told none need not hear that it moves.
    public func toldDays(of rollout: RolloutID) async throws(OperationError) -> [InstallationID: ToldDay] {
        let own = try await ownDays(rollout)
        let notices = try await rows { () async throws(Failure) in try await store.notices(rollout, wave: nil) }
        var days: [InstallationID: ToldDay] = [:]
        for notice in notices.sorted(by: { $0.isOlder(than: $1) }) {
            for site in notice.installations {
                let holds = notice.state.after(.withdraw) != nil
                days[site] =
                    holds
                    ? ToldDay(day: notice.day(of: site), own: own[site].flatMap { $0.isChosen ? $0.day : nil }) : nil
            }
        }
        return days
    }

    /// So long it is waited for the new day before it is said that the old one does not hold.
    static let replannedWaits = TimeSpan.minutes(1)

    private func adoption(
        of revision: Int, in rollout: Rollout, at now: Timestamp
    ) async throws(OperationError) -> AdoptRevision {
        let id = rollout.id
        let proposal = rollout.proposals.first { $0.revision == revision }
        let stored = try await rows { () async throws(Failure) in try await store.plan(id, revision: revision) }
        guard let proposal, let plan = stored else {
            // The decision says what is in the way.
            return AdoptRevision(
                rollout: id, revision: revision, placements: [],
                settlement: NoticeSettlement(
                    rollout: rollout, revision: revision, waves: [], places: [:], notices: [],
                    zone: settings.calendar.zone),
                deliveries: [])
        }
        let fleet = try await rows(image.current)
        var placements = self.placements(of: plan, fleet: fleet, from: proposal.begun)
        let notices = try await rows { () async throws(Failure) in try await store.notices(id, wave: nil) }
        let places = Dictionary(
            placements.map { ($0.installation, (wave: $0.wave, customer: $0.customer)) },
            uniquingKeysWith: { first, _ in first })
        let before = try await rows { () async throws(Failure) in
            try await store.placements(PlacementQuery(rollout: id, states: [.planned]))
        }
        let days = Dictionary(
            before.map { ($0.installation, $0.placement.day) }, uniquingKeysWith: { first, _ in first })
        let told = NoticeRow.newest(notices.filter { $0.state.after(.withdraw) != nil })
        // Who was told the day that the new plan has keeps it, whatever the old plan had; so does who could go earlier now, as
        // long as nothing has taken the day that they were told, and whose day nobody needs since other days were told.
        var next = rollout
        next.policy = proposal.policy
        var gate = try await startGate(next, at: now)
        let roomy = try await daysWithRoom(told, placements, in: next, proposal, &gate, at: now)
        for index in placements.indices {
            if let day = roomy[placements[index].installation] { placements[index].placement.day = day }
        }
        let moved = placements.filter { row in
            guard let before = days[row.installation], before != row.placement.day else { return false }
            guard let day = told[row.installation]?.day(of: row.installation) else { return true }
            let planned = row.placement.day ?? proposal.waves[row.wave - proposal.begun].opens
            return day < planned || !gate.opens(row.installation, on: day)
        }
        let settlement = NoticeSettlement(
            rollout: rollout, revision: revision, waves: proposal.waves, places: places,
            moved: Set(moved.map(\.installation)),
            own: try await ownDays(id),
            notices: notices, zone: settings.calendar.zone)
        let kept = try await keptDays(told, settlement, in: rollout, proposal, placements, fleet, at: now)
        let deliveries = settlement.lost.sorted { $0.key < $1.key }.flatMap { wave, days in
            self.deliveries(to: days.keys.sorted(), fleet: fleet, at: now, hears: \.hearsOfPlannedChanges) {
                .replanned(id, revision: revision, wave: wave, was: rollout.waves[wave].opensAt, lost: days[$0])
            }.map { letter in
                var letter = letter
                // Where the new day is announced at once, one message says both.
                letter.notBefore = now + Self.replannedWaits
                return letter
            }
        }
        return AdoptRevision(
            rollout: id, revision: revision, placements: placements, settlement: settlement, deliveries: deliveries,
            kept: kept,
            guards: try await guardFindings(of: plan, release: proposal.policy.release, in: rollout, at: now)
                .map(\.finding))
    }

    /// Days that the new plan makes later in the same wave, and that hold all the same: it may have been made before others were told
    /// days that leave room.
    private func daysWithRoom(
        _ told: [InstallationID: NoticeRow], _ placements: [PlacementRow], in next: Rollout, _ proposal: PlanProposal,
        _ gate: inout StartGate, at now: Timestamp
    ) async throws(OperationError) -> [InstallationID: CivilDate] {
        var later: [(site: InstallationID, day: CivilDate)] = []
        for row in placements {
            guard let notice = told[row.installation], notice.wave == row.wave,
                let day = notice.day(of: row.installation)
            else { continue }
            let opens = proposal.waves[row.wave - proposal.begun].opens
            guard opens <= day, day < row.placement.day ?? opens, gate.opens(row.installation, on: day) else {
                continue
            }
            later.append((row.installation, day))
        }
        guard !later.isEmpty else { return [:] }
        var room = try await bookedDays(of: next, without: later.map(\.site), countsPlan: { _ in false }, at: now)
        var kept: [InstallationID: CivilDate] = [:]
        for (site, day) in later.sorted(by: { ($0.day, $0.site) < ($1.day, $1.site) })
        where room?.obstacle(for: [site], on: day) == nil {
            room?.take(site, on: day)
            kept[site] = day
        }
        return kept
    }

    /// Days later than their wave's that customers were told and that no revision moves: they are waited for, also where it
    /// was a capacity that gave them and the new policy has none.
    private func keptDays(
        _ told: [InstallationID: NoticeRow], _ settlement: NoticeSettlement, in rollout: Rollout,
        _ proposal: PlanProposal, _ placements: [PlacementRow], _ fleet: Fleet, at now: Timestamp
    ) async throws(OperationError) -> [SiteDate] {
        let begun = try await self.placements(rollout.id, wave: nil, in: [.due])
        let siteDays = try await siteDays(of: rollout, fleet, at: now)
        let today = settings.calendar.zone.localDate(at: now)
        return (placements + begun).compactMap { row in
            guard let notice = told[row.installation], let day = notice.day(of: row.installation),
                !settlement.changes(row.installation, of: notice)
            else { return nil }
            let opens = row.wave < proposal.begun ? today : proposal.waves[row.wave - proposal.begun].opens
            return day > opens ? siteDays.keptDay(day, of: row.installation) : nil
        }
    }

    /// The places of a plan as rows, from a wave on.
    func placements(of plan: Plan, fleet: Fleet, from first: Int = 0) -> [PlacementRow] {
        plan.waves.enumerated().dropFirst(first).flatMap { index, wave in
            wave.placements.compactMap { placement in
                fleet[placement.installation].map {
                    PlacementRow(
                        rollout: plan.rollout, revision: plan.revision, customer: $0.customer, wave: index,
                        placement: placement)
                }
            }
        }
    }
}

extension Plan {
    /// With the days of their own that sites have: those that were chosen as long as their wave opens by then, others where they are
    /// later than the plan's.
    func waiting(for own: [InstallationID: ReservedDay]) -> Plan {
        guard !own.isEmpty else { return self }
        var plan = self
        for wave in plan.waves.indices {
            for place in plan.waves[wave].placements.indices {
                let placement = plan.waves[wave].placements[place]
                guard let own = own[placement.installation] else { continue }
                let (opens, planned) = (plan.waves[wave].opens, placement.day ?? plan.waves[wave].opens)
                plan.waves[wave].placements[place].day =
                    own.isChosen && opens <= own.day ? own.day : max(own.day, planned)
            }
        }
        return plan
    }
}

extension PlannedWave {
    /// Has sites on the day that they were told, and on one of their own. What was told it waits for; what was chosen it leaves room
    /// for, which is no reason to take longer.
    fileprivate mutating func reserve(_ told: [InstallationID: NoticeRow], _ own: [InstallationID: ReservedDay]) {
        let last = placements.map { $0.day ?? opens }.max() ?? opens
        for place in placements.indices {
            let site = placements[place].installation
            guard let day = own[site]?.day ?? told[site]?.day(of: site), opens <= day else { continue }
            if own[site]?.isChosen != true || day <= last { placements[place].day = day }
        }
        // Where a day takes no more, who has chosen goes before the others, and whose day can be kept before those whose may be
        // lost with that of the wave.
        func rank(_ placement: Placement) -> Int {
            if own[placement.installation]?.isChosen == true { return 0 }
            return told[placement.installation]?.day(of: placement.installation).map { opens < $0 ? 1 : 2 } ?? 2
        }
        placements = (0...2).flatMap { wanted in placements.filter { rank($0) == wanted } }
    }
}
