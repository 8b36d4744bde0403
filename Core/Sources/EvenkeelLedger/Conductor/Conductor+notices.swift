import EvenkeelDomain

extension Conductor {
    /// Writes to those who do not hold a notice that names this day. Who is written to for the first time is told of all
    /// their sites in this rollout at once.
    ///
    /// - Parameter again: when the guards will be met that do not let an announced wave open on its day; then whoever was
    ///   told of that day gets one message with both.
    func announce(
        _ id: RolloutID, wave: Int, again: Timestamp? = nil, at now: Timestamp
    ) async throws(OperationError) {
        let settings = operations.settings
        let (known, basis) = await operations.ledger.read { ($0.rollouts[id], $0.position) }
        guard let rollout = known else { return }
        var metAt = again
        if again == nil, rollout.waves[wave].joinersSince == nil {
            let version = try await operations.rows { () async throws(Failure) in
                try await operations.store.tallyVersion(id)
            }
            let guards = try await guardsMetAt(wave, of: rollout, tallyVersion: version, at: now)
            // No day is told while nobody can say which.
            guard guards.mayAnnounce else { return }
            metAt = guards.metAt
        }
        let fleet = try await operations.rows(operations.image.current)
        // Sites of the wave before that are told theirs later go before those of this one.
        var untold: [InstallationID: CivilDate] = [:]
        if rollout.nextWave == wave, wave > 0 { untold = try await untoldDays(in: rollout, fleet, at: now) }
        if rollout.nextWave == wave, wave > 0, let last = try await lastDay(in: rollout, untold, at: now) {
            // The wave before waits for a site that was told a later day.
            let ends = rollout.waves[wave - 1].endsNotBefore(max(now, last), settings.calendar)
            metAt = max(metAt ?? ends, ends)
        }
        let opensAt = await operations.ledger.read { [metAt] state in
            again != nil || rollout.waves[wave].joinersSince == nil
                ? state.opening(
                    of: rollout, wave: wave, announcedAt: max(now, state.at), guardsMetAt: metAt, settings: settings)
                : rollout.waves[wave].opensAt
        }
        // Who is expected before that day hears first that nobody comes.
        if try await callOff(in: rollout, wave: wave, before: opensAt, at: now) {
            return try await announce(id, wave: wave, again: again, at: now)
        }
        // Whom a hold or a pause keeps is not told a day on which nobody comes; they hear of theirs once it is lifted.
        let placed = try await operations.placements(id, wave: wave).filter(\.state.awaitsStart)
        let kept = try await operations.keptBack(placed, of: rollout, at: max(opensAt, now))
        let rows = placed.filter { kept[$0.installation] == nil }
        let byCustomer = Dictionary(grouping: rows, by: \.customer)
        let waiting = Set(placed.map(\.installation))
        let standing = try await operations.notices(of: id, customers: Set(placed.map(\.customer)))
        let theirs = Dictionary(grouping: standing, by: \.customer)
        let covering = NoticeRow.newest(standing)
        let beyond = try await operations.beyondMail(
            Set(covering.values.filter(\.isUnheard).map(\.customer)), in: id, fleet)
        var siteDays = try await operations.siteDays(of: rollout, fleet, at: now)
        // Sites that are down go as soon as their customer agrees; the day to tell is the one on which they go without that.
        let isAtOnce = rollout.waves[wave].atOnce == true
        // Who joins a wave that was announced has all the time of a notice as well.
        let joining: [PlacementRow] =
            again == nil && rollout.waves[wave].joinersSince != nil
            ? rows.filter { covering[$0.installation]?.stands != true } : []
        let joiners = Set(joining.map(\.installation))
        var days = siteDays.days(
            of: rows, opensAt: isAtOnce ? max(opensAt, now + rollout.policy.notice.before) : opensAt)
        if !joining.isEmpty {
            let earliest = await operations.ledger.read {
                $0.earliestDay(of: rollout, announcedAt: now, settings: settings)
            }
            let first = settings.calendar.zone.localDate(at: earliest)
            let tooSoon = joining.filter { row in days[row.installation].map { $0 < first } ?? false }
            days.merge(siteDays.days(of: tooSoon, opensAt: earliest, isPlanned: false)) { $1 }
        }
        var booked = try await operations.bookedDays(
            of: rollout, without: rows.map(\.installation) + untold.keys, countsPlan: { _ in false }, at: now)
        for (site, day) in untold { booked?.take(site, on: day) }
        var told: [InstallationID: CivilDate] = [:]
        for site in days.keys {
            if let notice = covering[site], notice.stands { told[site] = notice.day(of: site) }
        }
        var asking = siteDays
        let earliest =
            isAtOnce || booked == nil
            ? [:] : asking.days(of: rows.filter { told[$0.installation] != nil }, opensAt: opensAt, isPlanned: false)
        siteDays.fit(&days, told: told, earliest: earliest, into: &booked)
        let dayOfOpening = await operations.ledger.read { $0.openings(of: rollout, settings) }
        let holding = rollout.holding(
            after: wave, opensAt: opensAt, calendar: settings.calendar, opening: dayOfOpening)
        var notices: [NoticeRow] = []
        var foretold: [NoticeRow] = []
        var declined: [NoticeRow] = []
        var moves: [CustomerID: [LostDay]] = [:]
        var laterMoves: [DeliverySubject: CustomerID] = [:]
        // That a new revision has taken their day is not said yet: one message says it, and the new day.
        let replanned = try await replanned(in: id)
        for (customer, rows) in byCustomer.sorted(by: { $0.key < $1.key }) {
            // A no stands whatever day we name: it is not asked again, and silence does not undo it. One to this wave is one for
            // all their sites in it.
            let willing = rows.filter { covering[$0.installation]?.state != .declined }
            let hasDeclined = willing.isEmpty
            if !hasDeclined, theirs[customer]?.contains(where: { $0.wave == wave && $0.state == .declined }) == true {
                continue
            }
            let sites = (hasDeclined ? rows : willing).map(\.installation).sorted()
            let isTold = sites.allSatisfy { site in
                covering[site].map { notice in
                    // What reached nobody is told as soon as somebody can be written to.
                    notice.stands && notice.day(of: site) == days[site]
                        && !(notice.isUnheard && !beyond.contains(customer))
                } ?? false
            }
            if isTold { continue }
            var notice = NoticeRow(
                rollout: id, revision: rollout.revision, wave: wave, customer: customer, announcedAt: now,
                installations: sites, mustAgree: operations.mustAgree(sites, rollout, fleet),
                postponed: sites.compactMap { covering[$0]?.postponed }.max() ?? 0)
            notice.name(days)
            // A yes to a day that stays is not asked for again.
            notice.keepAgreement(
                to: sites.filter { site in
                    guard let told = covering[site], told.stands else { return false }
                    return told.hasAgreed(site) && told.day(of: site) == days[site]
                })
            if hasDeclined {
                // It names the new day all the same: that is the one they agree to where they change their mind.
                notice.state = .declined
                declined.append(notice)
                continue
            }
            for old in theirs[customer] ?? [] where old.isBeside(notice) {
                notice.takeOver(old) { site in waiting.contains(site) && covering[site] == old }
            }
            notices.append(notice)
            // Whoever was told another day hears that it is off; where one was taken back, they may have heard that already.
            let lost = Dictionary(
                (again == nil ? replanned[customer] ?? [] : []).flatMap { $0.subject.lostDays ?? [] }.map {
                    ($0.site, $0.day)
                }, uniquingKeysWith: min)
            moves[customer] = sites.compactMap { site in
                let told = covering[site].flatMap { $0.stands ? $0.day(of: site) : nil }
                guard let day = lost[site] ?? told, day != days[site] else { return nil }
                return LostDay(site: site, day: day)
            }
            if moves[customer]?.isEmpty == true { moves[customer] = nil }
            // What goes at once has a letter of its own.
            if !isAtOnce, wave + 1 < rollout.waves.count, sites.allSatisfy({ covering[$0] == nil }) {
                let named = try await later(customer, in: holding, rollout, fleet, &siteDays, &booked, at: now)
                for notice in named {
                    let taken = lost.filter { notice.day(of: $0.key).map { [day = $0.value] in $0 != day } ?? false }
                        .map { LostDay(site: $0.key, day: $0.value) }.sorted { $0.site < $1.site }
                    guard let was = taken.map(\.day).min() else { continue }
                    let subject = DeliverySubject.moved(
                        id, revision: rollout.revision, wave: notice.wave, round: rollout.waves[notice.wave].round,
                        was: was, to: taken.compactMap { notice.day(of: $0.site) }.min(), lost: taken)
                    laterMoves[subject] = customer
                }
                foretold += named
            }
        }
        let round = rollout.waves[wave].round
        let moving = operations.deliveries(
            to: notices.map(\.customer).filter { moves[$0] != nil }, fleet: fleet, at: now,
            hears: \.hearsOfPlannedChanges
        ) { customer in
            let lost = moves[customer] ?? []
            return .moved(
                id, revision: rollout.revision, wave: wave, round: round, was: lost.map(\.day).min(),
                to: lost.compactMap { days[$0.site] }.min(), lost: lost)
        }
        // The message of what moved is of that alone: whoever hears of other sites as well gets a notice too.
        let telling = notices.filter { notice in
            guard let lost = moves[notice.customer] else { return true }
            return notice.installations.contains { site in
                covering[site]?.stands != true && !lost.contains { $0.site == site }
            }
        }
        let movingLater = laterMoves.sorted { $0.key.key < $1.key.key }.flatMap { subject, customer in
            operations.deliveries(to: [customer], fleet: fleet, at: now, hears: \.hearsOfPlannedChanges) { _ in subject
            }
        }
        let deliveries =
            moving + movingLater
            + operations.deliveries(
                to: telling.map(\.customer), fleet: fleet, at: now, hears: \.hearsOfPlannedChanges
            ) { _ in .notice(id, revision: rollout.revision, wave: wave, round: round) }
        let opens = settings.calendar.zone.localDate(at: opensAt)
        // Also of those who were told before, with an earlier wave.
        let keptDays = days.filter { site, day in
            day > opens && (siteDays.moved.contains(site) || joiners.contains(site))
                || siteDays.early.contains(site) || siteDays.over.contains(site)
        }
        .sorted { $0.key < $1.key }.compactMap { siteDays.keptDay($1, of: $0) }
        // Whom something keeps now, and who was told with an earlier wave, does not go before that day either.
        let keptBack = placed.compactMap { row -> SiteDate? in
            let site = row.installation
            guard kept[site] != nil, let notice = covering[site], notice.stands, let day = notice.day(of: site) else {
                return nil
            }
            return siteDays.keptDay(day, of: site)
        }
        try await operations.decide(
            .announceWave(
                id, wave: wave, notices: notices.map { $0.heard(by: deliveries) } + declined,
                standing: Set(covering.values.filter { $0.wave == wave && $0.stands }).sorted { $0.isOlder(than: $1) },
                superseded: NoticeRow.superseded(standing, by: notices + declined + foretold), deliveries: deliveries,
                foretold: foretold.map { $0.heard(by: deliveries) }, kept: keptDays + keptBack,
                languages: operations.languages(of: deliveries, fleet), guardsMetAt: metAt, again: again != nil),
            "announce/\(id)/\(wave)", now, basis: basis)
        let heard = Set(deliveries.map(\.customer))
        let named = Dictionary(grouping: notices + foretold, by: \.customer).mapValues {
            Set($0.flatMap(\.installations))
        }
        /// Whether these notices name another day for all sites of which it says that theirs does not hold.
        func isSaid(_ letter: Delivery) -> Bool {
            guard heard.contains(letter.customer), let lost = letter.subject.lostDays else { return false }
            return lost.allSatisfy { named[letter.customer]?.contains($0.site) == true }
        }
        let said = replanned.values.joined().filter(isSaid).map { letter in
            RowChange.stepDelivery(
                letter.id, .suppress, at: now, reason: "it is told together with the new day", notBefore: nil,
                generation: 0)
        }
        if !said.isEmpty {
            try await operations.rows { () async throws(Failure) in try await operations.store.change(said) }
        }
    }

    /// When the last site of the open wave may begin whose day was moved, or is over and will be.
    private func lastDay(
        in rollout: Rollout, _ untold: [InstallationID: CivilDate], at now: Timestamp
    ) async throws(OperationError) -> Timestamp? {
        let told = try await operations.lastToldDay(in: rollout)
        guard let last = untold.values.max() else { return told }
        return [told, operations.settings.calendar.morning(of: last)].compactMap(\.self).max()
    }

    /// The days that sites of the open wave get which have none at present, as far as that can be foreseen.
    private func untoldDays(
        in rollout: Rollout, _ fleet: Fleet, at now: Timestamp
    ) async throws(OperationError) -> [InstallationID: CivilDate] {
        guard let open = rollout.currentWave, rollout.waves[open].state == .open else { return [:] }
        let due = try await operations.placements(rollout.id, wave: open, in: [.due])
        let gaps = try await operations.noticeGaps(due, of: rollout, at: now)
        let waiting = due.filter { row in
            switch gaps[row.installation] {
            case .dayPassed, .dateOpen, .notGiven: true
            default: false
            }
        }
        guard !waiting.isEmpty else { return [:] }
        let earliest = await operations.ledger.read { [settings = operations.settings] in
            $0.earliestDay(of: rollout, announcedAt: now, settings: settings)
        }
        var siteDays = try await operations.siteDays(of: rollout, fleet, at: now)
        var days = siteDays.days(of: waiting, opensAt: earliest, isPlanned: false)
        var booked = try await operations.bookedDays(
            of: rollout, without: waiting.map(\.installation), countsPlan: { _ in false }, at: now)
        siteDays.fit(&days, into: &booked)
        return days
    }

    /// Messages of a rollout that say only that a day does not hold, and that have not left.
    private func replanned(in id: RolloutID) async throws(OperationError) -> [CustomerID: [Delivery]] {
        let letters = try await operations.rows { () async throws(Failure) in
            try await operations.store.deliveries(
                DeliveryQuery(states: [.queued], subjectPrefix: "replanned/\(id)/", limit: .max))
        }
        return Dictionary(grouping: letters, by: \.customer)
    }

    /// The notices of a customer's sites in later waves, as far as they have none.
    ///
    /// - Parameter holding: the waves whose planned days can hold.
    private func later(
        _ customer: CustomerID, in holding: Set<Int>, _ rollout: Rollout, _ fleet: Fleet, _ siteDays: inout SiteDays,
        _ booked: inout BookedDays?, at now: Timestamp
    ) async throws(OperationError) -> [NoticeRow] {
        let rows = try await operations.rows { () async throws(Failure) in
            try await operations.store.placements(
                PlacementQuery(rollout: rollout.id, states: [.planned], customer: customer))
        }
        let covered = try await operations.newestNotices(of: rollout.id, customers: [customer])
        let kept = try await operations.keptBack(rows, of: rollout, at: now)
        let open = rows.filter { row in
            kept[row.installation] == nil && holding.contains(row.wave)
                && !(covered[row.installation]?.stands ?? false)
        }
        let waiting = Set(rows.map(\.installation))
        var notices: [NoticeRow] = []
        for (wave, rows) in Dictionary(grouping: open, by: \.wave).sorted(by: { $0.key < $1.key }) {
            let sites = rows.map(\.installation).sorted()
            var notice = NoticeRow(
                rollout: rollout.id, revision: rollout.revision, wave: wave, customer: customer, announcedAt: now,
                installations: sites, mustAgree: operations.mustAgree(sites, rollout, fleet))
            var days = siteDays.days(of: rows, opensAt: rollout.waves[wave].opensAt)
            siteDays.fit(&days, into: &booked)
            notice.name(days)
            for old in Set(covered.values) where old.isBeside(notice) {
                notice.takeOver(old) { site in waiting.contains(site) && covered[site] == old }
            }
            notices.append(notice)
        }
        return notices
    }

    /// What a halt took back, and whom that concerns: who held a notice for it is told that the date moves. Where the
    /// rollout is given up, that concerns those who were set aside as well, and nobody comes any more.
    func recordRecall(_ id: RolloutID, wave: Int, at now: Timestamp) async throws(OperationError) {
        guard let stopped = await operations.ledger.read({ $0.rollouts[id] }) else { return }
        // Decisions of their own, of which this one is to know.
        if stopped.state == .aborted {
            try await cancelAppointments(of: stopped, at: now)
        } else {
            _ = try await callOff(in: stopped, wave: wave, at: now)
        }
        let (known, basis) = await operations.ledger.read { ($0.rollouts[id], $0.position) }
        guard let rollout = known else { return }
        let isOver = rollout.state == .aborted
        // What an earlier halt took back is not taken back again.
        let since = rollout.waves.indices.contains(wave) ? rollout.waves[wave].recallPendingSince : nil
        let isGivenUp = rollout.isGivenUp
        let states: Set<PlacementState> =
            isGivenUp ? [.planned, .recalled, .skipped] : isOver ? [.recalled, .skipped] : [.recalled]
        let rows = try await operations.placements(id, wave: wave, in: states)
        let taken = rows.filter { $0.state == .recalled && ($0.settledAt ?? now) >= since ?? now }
        let aside = isOver ? [] : try await operations.placements(id, wave: wave, in: [.skipped])
        let newest = try await operations.newestNotices(of: id, customers: Set((rows + aside).map(\.customer)))
        // Who was set aside until a day of their own that is not over was told that day, and it does not hold either.
        let today = operations.settings.calendar.zone.localDate(at: now)
        let awaited = aside.filter { (newest[$0.installation]?.day(of: $0.installation)).map { $0 >= today } ?? false }
        /// The notice of a site, or the one that named it until its day was taken back and that of others was not.
        func notice(of row: PlacementRow) -> NoticeRow? {
            newest[row.installation]
                ?? (isGivenUp ? newest.values.first { $0.customer == row.customer && $0.wave == wave } : nil)
        }
        // Who has declined awaits nobody, and a date taken back would let the next one pass over their no. Whoever was promised
        // another date hears that none comes.
        let told = (rows + awaited).filter { row in
            notice(of: row).map { isGivenUp && $0.state == .withdrawn || $0.state.after(.withdraw) != nil } ?? false
        }
        let notices = Dictionary(grouping: told, by: \.customer).sorted { $0.key < $1.key }.compactMap {
            _, rows -> NoticeRow? in
            guard var notice = notice(of: rows[0]) else { return nil }
            notice.keep(rows.map(\.installation).sorted())
            notice.state = .withdrawn
            return notice
        }
        let fleet = try await operations.rows(operations.image.current)
        var heard = try await heardByAppointment(of: rollout, notices)
        if isGivenUp { heard.formUnion(try await heardOfTheEnd(of: rollout)) }
        let deliveries = operations.deliveries(
            to: notices.map(\.customer).filter { !heard.contains($0) }, fleet: fleet, at: now,
            hears: \.hearsOfPlannedChanges
        ) { customer in
            let round = rollout.waves[wave].round
            // Where nothing comes of it any more, one message is of all waves.
            guard !isGivenUp else { return .moved(id, revision: rollout.revision, wave: wave, round: round) }
            let lost = told.filter { $0.customer == customer }.compactMap { row in
                notice(of: row)?.day(of: row.installation).map { LostDay(site: row.installation, day: $0) }
            }.sorted { $0.site < $1.site }
            return .moved(
                id, revision: rollout.revision, wave: wave, round: round, was: lost.map(\.day).min(), lost: lost)
        }
        try await operations.decide(
            .recordRecall(id, wave: wave, taken.map(\.installation), notices: notices, deliveries: deliveries),
            "recall/\(id)/\(wave)", now, basis: basis)
    }

    /// Customers to whom the cancellation of an appointment has said that the update will not take place, or not on that day,
    /// at all these sites. What was cancelled before the rollout stopped is another story.
    func heardByAppointment(
        of rollout: Rollout, _ notices: [NoticeRow]
    ) async throws(OperationError) -> Set<CustomerID> {
        let isStopped = rollout.state == .aborted || rollout.state == .halted
        guard isStopped, rollout.replacedBy == nil, let stoppedAt = rollout.stoppedAt else { return [] }
        let cancelled = Set(
            try await operations.rows { () async throws(Failure) in
                try await operations.store.appointments(AppointmentQuery(rollout: rollout.id))
            }.filter { $0.wentWithItsRollout && $0.changedAt >= stoppedAt }.map(\.installation))
        let sites = Dictionary(grouping: notices, by: \.customer).mapValues { $0.flatMap(\.installations) }
        return Set(sites.filter { $0.value.allSatisfy(cancelled.contains) }.keys)
    }

    /// Customers to whom the message about another wave has said that nothing comes of the rollout any more: it names all their
    /// sites.
    private func heardOfTheEnd(of rollout: Rollout) async throws(OperationError) -> Set<CustomerID> {
        guard let stoppedAt = rollout.stoppedAt else { return [] }
        let letters = try await operations.rows { () async throws(Failure) in
            try await operations.store.deliveries(DeliveryQuery(subjectPrefix: "moved/\(rollout.id)/", limit: .max))
        }
        return Set(letters.filter { $0.queuedAt >= stoppedAt }.map(\.customer))
    }

    /// Of a rollout that is given up.
    func cancelAppointments(of rollout: Rollout, at now: Timestamp) async throws(OperationError) {
        // That nobody comes on a day that is over is no news.
        try await callOff(try await operations.visitsAgreed(of: rollout.id).filter { now < $0.end }, at: now)
    }

    /// Of the sites of a wave that has halted, or that was announced and cannot open now: who would come, and who expects them,
    /// hears at once that it is not on that day. Where the work has begun nobody is sent away.
    ///
    /// - Parameter opens: when the wave opens at the earliest; those of that day and later stand. Nil for all of them, where
    ///   another message says what becomes of their days.
    /// - Returns: whether there was any.
    func callOff(
        in rollout: Rollout, wave: Int, before opens: Timestamp? = nil, at now: Timestamp
    ) async throws(OperationError) -> Bool {
        let zone = operations.settings.calendar.zone
        let ahead = try await operations.visitsAgreed(of: rollout.id).filter { visit in
            now < visit.end && opens.map { zone.localDate(at: visit.start) < zone.localDate(at: $0) } ?? true
        }
        guard !ahead.isEmpty else { return false }
        let begun = try await operations.visitsBegun(in: rollout.id)
        let places = Set(try await operations.placements(rollout.id, wave: wave).map(\.installation))
        let lost = ahead.filter { places.contains($0.installation) && !begun.contains($0.installation) }
        try await callOff(lost, takesDaysBack: opens != nil, at: now)
        return !lost.isEmpty
    }

    private func callOff(
        _ visits: [Appointment], takesDaysBack: Bool = false, at now: Timestamp
    ) async throws(OperationError) {
        for visit in visits {
            try await operations.callOff(
                visit, takesDayBack: takesDaysBack, command: CommandID("cancel/\(visit.id)/\(visit.sequence)"),
                by: Operations.conductor, at: now)
        }
    }

    func renewDates(_ id: RolloutID, wave: Int, at now: Timestamp) async throws(OperationError) {
        let settings = operations.settings
        let (known, opensAt, basis) = await operations.ledger.read { state in
            let rollout = state.rollouts[id]
            let opensAt = rollout.map {
                state.earliestDay(of: $0, announcedAt: max(now, state.at), settings: settings)
            }
            return (rollout, opensAt, state.position)
        }
        guard let rollout = known, let opensAt else { return }
        let rows = try await operations.placements(id, wave: wave, in: [.recalled, .skipped, .due])
        // Who is kept by a hold hears of a day once that is lifted.
        let kept = try await operations.keptBack(rows, of: rollout, at: now)
        let waiting = Set(rows.map(\.installation)).subtracting(kept.keys)
        let fleet = try await operations.rows(operations.image.current)
        var siteDays = try await operations.siteDays(of: rollout, fleet, at: now)
        // The dates they had are what was taken back; what keeps a site longer still does.
        let free = rows.filter { kept[$0.installation] == nil }
        var days = siteDays.days(of: free, opensAt: opensAt, isPlanned: false)
        // A day takes no more of them than of others.
        var booked = try await operations.bookedDays(
            of: rollout, without: rows.map(\.installation), countsPlan: { _ in false }, at: now)
        siteDays.fit(&days, into: &booked)
        let newest = try await operations.newestNotices(of: id, customers: Set(rows.map(\.customer)))
        // Notices of several revisions may have named their sites: one names them from now on.
        let old = try await operations.rows { () async throws(Failure) in
            try await operations.store.notices(NoticeQuery(rollout: id, wave: wave))
        }.filter { $0.state == .withdrawn }
        let notices = Dictionary(grouping: old, by: \.customer).sorted { $0.key < $1.key }.compactMap { customer, old in
            let sites = old.flatMap { notice in
                notice.installations.filter { waiting.contains($0) && newest[$0] == notice }
            }
            guard !sites.isEmpty else { return NoticeRow?.none }
            var notice = NoticeRow(
                rollout: id, revision: old.map(\.revision).max() ?? rollout.revision, wave: wave, customer: customer,
                announcedAt: now, installations: sites.sorted(), mustAgree: operations.mustAgree(sites, rollout, fleet),
                postponed: old.map(\.postponed).max() ?? 0)
            notice.name(days)
            return notice
        }
        let deliveries = operations.deliveries(
            to: notices.map(\.customer), fleet: fleet, at: now, hears: \.hearsOfPlannedChanges
        ) { _ in .notice(id, revision: rollout.revision, wave: wave, round: rollout.waves[wave].round) }
        try await operations.decide(
            .renewDates(
                id, wave: wave, notices: notices.map { $0.heard(by: deliveries) }, deliveries: deliveries),
            "renew/\(id)/\(wave)", now,
            basis: basis)
    }

    /// Lets go whoever waited for a date that has come, as far as nothing else keeps them.
    func releaseSites(_ id: RolloutID, until date: Timestamp, at now: Timestamp) async throws(OperationError) {
        let (known, basis) = await operations.ledger.read { ($0.rollouts[id], $0.position) }
        guard let rollout = known else { return }
        let waiting = try await operations.placements(id, wave: nil, in: [.skipped]).filter { row in
            NoticeGap.codes.contains(row.note ?? "") && rollout.waves.indices.contains(row.wave)
                && rollout.waves[row.wave].openedAt != nil
        }
        let gaps = try await operations.noticeGaps(waiting, of: rollout, at: now)
        let held = try await operations.obstacles(waiting, of: rollout, at: now)
        let free = waiting.map(\.installation).filter { gaps[$0] == nil && held[$0] == nil }
        try await operations.decide(
            .releaseSites(id, until: date, free), "release/\(id)/\(date.milliseconds)", now, basis: basis)
    }

    /// What notices and answers mean for the sites of a wave that is about to open.
    func consent(
        to rows: [PlacementRow], of rollout: Rollout, wave: Int, at now: Timestamp
    ) async throws(OperationError) -> WaveConsent {
        var consent = WaveConsent()
        let gaps = try await operations.noticeGaps(rows, of: rollout, at: now)
        let next = await operations.opening(after: wave, of: rollout, at: now)
        for (site, gap) in gaps {
            consent.waiting[site] = gap.code
            if let until = gap.endsAt(operations.settings.calendar) { consent.wakes.insert(until) }
        }
        let policy = rollout.policy.notice
        guard policy.acknowledge != nil else { return consent }
        // Who was asked and has not answered: silent from now on, and where policy says so, told of a later day.
        let silent = try await operations.rows { () async throws(Failure) in
            try await operations.store.notices(NoticeQuery(rollout: rollout.id, wave: wave))
        }.filter { $0.state == .announced && $0.mustAgree }
        if policy.onSilence == .laterWave, let next, !silent.isEmpty {
            try await postpone(silent, of: rollout, to: next, &consent, at: now)
        } else {
            consent.notices += silent.map { notice in
                var notice = notice
                notice.state = .silent
                return notice
            }
        }
        if policy.onSilence == .laterWave, next != nil {
            let fleet = try await operations.rows(operations.image.current)
            let told = consent.notices.filter { $0.movedAt == now }
            consent.deliveries = operations.deliveries(
                to: told.map(\.customer), fleet: fleet, at: now, hears: \.hearsOfPlannedChanges
            ) { customer in
                let round = rollout.waves[wave].round
                guard let was = silent.first(where: { $0.customer == customer }),
                    let notice = told.first(where: { $0.customer == customer }),
                    case let lost = was.daysLost(in: notice), let day = lost.map(\.day).min()
                else { return .notice(rollout.id, revision: rollout.revision, wave: wave, round: round) }
                return .moved(
                    rollout.id, revision: rollout.revision, wave: wave, round: round, was: day,
                    to: lost.compactMap { notice.day(of: $0.site) }.min(), lost: lost)
            }
            consent.notices = consent.notices.map { $0.movedAt == now ? $0.heard(by: consent.deliveries) : $0 }
        }
        return consent
    }

    /// Who is silent goes over to the day of a later wave, or to the first one after it on which their sites may be installed and
    /// there is room, and is told so. Where somebody is expected, they come.
    private func postpone(
        _ silent: [NoticeRow], of rollout: Rollout, to next: Timestamp, _ consent: inout WaveConsent, at now: Timestamp
    ) async throws(OperationError) {
        let settings = operations.settings
        let (today, later) = (settings.calendar.zone.localDate(at: now), settings.calendar.zone.localDate(at: next))
        let own = try await operations.ownDates(rollout.id)
        let visited = try await operations.visited(in: rollout, own, at: now)
        let rows = try await operations.placements(rollout.id, wave: nil, in: [.planned, .due, .skipped])
        let places = Dictionary(rows.map { ($0.installation, $0) }, uniquingKeysWith: { first, _ in first })
        var days = try await operations.toldDays(
            rollout, earliest: next, without: silent.flatMap(\.installations), plansThrough: rollout.waves.count,
            at: now)
        for var notice in silent {
            for site in notice.installations where !visited.contains(site) && !notice.agreed.contains(site) {
                let told = notice.day(of: site) ?? later
                var date = SiteDate(rollout: rollout.id, installation: site, notBefore: next, cause: .silence)
                if told > today {
                    // Theirs has not come: what silence means is seen then.
                    date.notBefore = settings.calendar.morning(of: told)
                } else if let row = places[site],
                    case .moves(_, let day, let opens) = days.onOrAfter(next, row, was: told)
                {
                    date.notBefore = opens
                    notice.move([site], to: day, at: now)
                } else {
                    notice.move([site], to: later, at: now)
                }
                consent.dates.append(date)
                consent.wakes.insert(date.notBefore)
            }
            if notice.movedAt == now { notice.announcedAt = now }
            consent.notices.append(notice)
        }
    }
}
