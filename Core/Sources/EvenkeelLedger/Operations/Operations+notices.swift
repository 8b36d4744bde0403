public import EvenkeelDomain

extension Operations {
    /// What keeps these placements from being installed although their wave is open, by site: notices, answers, dates of
    /// their own, pins. The rule itself is `NoticeGap`.
    public func noticeGaps(
        _ rows: [PlacementRow], of rollout: Rollout, at now: Timestamp
    ) async throws(OperationError) -> [InstallationID: NoticeGap] {
        guard !rows.isEmpty else { return [:] }
        return try await noticeGaps(
            rows, of: rollout, newest: try await newestNotices(of: rollout.id, customers: Set(rows.map(\.customer))),
            dates: try await ownDates(rollout.id), at: now)
    }

    /// - Parameters:
    ///   - notices: the newest notice that names each site.
    ///   - dates: days of their own, by site.
    func noticeGaps(
        _ rows: [PlacementRow], of rollout: Rollout, newest notices: [InstallationID: NoticeRow],
        dates: [InstallationID: SiteDate], at now: Timestamp
    ) async throws(OperationError) -> [InstallationID: NoticeGap] {
        let fleet = try await self.rows(image.current)
        let (pins, crossed) = await ledger.read { state in
            (state.pins, Set(state.crossings.values.filter { $0.opens(rollout.id, at: now) }.flatMap(\.sites)))
        }
        let today = settings.calendar.zone.localDate(at: now)
        // Nothing begins before the day that was told: whose freeze is crossed before it hears of the earlier one first, and the
        // waves of a fix open on any day. Who is down goes as soon as they agree.
        // A date that they once chose is over where a later day was told since.
        func ownDate(of row: PlacementRow, _ notice: NoticeRow?) -> Timestamp? {
            guard let own = dates[row.installation], own.cause != .told else { return nil }
            guard own.cause != .appointment, let day = notice?.day(of: row.installation) else { return own.notBefore }
            return max(own.notBefore, zone(of: row.installation, fleet).instant(of: day, minuteOfDay: 0))
        }
        func toldDay(of row: PlacementRow, _ notice: NoticeRow?) -> Timestamp? {
            let site = row.installation
            let isHurried =
                rollout.release.fixesIncident != nil && rollout.waves.indices.contains(row.wave)
                && rollout.waves[row.wave].atOnce != true
            guard crossed.contains(site) || isHurried, dates[site] == nil, let day = notice?.day(of: site), day > today
            else { return nil }
            return settings.calendar.zone.instant(of: day, minuteOfDay: 0)
        }
        let told = try await toldByTelephone(in: rollout, Set(rows.map(\.customer)), fleet)
        let visited = try await visited(in: rollout, dates, at: now)
        let calledOff = try await calledOff(in: rollout, dates, newest: notices)
        let passed = try await passedDays(of: rows, in: rollout, newest: notices, visited: visited, at: now)
        let unanswered = visited.filter { site in notices[site].map { $0.mustAgree && !$0.hasAgreed(site) } ?? false }
        let chosen = try await chosenVisits(at: unanswered, of: rollout.id, notices)
        let refused = Dictionary(grouping: Set(notices.values.filter { $0.state == .declined }), by: \.customer)
        var gaps: [InstallationID: NoticeGap] = [:]
        for row in rows {
            let site = fleet[row.installation]
            var notice = notices[row.installation]
            // A no is one for all their sites in the wave.
            if notice?.stands != true, let no = refused[row.customer]?.first(where: { $0.wave == row.wave }) {
                notice = no
            }
            // It waits for the day that comes in the place of the appointment's.
            if calledOff.contains(row.installation), notice?.state != .declined { notice?.state = .withdrawn }
            if chosen.contains(row.installation) || notice?.hasAgreed(row.installation) == true {
                notice?.acknowledge()
            }
            let gap = NoticeGap(
                notice: notice,
                isReachable: Self.canWrite(to: row.customer, fleet) && notice?.isUnheard != true
                    || notice?.isKnown(at: [row.installation], by: told) ?? false,
                policy: rollout.policy.notice,
                ownDate: ownDate(of: row, notice) ?? toldDay(of: row, notice),
                passed: passed[row.installation],
                pinnedUntil: [site?.pinnedUntil, pins[row.installation]?.until].compactMap(\.self).max(),
                today: today, at: now)
            // A revision gave it a later day, by which its notice is old enough: its wave waits for that.
            if case .tooShort(let until) = gap, let date = dates[row.installation], date.cause == .told,
                until <= date.notBefore, rollout.revision > 1, notice?.revision == rollout.revision
            {
                continue
            }
            // Its day was announced in time, and the policy asks for more since.
            if case .tooShort(let until) = gap, let day = notice?.day(of: row.installation) {
                let zone = zone(of: row.installation, fleet)
                if day <= zone.localDate(at: now), day < zone.localDate(at: until) { continue }
            }
            gaps[row.installation] = gap
        }
        return gaps
    }

    /// Days that these sites were told and that are over: nothing begins on another before it was told as well, also where it was
    /// tried in vain on that day.
    private func passedDays(
        of rows: [PlacementRow], in rollout: Rollout, newest: [InstallationID: NoticeRow],
        visited: Set<InstallationID>, at now: Timestamp
    ) async throws(OperationError) -> [InstallationID: CivilDate] {
        let today = settings.calendar.zone.localDate(at: now)
        var days: [InstallationID: CivilDate] = [:]
        for row in rows where !row.isAway && row.wave < rollout.begunWaves {
            // Who is expected at an hour comes by appointment, and has been there where it was tried.
            guard row.attempts > 0 || !visited.contains(row.installation),
                let day = newest[row.installation]?.day(of: row.installation), day <= today
            else { continue }
            days[row.installation] = day
        }
        guard !days.isEmpty else { return [:] }
        var gate = try await startGate(rollout, at: now)
        return days.filter { site, day in
            guard let calendar = gate.calendar(of: site), day < calendar.zone.localDate(at: now) else { return false }
            return !calendar.isStillOn(day, at: now)
        }
    }

    /// Sites whose day is that of an appointment, which was not called off; where nobody has to come for the install, until that is
    /// over.
    func visited(
        in rollout: Rollout, _ own: [InstallationID: SiteDate], at now: Timestamp
    ) async throws(OperationError) -> Set<InstallationID> {
        let dated = own.filter { $0.value.cause == .appointment }.keys
        guard !dated.isEmpty else { return [] }
        let visits = try await newestVisits(of: rollout.id)
        let isByHand = rollout.policy.execute.isByHand
        return Set(
            dated.filter { site in
                visits[site].map { $0.state != .cancelled && (isByHand || now < $0.end) } ?? false
            })
    }

    /// The appointment of each site that counts: the one that is agreed on, else the one that changed last. One may have come to
    /// nothing and another been made since.
    private func newestVisits(of rollout: RolloutID) async throws(OperationError) -> [InstallationID: Appointment] {
        let visits = try await rows { () async throws(Failure) in
            try await store.appointments(AppointmentQuery(rollout: rollout))
        }
        func order(_ visit: Appointment) -> (Int, Timestamp, AppointmentID) {
            (visit.state == .agreed ? 1 : 0, visit.changedAt, visit.id)
        }
        return Dictionary(visits.map { ($0.installation, $0) }, uniquingKeysWith: { order($0) < order($1) ? $1 : $0 })
    }

    /// Sites whose day was that of an appointment which was called off, and whose customers were told none since.
    func calledOff(
        in rollout: Rollout, _ own: [InstallationID: SiteDate], newest: [InstallationID: NoticeRow]
    ) async throws(OperationError) -> Set<InstallationID> {
        let dated = own.filter { $0.value.cause == .appointment }
        guard !dated.isEmpty else { return [] }
        let calledOff = try await newestVisits(of: rollout.id).filter { site, visit in
            guard dated[site] != nil, visit.state == .cancelled else { return false }
            return newest[site].map { ($0.movedAt ?? $0.announcedAt) <= visit.changedAt } ?? true
        }
        return Set(calledOff.keys)
    }

    static func canWrite(to customer: CustomerID, _ fleet: Fleet) -> Bool {
        (fleet.contacts[customer] ?? []).contains(where: \.hearsOfPlannedChanges)
    }

    /// Those of these sites that wait because their notice reached nobody, and where somebody can be written to by now.
    func toTellAtLast(
        _ rows: [PlacementRow], _ gaps: [InstallationID: NoticeGap], newest: [InstallationID: NoticeRow],
        of rollout: RolloutID, _ fleet: Fleet
    ) async throws(OperationError) -> Set<InstallationID> {
        let waiting = rows.filter { row in
            (gaps[row.installation] == .nobodyToTell || gaps[row.installation] == .notAgreed)
                && newest[row.installation]?.isUnheard == true
        }
        let beyond = try await beyondMail(Set(waiting.map(\.customer)), in: rollout, fleet)
        return Set(waiting.filter { !beyond.contains($0.customer) }.map(\.installation))
    }

    /// When the sites of those whom nobody can write to were last told of on the telephone. A notice that came later names
    /// another day, of which they know nothing.
    func toldByTelephone(
        in rollout: Rollout, _ customers: Set<CustomerID>, _ fleet: Fleet
    ) async throws(OperationError) -> [InstallationID: Timestamp] {
        let unreached = customers.filter { !Self.canWrite(to: $0, fleet) }
        guard !unreached.isEmpty else { return [:] }
        let answers = try await rows { () async throws(Failure) in
            try await store.answers(AnswerQuery(rollout: rollout.id))
        }.filter { $0.kind == .told && unreached.contains($0.customer) }
        let times = answers.flatMap { answer in answer.installations.map { ($0, answer.at) } }
        return Dictionary(times, uniquingKeysWith: max)
    }

    /// The notices that name these sites, without their days; the other sites of each keep theirs, and a no stands.
    func withoutDays(
        _ sites: [(InstallationID, of: CustomerID)], in rollout: RolloutID
    ) async throws(OperationError) -> [NoticeRow] {
        let newest = try await newestNotices(of: rollout, customers: Set(sites.map(\.of)))
        var notices: [NoticeRow] = []
        for (site, _) in sites {
            guard let known = newest[site], known.stands, known.state != .declined else { continue }
            let index = notices.firstIndex { $0.customer == known.customer && $0.wave == known.wave }
            var notice = index.map { notices[$0] } ?? known
            notice.takeBack(site)
            if let index { notices[index] = notice } else { notices.append(notice) }
        }
        return notices
    }

    /// The newest notice that names each site.
    func newestNotices(
        of rollout: RolloutID, customers: Set<CustomerID>
    ) async throws(OperationError) -> [InstallationID: NoticeRow] {
        NoticeRow.newest(try await notices(of: rollout, customers: customers))
    }

    /// One query for each of a few customers, or one for all.
    func notices(
        of rollout: RolloutID, customers: Set<CustomerID>
    ) async throws(OperationError) -> [NoticeRow] {
        if customers.count > 64 {
            let all = try await rows { () async throws(Failure) in
                try await store.notices(NoticeQuery(rollout: rollout))
            }
            return all.filter { customers.contains($0.customer) }
        }
        var found: [NoticeRow] = []
        for customer in customers.sorted() {
            found += try await rows { () async throws(Failure) in
                try await store.notices(NoticeQuery(rollout: rollout, customer: customer))
            }
        }
        return found
    }

    func ownDates(_ rollout: RolloutID) async throws(OperationError) -> [InstallationID: SiteDate] {
        let dates = try await rows { () async throws(Failure) in try await store.siteDates(rollout) }
        return Dictionary(dates.map { ($0.installation, $0) }, uniquingKeysWith: { $1 })
    }

    /// The days of their own that sites of a rollout have, each by the site's own clock.
    func ownDays(_ rollout: RolloutID) async throws(OperationError) -> [InstallationID: ReservedDay] {
        let own = try await ownDates(rollout)
        guard !own.isEmpty else { return [:] }
        let fleet = try await rows(image.current)
        return own.mapValues { date in
            ReservedDay(
                day: zone(of: date.installation, fleet).localDate(at: date.notBefore),
                isChosen: date.isChosen)
        }
    }

    /// The zone of a site: its own, its customer's, or ours.
    func zone(of site: InstallationID, _ fleet: Fleet) -> ZoneOffsets {
        fleet.zone(of: site, zones) ?? settings.calendar.zone
    }

    /// Whether the policy asks the customer of these sites for agreement. What is unknown is asked.
    func mustAgree(_ sites: [InstallationID], _ rollout: Rollout, _ fleet: Fleet) -> Bool {
        guard let asked = rollout.policy.notice.acknowledge else { return false }
        return sites.contains { id in
            guard let site = fleet[id] else { return true }
            let facts = SiteFacts(site, customer: fleet.customers[site.customer], release: rollout.release)
            return asked.evaluate(facts) != .no
        }
    }

    /// The languages these messages would be written in.
    func languages(of deliveries: [Delivery], _ fleet: Fleet) -> [String] {
        let recipients = Set(deliveries.map(\.recipient))
        var languages: Set<String> = []
        for customer in Set(deliveries.map(\.customer)) {
            for contact in fleet.contacts[customer] ?? [] where recipients.contains(contact.id) {
                let tag = contact.locale ?? fleet.customers[customer]?.locale
                let primary = tag?.prefix { $0 != "-" }.lowercased() ?? ""
                languages.insert(settings.languages.contains(primary) ? primary : MessageCatalog.fallback)
            }
        }
        return languages.sorted()
    }

    /// What a plan says whose notices cannot be written, before anybody waits for them.
    func textsMissing(in policy: Policy, for plan: Plan, _ fleet: Fleet, at now: Timestamp) -> [String] {
        let (release, fallback) = (policy.release, Release.fallbackLanguage)
        guard release.texts[fallback] == nil else { return [] }
        let customers = Set(plan.waves.flatMap(\.placements).compactMap { fleet[$0.installation]?.customer })
        let notices = deliveries(to: customers.sorted(), fleet: fleet, at: now, hears: \.hearsOfPlannedChanges) { _ in
            .notice(policy.rollout, revision: plan.revision, wave: 0, round: 0)
        }
        guard let language = languages(of: notices, fleet).first(where: { release.texts[$0] == nil }) else { return [] }
        return [
            "Release \(release.name) has no texts in \"\(language)\""
                + (language == fallback ? "" : ", nor in \"\(fallback)\", in which it would be told instead")
                + ": its notices cannot be written, and where one is due nothing goes on, until the policy has them under "
                + "release.texts."
        ]
    }

    /// Waves that are announced only once the one before has opened, with less time until their day than a notice takes.
    static func soaksTooShort(in plan: Plan, _ policy: Policy) -> [String] {
        guard policy.notice.before > .zero, policy.release.fixesIncident == nil else { return [] }
        return zip(plan.waves, plan.waves.dropFirst()).compactMap { before, wave in
            let time = TimeSpan.days(wave.opens - before.opens)
            guard time < policy.notice.before, wave.atOnce != true else { return nil }
            return
                "Wave \"\(wave.name)\" is announced once \"\(before.name)\" has opened, \(time) before the day that the plan "
                + "has for it, and a notice takes \(policy.notice.before): it opens later than planned."
        }
    }
}

extension NoticeRow {
    /// Whether somebody was told of one of these sites since it went out.
    func isKnown(at sites: [InstallationID], by told: [InstallationID: Timestamp]) -> Bool {
        sites.contains { site in told[site].map { announcedAt <= $0 } ?? false }
    }
}
