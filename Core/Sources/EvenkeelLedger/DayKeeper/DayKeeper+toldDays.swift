import EvenkeelDomain

/// When the days that people were told were last held against the calendar and the clock.
struct ToldDaysLook: Equatable {
    var calendar: Position
    var hour: Int64
    var obstacles = Obstacles()
    /// The rows with which nobody waited for anything.
    var idleSince: Int?
    /// The rows of a rollout that was stopped: what runs there may come to nothing at any moment.
    var stopped: Int?

    /// Nothing waits in a rollout that is over, and nothing has changed there.
    func stillHolds(_ now: ToldDaysLook, tallyVersion: Int, isOver: Bool) -> Bool {
        if isOver, idleSince == tallyVersion { return true }
        return calendar == now.calendar && obstacles == now.obstacles && hour == now.hour && stopped == now.stopped
    }

    /// What else gives days and takes them: a revision with a freeze or a capacity of its own, a crossing that is over, a hold
    /// or a pause that was lifted, a site that is to be tried again.
    struct Obstacles: Equatable {
        var revision = 0
        var pauses = 0
        var holds = 0
        var crossings = 0
        var isHalted = false
        var caughtUpAt: Timestamp?

        init() {}

        init(_ rollout: Rollout, _ state: State, at now: Timestamp) {
            revision = rollout.revision
            pauses = rollout.pauses.count
            isHalted = rollout.state == .halted
            caughtUpAt = rollout.caughtUpAt
            holds = state.holds.values.count { $0.expires.map { now < $0 } ?? true }
            crossings = state.crossings.values.count {
                $0.rollout == rollout.id && $0.approvedAt != nil && now < $0.time.until
            }
        }
    }
}

extension DayKeeper {
    /// Looks every hour, and whenever a calendar or what keeps a rollout has changed, at the days people were told: one that
    /// went by for lack of room, whose window closed or that a freeze took is given another, and its customer hears of it.
    /// Waves that have not opened are planned again, or announced anew; of those here it is about sites with a day of their
    /// own.
    ///
    /// One rollout in each round, so that no round is long. Returns true where others wait for that, so that the next round
    /// comes at once.
    func keepToldDays(_ tallies: [RolloutID: Int], at now: Timestamp) async throws(OperationError) -> Bool {
        let (revision, rollouts) = await operations.ledger.read { state in
            (
                state.calendarRevision,
                state.rollouts.values.filter { $0.isWatched || $0.state == .halted || $0.isEnding(at: now) }
                    .sorted { $0.id < $1.id }
                    .map { ($0, ToldDaysLook.Obstacles($0, state, at: now)) }
            )
        }
        var look = ToldDaysLook(calendar: revision, hour: now.milliseconds / TimeSpan.hours(1).milliseconds)
        let waiting = rollouts.filter { rollout, obstacles in
            let isOver = rollout.state == .completed
            look.obstacles = obstacles
            look.stopped = rollout.stopsInstalls ? tallies[rollout.id] ?? 0 : nil
            if rollout.state == .aborted { return looks[rollout.id]?.stopped != look.stopped }
            return
                !(looks[rollout.id]?.stillHolds(look, tallyVersion: tallies[rollout.id] ?? 0, isOver: isOver)
                ?? false)
        }
        guard let (rollout, obstacles) = waiting.first else { return false }
        look.obstacles = obstacles
        look.stopped = rollout.stopsInstalls ? tallies[rollout.id] ?? 0 : nil
        do throws(OperationError) {
            // Each of them reads anew: letters are counted, and one that had the number of another would be taken for that one.
            try await takeBackStopped(in: await current(rollout), at: now)
            guard rollout.state != .aborted else {
                looks[rollout.id] = look
                return waiting.count > 1
            }
            if looks[rollout.id]?.calendar != look.calendar {
                try await keepAnnouncedDays(of: await current(rollout), at: now)
            }
            if looks[rollout.id]?.obstacles != obstacles {
                try await tellWhoWasKept(in: await current(rollout), at: now)
            }
            let hasWaiting = try await keepToldDays(of: await current(rollout), at: now)
            if !hasWaiting { look.idleSince = tallies[rollout.id] ?? 0 }
        } catch .failed(.headMoved) {
            // Somebody may just have chosen another day; the next round reads again.
            return true
        }
        looks[rollout.id] = look
        return waiting.count > 1
    }

    private func current(_ rollout: Rollout) async -> Rollout {
        await operations.ledger.read { $0.rollouts[rollout.id] } ?? rollout
    }

    /// Returns false where no site waits.
    private func keepToldDays(of rollout: Rollout, at now: Timestamp) async throws(OperationError) -> Bool {
        try await keepSoak(of: rollout, at: now)
        try await endVisits(of: rollout, at: now)
        try await callOffFrozenVisits(of: rollout, at: now)
        try await callOffKeptVisits(of: rollout, at: now)
        let basis = await operations.ledger.read { $0.position }
        let own = try await operations.ownDates(rollout.id)
        let all = try await waiting(in: rollout, own)
        let newest = try await operations.newestNotices(of: rollout.id, customers: Set(all.map(\.customer)))
        let visited = try await operations.visited(in: rollout, own, at: now)
        // Where somebody is expected at a time, that appointment is moved, not a day. Of that one they may still have to be told.
        let rows = all.filter { row in
            row.attempts > 0 || !visited.contains(row.installation) || newest[row.installation]?.stands != true
        }
        guard !rows.isEmpty else { return false }
        let fleet = try await operations.rows(operations.image.current)
        let earliest = await operations.ledger.read { [settings = operations.settings] in
            $0.earliestDay(of: rollout, announcedAt: now, settings: settings)
        }
        var days = try await operations.toldDays(rollout, earliest: earliest, without: [], at: now)
        let gaps = try await operations.noticeGaps(rows, of: rollout, newest: newest, dates: own, at: now)
        let atLast = try await operations.toTellAtLast(rows, gaps, newest: newest, of: rollout.id, fleet)
        // A day that nobody heard of is none to those who can be written to by now.
        let told = newest.filter { $0.value.stands && !atLast.contains($0.key) }
        let kept = try await operations.keptBack(rows, of: rollout, at: now)
        let calledOff = try await operations.calledOff(in: rollout, own, newest: newest)
        var toldAnew: Set<Int> = []
        for (index, wave) in rollout.waves.enumerated() where await isToldAnew(wave, of: rollout) {
            toldAnew.insert(index)
        }
        var draft = ToldDaysDraft(rollout: rollout, newest: newest, now: now)
        let zone = operations.settings.calendar.zone
        let today = zone.localDate(at: now)
        for row in rows.sorted(by: { ($0.wave, $0.installation) < ($1.wave, $1.installation) }) {
            let site = row.installation
            if newest[site]?.state == .declined || newest[site]?.stands != true && draft.hasDeclined(row) { continue }
            // The announcement of its wave names its day.
            if row.wave >= rollout.begunWaves, told[site] == nil { continue }
            if toldAnew.contains(row.wave), !calledOff.contains(site) { continue }
            let keeps = Keeping(gap: gaps[site], obstacle: kept[site], in: rollout)
            if own[site]?.isChosen != true, gaps[site] == .notAgreed, !keeps.isOurs,
                let day = told[site]?.day(of: site), day < today,
                let later = await dayOfSilence(after: row.wave, of: rollout, at: now)
            {
                var (to, opens) = (zone.localDate(at: later), later)
                if case .moves(_, let day, let start) = days.onOrAfter(later, row, was: day) {
                    (to, opens) = (day, start)
                }
                draft.move(
                    row, from: day, to: to, opens: opens, cause: .silence,
                    mustAgree: operations.mustAgree([site], rollout, fleet))
                continue
            }
            if calledOff.contains(site), let was = told[site]?.day(of: site) {
                // It was called off, and its day with it.
                let opens = opensAt(row, in: rollout, at: now)
                switch keeps.isOurs ? .open(was: was) : days.another(row, was: was, notBefore: opens) {
                case .moves(_, let day, let opens):
                    draft.move(
                        row, from: was, to: day, opens: opens, cause: .told,
                        mustAgree: operations.mustAgree([site], rollout, fleet))
                case .holds, .open: draft.takeBack(row, was: was)
                }
                continue
            }
            if visited.contains(site), told[site] == nil, let own = own[site] {
                if keeps.isOurs || keeps.isTheirs { continue }
                draft.move(
                    row, from: nil, to: operations.zone(of: site, fleet).localDate(at: own.notBefore),
                    opens: own.notBefore, cause: .appointment,
                    mustAgree: operations.mustAgree([site], rollout, fleet))
                continue
            }
            let isOurDay = own[site].map { [SiteDate.Cause.told, .renewed].contains($0.cause) } ?? true
            switch days.answer(
                row, told: told[site]?.day(of: site),
                chosen: own[site].flatMap { $0.isChosen ? $0.notBefore : nil }, isKept: keeps.isOurs,
                isTheirTurn: keeps.isTheirs && !atLast.contains(site),
                mayBeEarlier: isOurDay && keeps.isDayOnly ? opensAt(row, in: rollout, at: now) : nil)
            {
            case .holds: continue
            case .open(let was): draft.takeBack(row, was: was)
            case .moves(let was, let day, let opens):
                draft.move(
                    row, from: was, to: day, opens: opens, cause: own[site]?.cause == .customer ? .customer : .told,
                    mustAgree: operations.mustAgree([site], rollout, fleet))
            }
        }
        try await carryOut(draft, of: rollout, fleet, basis: basis, at: now)
        return true
    }

    /// Puts what a look has come to into force, and writes to those whom it concerns.
    func carryOut(
        _ draft: ToldDaysDraft, of rollout: Rollout, _ fleet: Fleet, basis: Position, at now: Timestamp
    ) async throws(OperationError) {
        var basis = basis
        for (place, change) in draft.changes {
            var change = change
            change.deliveries = change.notices.flatMap { notice in
                draft.subjects(for: notice.customer, place).flatMap { subject in
                    operations.deliveries(
                        to: [notice.customer], fleet: fleet, at: now, hears: \.hearsOfPlannedChanges
                    ) { _ in subject }
                }
            }
            if place.day != nil {
                change.notices = change.notices.map { old in
                    var notice = old.heard(by: change.deliveries)
                    // What was said on the telephone before was another day.
                    if notice.isUnheard { notice.announcedAt = now }
                    return notice
                }
            }
            try await operations.decide(
                .moveDates(change), "move/\(rollout.id)/\(place.wave)/\(place.day.map { "\($0)" } ?? "open")", now,
                basis: basis)
            basis = await operations.ledger.read { $0.position }
        }
    }

    /// Counts the soak under way anew by each site's own working days: a freeze or a holiday may have come since it began.
    private func keepSoak(of rollout: Rollout, at now: Timestamp) async throws(OperationError) {
        guard let index = rollout.currentWave, rollout.waves[index].state == .soaking,
            let since = rollout.waves[index].soakingSince, let ends = rollout.waves[index].soakEndsAt, now < ends,
            let soak = try await operations.soakDates(rollout, wave: index, at: since), soak.endsAt != ends
        else { return }
        try await operations.decide(
            .moveSoak(rollout.id, wave: index, soak), "soak/\(rollout.id)/\(index)", now)
    }

    /// Those of begun waves, and those with a day of their own.
    private func waiting(
        in rollout: Rollout, _ own: [InstallationID: SiteDate]
    ) async throws(OperationError) -> [PlacementRow] {
        let states: Set<PlacementState> = own.isEmpty ? [.due, .skipped] : [.planned, .due, .skipped]
        return try await operations.placements(rollout.id, wave: nil, in: states).filter { row in
            guard rollout.waves.indices.contains(row.wave) else { return false }
            let wave = rollout.waves[row.wave]
            // What a halt took back is given its new day elsewhere, and where nobody was there, it is tried again as soon as somebody
            // is.
            guard wave.datesOwedSince == nil, wave.recallPendingSince == nil, wave.state != .halted, !row.isAway
            else { return false }
            // Who was set aside in somebody's own words is theirs to call back.
            if row.state == .skipped, !SiteObstacle.codes.contains(row.note ?? "") { return false }
            return row.wave < rollout.begunWaves || own[row.installation] != nil
        }
    }

    /// When the wave opens to whose day those go over who stayed silent until theirs went by; nil while nobody knows, because its
    /// planned day is past and it waits for the wave before.
    private func dayOfSilence(after wave: Int, of rollout: Rollout, at now: Timestamp) async -> Timestamp? {
        guard rollout.policy.notice.onSilence == .laterWave,
            let next = rollout.waves.dropFirst(wave + 1).first(where: { $0.state == .planned }), now < next.opensAt
        else { return nil }
        return await operations.opening(after: wave, of: rollout, at: now)
    }

    /// When a site may begin as far as its wave is concerned.
    private func opensAt(_ row: PlacementRow, in rollout: Rollout, at now: Timestamp) -> Timestamp {
        row.wave < rollout.begunWaves ? now : max(now, rollout.waves[row.wave].opensAt)
    }
}

extension Rollout {
    /// Given up not long ago: what runs may still come to nothing.
    fileprivate func isEnding(at now: Timestamp) -> Bool {
        guard state == .aborted, let stoppedAt else { return false }
        return now < stoppedAt + .days(30)
    }
}

/// Who keeps a site from going on its day.
private struct Keeping {
    /// Nothing is to be had before we lift it.
    var isOurs: Bool
    /// It is the customer who has not said or allowed something, or nobody can be told.
    var isTheirs: Bool
    /// Nobody keeps it: it waits for its day, or for the customer's word on it, which is asked for each day anew.
    var isDayOnly: Bool

    init(gap: NoticeGap?, obstacle: SiteObstacle?, in rollout: Rollout) {
        isOurs = obstacle != nil || rollout.state == .paused || rollout.state == .halted
        switch gap {
        case .notAgreed, .declined, .pinned, .nobodyToTell: isTheirs = true
        case nil, .notGiven, .dateOpen, .tooShort, .ownDate, .dayPassed: isTheirs = false
        }
        isDayOnly = !isOurs && (gap == .notAgreed || !isTheirs)
        if case .paused(let pause) = obstacle, pause.owner == .customer { isTheirs = true }
    }
}
