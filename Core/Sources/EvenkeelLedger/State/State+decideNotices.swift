import EvenkeelDomain
import EvenkeelPlanner

extension State {
    /// Takes down an answer within what the policy allows.
    func recordAnswer(_ record: RecordAnswer, at now: Timestamp, settings: Settings) throws(Refusal) -> Decision {
        let answer = record.answer
        if answer.way == .telephone {
            guard let person = answer.person, !person.trimmed.isEmpty else { throw .personMissing }
            guard let note = answer.note, !note.trimmed.isEmpty else { throw .noteMissing }
            guard answer.at <= now else { throw .saidInTheFuture(answer.at) }
        }
        switch answer.kind {
        case .later, .acceptsRisk:
            guard let campaign = answer.campaign else { throw .unknownCampaign("") }
            return try answerCampaign(answer, campaign, letters: record.deliveries)
        case .agreed, .declined, .moved, .told: return try answerNotice(record, at: now, settings: settings)
        case .unreached, .early, .notEarly:
            return asSaid(answer)
        case .pinned:
            guard let day = answer.day else { throw .dayMissing }
            let pinned = try pin(answer.installations, until: day, byCustomer: true, at: now, settings: settings)
            return Decision([.customerAnswered(said(answer))] + pinned.events, rows: [.putAnswer(answer)])
        case .unpinned:
            let lifted = try liftPins(answer.installations)
            return Decision([.customerAnswered(said(answer))] + lifted.events, rows: [.putAnswer(answer)])
        }
    }

    /// It is kept, and changes nothing.
    private func asSaid(_ answer: Answer) -> Decision {
        Decision([.customerAnswered(said(answer))], rows: [.putAnswer(answer)])
    }

    /// - Parameter ownDates: the earliest first.
    func said(_ answer: Answer, ownDates: [Timestamp] = []) -> CustomerAnswered {
        CustomerAnswered(
            answer: answer.id, customer: answer.customer, rollout: answer.rollout, wave: answer.wave,
            kind: answer.kind, way: answer.way, day: answer.day, ownDate: ownDates.first,
            laterDates: ownDates.count > 1 ? Array(ownDates.dropFirst()) : nil,
            digest: Digest(of: [
                answer.contact?.text ?? "", answer.person ?? "", answer.note ?? "", answer.recordedBy ?? "",
                answer.at.description,
            ]))
    }

    private func answerNotice(
        _ record: RecordAnswer, at now: Timestamp, settings: Settings
    ) throws(Refusal) -> Decision {
        var answer = record.answer
        guard let id = answer.rollout, let rollout = rollouts[id] else {
            throw .unknownRollout(answer.rollout ?? "")
        }
        // One that is through still catches up with whom it left aside; a day of their own is beyond its plan.
        let isOver = rollout.state == .aborted || rollout.state == .completed && answer.kind == .moved
        guard !isOver, !record.remaining.isEmpty else {
            throw .nothingToAnswer(id, answer.customer)
        }
        answer.installations = record.remaining
        if answer.kind == .told { return try told(answer, record, rollout, at: now, settings: settings) }
        // A halt takes dates back, and nobody has to wait for the next one to say no.
        let mayAnswer: (NoticeRow) -> Bool = { $0.stands || $0.state == .withdrawn && answer.kind == .declined }
        guard var notice = record.notice, mayAnswer(notice), rollout.waves.indices.contains(notice.wave) else {
            throw .noNoticeToAnswer(id, answer.customer)
        }
        answer.wave = notice.wave
        var waiting: [InstallationID: Timestamp] = [:]
        var namesNoDay = false
        if answer.kind == .agreed {
            if let seen = record.seen, seen != notice.mark { throw .noNoticeToAnswer(id, answer.customer) }
            let bearing = record.bearing(in: rollout, settings.calendar.zone)
            guard bearing.isForNow else { return asSaid(answer) }
            // Pressed again, it says nothing new.
            if answer.way == .page, notice.state == .acknowledged, bearing == .counts { return Decision([]) }
            // A no stood while the days of its wave, or of everybody, were taken back: they hear of the one that is named next.
            let wave = rollout.waves[notice.wave]
            let today = settings.calendar.zone.localDate(at: now)
            let isPast = record.remaining.contains { site in notice.day(of: site).map { $0 < today } ?? false }
            let isUntold = wave.state == .planned && (wave.announcedAt == nil && wave.foretoldAt == nil || isPast)
            namesNoDay = notice.state == .declined && (isUntold || rollout.state == .halted)
            if bearing == .fromNow, !namesNoDay {
                for site in record.passed(before: today, in: rollout) {
                    let first = record.firstDays[site]
                    notice.move([site], to: first?.day ?? today, at: nil)
                    if let first, first.day > today { waiting[site] = first.opensAt }
                }
            }
        }
        notice.isUnheard = false
        var rows: [RowChange] = [.putAnswer(answer)]
        var calledOff: [Event] = []
        var ownDates: [Timestamp] = []
        switch answer.kind {
        case .declined:
            guard let note = answer.note, !note.trimmed.isEmpty else { throw .reasonMissing }
            notice.state = .declined
            notice.agreed = []
            // Nobody comes for what was declined.
            for visit in record.visits {
                let change = try changeAppointment(visit, at: now, settings: settings)
                calledOff += change.events
                rows += change.rows
            }
            rows += record.due.map { .stepPlacement(id, $0, .skip, at: now, note: NoticeGap.declined.code) }
        case .moved:
            let own = try ownDays(record, of: notice, in: rollout, at: now, settings: settings)
            let date = own.values.map(\.opensAt).min() ?? now
            ownDates = Set(own.values.map(\.opensAt)).sorted()
            notice.acknowledge()
            notice.postponed += 1
            for (day, sites) in Dictionary(grouping: record.remaining, by: { own[$0]?.day }) {
                guard let day else { continue }
                // A pin that lasts longer is the customer's wish as well.
                notice.move(sites.filter { pins[$0].map { $0.until < day } ?? true }, to: day, at: answer.at)
            }
            rows.append(
                .putSiteDates(
                    record.remaining.map {
                        SiteDate(
                            rollout: id, installation: $0, notBefore: own[$0]?.opensAt ?? date, cause: .customer)
                    }))
            rows += record.due.map {
                .stepPlacement(id, $0, .skip, at: now, note: NoticeGap.ownDate(date).code)
            }
        default:
            if namesNoDay { notice.state = .withdrawn } else { notice.acknowledge() }
            ownDates = Set(waiting.values).sorted()
            if !waiting.isEmpty {
                rows.append(
                    .putSiteDates(
                        waiting.sorted { $0.key < $1.key }.map {
                            SiteDate(rollout: id, installation: $0, notBefore: $1, cause: .told)
                        }))
            }
            rows += record.freed.map { .stepPlacement(id, $0, .release, at: now, note: nil) }
        }
        rows.insert(.replaceNotices([notice]), at: 0)
        return Decision([.customerAnswered(said(answer, ownDates: ownDates))] + calledOff, rows: rows)
    }

    /// A notice given on the telephone counts from when it was given, for the day that stood then. Where it named a later one,
    /// that is theirs: nothing begins before.
    private func told(
        _ answer: Answer, _ record: RecordAnswer, _ rollout: Rollout, at now: Timestamp, settings: Settings
    ) throws(Refusal) -> Decision {
        guard record.bearing(in: rollout, settings.calendar.zone).isForNow else { return asSaid(answer) }
        let wave = answer.wave ?? record.notice?.wave ?? rollout.currentWave ?? rollout.nextWave ?? 0
        var notice =
            record.notice
            ?? NoticeRow(
                rollout: rollout.id, revision: rollout.revision, wave: wave, customer: answer.customer,
                announcedAt: answer.at, installations: record.remaining)
        let named = notice.stands ? record.remaining.filter { notice.day(of: $0) == answer.day } : []
        if notice.state == .withdrawn {
            notice.state = .initial
            notice.announcedAt = answer.at
        }
        notice.announcedAt = min(notice.announcedAt, answer.at)
        notice.isUnheard = false
        var rows: [RowChange] = [.putAnswer(answer)]
        var ownDate: Timestamp?
        if let day = answer.day, named.count < record.remaining.count {
            notice.move(record.remaining, to: day, at: answer.at)
            let opensAt = wave < rollout.begunWaves ? now : rollout.waves[wave].opensAt
            let date = try toldDate(day, from: max(now, opensAt), calendar: settings.calendar, at: now)
            ownDate = date
            rows.append(
                .putSiteDates(
                    Set(record.remaining).subtracting(named).sorted().map {
                        SiteDate(rollout: rollout.id, installation: $0, notBefore: date, cause: .customer)
                    }))
        }
        if let ownDate, now < ownDate {
            rows += record.due.map {
                .stepPlacement(rollout.id, $0, .skip, at: now, note: NoticeGap.ownDate(ownDate).code)
            }
        } else {
            rows += record.freed.map { .stepPlacement(rollout.id, $0, .release, at: answer.recordedAt, note: nil) }
        }
        rows.insert(.replaceNotices([notice]), at: 0)
        return Decision([.customerAnswered(said(answer, ownDates: [ownDate].compactMap(\.self)))], rows: rows)
    }

    /// The morning of a day that somebody was told of on the telephone.
    private func toldDate(
        _ day: CivilDate, from opens: Timestamp, calendar: WorkCalendar, at now: Timestamp
    ) throws(Refusal) -> Timestamp {
        let earliest = calendar.zone.localDate(at: opens)
        guard day >= earliest else { throw .dayTooEarly(day, earliest: earliest) }
        let latest = calendar.zone.localDate(at: now) + Pin.longestByCustomerDays
        guard day <= latest else { throw .dayTooLate(day, latest: latest) }
        return calendar.morning(of: day)
    }

    /// The day a customer asks for, of each site, if the policy and the calendar allow it.
    private func ownDays(
        _ record: RecordAnswer, of notice: NoticeRow, in rollout: Rollout, at now: Timestamp, settings: Settings
    ) throws(Refusal) -> [InstallationID: OwnDay] {
        guard let day = record.answer.day else { throw .dayMissing }
        let policy = rollout.policy.notice
        guard notice.postponed < policy.postponeTimes else {
            throw .postponementsUsedUp(rollout.id, times: policy.postponeTimes)
        }
        if let until = policy.postponeUntil, day > until { throw .dayTooLate(day, latest: until) }
        let calendar = settings.calendar
        let today = calendar.zone.localDate(at: now)
        let opens = calendar.zone.localDate(at: rollout.waves[notice.wave].opensAt)
        let earliest = max(today + 1, opens)
        guard day >= earliest else { throw .dayTooEarly(day, earliest: earliest) }
        guard let days = record.days else { throw .dayNotFree(day) }
        return days.mapValues { own in
            OwnDay(day: own.day, opensAt: min(own.opensAt, calendar.morning(of: own.day)))
        }
    }

    // MARK: Pins

    func pin(
        _ sites: [InstallationID], until day: CivilDate, byCustomer: Bool, at now: Timestamp, settings: Settings
    ) throws(Refusal) -> Decision {
        guard !sites.isEmpty else { throw .nothingToPin }
        let calendar = settings.calendar
        let today = calendar.zone.localDate(at: now)
        guard day >= today else { throw .dayTooEarly(day, earliest: today) }
        if byCustomer, day > today + Pin.longestByCustomerDays {
            throw .dayTooLate(day, latest: today + Pin.longestByCustomerDays)
        }
        return Decision([
            .installationsPinned(
                InstallationsPinned(
                    installations: sites.sorted(), until: day, byCustomer: byCustomer,
                    endsAt: calendar.morning(of: day + 1)))
        ])
    }

    func liftPins(_ sites: [InstallationID]) throws(Refusal) -> Decision {
        let pinned = sites.filter { pins[$0] != nil }.sorted()
        guard !pinned.isEmpty else { throw .nothingToPin }
        return Decision([.pinsLifted(PinsLifted(installations: pinned))])
    }

    // MARK: What time demands

    func remindWave(
        _ id: RolloutID, wave index: Int, notices: [NoticeRow], deliveries: [Delivery], chosen: Timestamp?,
        at now: Timestamp
    ) throws(Refusal) -> Decision {
        guard let rollout = rollouts[id] else { throw .unknownRollout(id) }
        guard rollout.waves.indices.contains(index) else { throw .unknownWave(id, index) }
        let isOwed =
            chosen.map { rollout.chosenDates.contains($0) }
            ?? (rollout.waves[index].announcedAt != nil && rollout.waves[index].remindedAt == nil)
        guard isOwed else { return Decision([]) }
        return Decision(
            [
                .waveReminded(
                    WaveReminded(
                        rollout: id, wave: index, customers: notices.count, deliveries: deliveries.count,
                        digest: Digest(of: deliveries.map(\.id.text)), chosen: chosen))
            ],
            rows: [
                .replaceNotices(
                    notices.map {
                        var row = $0
                        row.remindedAt = now
                        return row
                    }), .putDeliveries(deliveries),
            ])
    }

    /// Gives what a halt took back a new day that leaves the notice its time.
    func renewDates(
        _ id: RolloutID, wave index: Int, notices: [NoticeRow], deliveries: [Delivery], at now: Timestamp,
        settings: Settings
    ) throws(Refusal) -> Decision {
        guard let rollout = rollouts[id] else { throw .unknownRollout(id) }
        guard rollout.waves.indices.contains(index) else { throw .unknownWave(id, index) }
        guard rollout.state == .running, rollout.waves[index].datesOwedSince != nil else { return Decision([]) }
        let opensAt = earliestDay(of: rollout, announcedAt: now, settings: settings)
        let calendar = settings.calendar
        let dates = notices.flatMap { notice in
            notice.installations.map { site in
                // No site goes before the day that its customer is told.
                let day = notice.day(of: site).map(calendar.morning) ?? opensAt
                return SiteDate(rollout: id, installation: site, notBefore: max(day, opensAt), cause: .renewed)
            }
        }
        let later = Set(dates.map(\.notBefore)).subtracting([opensAt]).sorted()
        return Decision(
            [
                .datesRenewed(
                    DatesRenewed(
                        rollout: id, wave: index, customers: notices.count, deliveries: deliveries.count,
                        digest: Digest(of: deliveries.map(\.id.text)), opensAt: opensAt,
                        laterDays: later.isEmpty ? nil : later))
            ], rows: [.replaceNotices(notices), .putSiteDates(dates), .putDeliveries(deliveries)])
    }

    /// Gives sites another day whose own is not to be had any more.
    func moveDates(_ moved: MovedDates) throws(Refusal) -> Decision {
        let id = moved.rollout
        guard let rollout = rollouts[id] else { throw .unknownRollout(id) }
        guard rollout.waves.indices.contains(moved.wave) else { throw .unknownWave(id, moved.wave) }
        // Once it is stopped a day is taken back, and none is named.
        if rollout.stopsInstalls {
            guard moved.opensAt == nil else { return Decision([]) }
        } else {
            guard rollout.state.after(.halt) != nil || rollout.state == .completed,
                rollout.waves[moved.wave].datesOwedSince == nil
            else { return Decision([]) }
        }
        let digest = Digest(of: moved.deliveries.map(\.id.text))
        let event: Event =
            if let opensAt = moved.opensAt {
                .datesRenewed(
                    DatesRenewed(
                        rollout: id, wave: moved.wave, customers: moved.notices.count,
                        deliveries: moved.deliveries.count, digest: digest, opensAt: opensAt))
            } else {
                .datesWithdrawn(
                    DatesWithdrawn(
                        rollout: id, wave: moved.wave, customers: moved.notices.count, digest: digest,
                        sites: moved.sites))
            }
        return Decision(
            [event],
            rows: [.replaceNotices(moved.notices), .putSiteDates(moved.dates), .putDeliveries(moved.deliveries)])
    }

    func releaseSites(
        _ id: RolloutID, until date: Timestamp, _ sites: [InstallationID], at now: Timestamp
    ) throws(Refusal) -> Decision {
        guard let rollout = rollouts[id] else { throw .unknownRollout(id) }
        guard rollout.ownDates.contains(where: { $0 <= date }) else { return Decision([]) }
        return Decision(
            [
                .sitesReleased(
                    SitesReleased(
                        rollout: id, until: date, count: sites.count, digest: Digest(of: sites.map(\.text))))
            ], rows: sites.map { .stepPlacement(id, $0, .release, at: now, note: nil) })
    }

    /// So late a notice may go out without costing a day: that day opens as much later.
    static let lateNotice = TimeSpan.hours(1)

    /// The first day on which a change may happen that is announced now.
    ///
    /// - Parameter notBefore: whatever has to come first will have come on the day of it.
    func earliestDay(
        of rollout: Rollout, announcedAt now: Timestamp, notBefore: Timestamp? = nil, settings: Settings
    ) -> Timestamp {
        let earliest = now + rollout.policy.notice.before
        let dates = waveDates(of: rollout, settings)
        let calendar = dates.calendar
        var day = calendar.zone.localDate(at: earliest)
        // Whoever announces it does so a moment after it is due: that moment does not cost a day.
        let isLate = earliest > calendar.morning(of: day) + Self.lateNotice
        if isLate, rollout.policy.notice.before > .zero { day = day + 1 }
        if let notBefore { day = max(day, calendar.zone.localDate(at: notBefore)) }
        do { day = try dates.opening(onOrAfter: day) } catch {
            // Ten years without a working day: the calendar's fault, and no reason to keep anybody for ever.
            return earliest
        }
        return max(earliest, calendar.morning(of: day))
    }
}
