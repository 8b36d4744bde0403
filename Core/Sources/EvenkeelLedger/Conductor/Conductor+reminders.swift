import EvenkeelDomain

extension Conductor {
    /// Reminds those of a wave of its day.
    func remind(_ id: RolloutID, wave: Int, at now: Timestamp) async throws(OperationError) {
        let (known, basis) = await operations.ledger.read { ($0.rollouts[id], $0.position) }
        guard let rollout = known else { return }
        let fleet = try await operations.rows(operations.image.current)
        let zone = operations.settings.calendar.zone
        let day = zone.localDate(at: rollout.waves[wave].opensAt)
        // After a stop the day may be over, and a freeze may have taken it that nobody has planned for yet: nobody is reminded
        // of that.
        let isOver = day < zone.localDate(at: now)
        let due = rollout.waves[wave].opensAt - (rollout.policy.notice.remind ?? .zero)
        // It opens at once: what becomes of silence is said then, and nobody is reminded of what begins now.
        let opensNow = rollout.waves[wave].opensAt <= now
        let isFrozen = await operations.ledger.read { [settings = operations.settings] in
            $0.isFrozen(rollout, on: day, settings: settings)
        }
        let planned = try await operations.placements(id, wave: wave, in: [.planned])
        let kept = try await operations.keptBack(planned, of: rollout, at: now)
        var gate = try await operations.startGate(rollout, at: now)
        let waiting = Set(
            planned.map(\.installation).filter { site in
                guard kept[site] == nil, gate.opens(site, on: day) else { return false }
                return !opensNow || !gate.answer(site).isOpen
            })
        func isSilent(_ notice: NoticeRow) -> Bool {
            rollout.policy.notice.onSilence != .proceed
                && notice.installations.filter(waiting.contains).allSatisfy(notice.awaitsAgreement)
        }
        let subject = DeliverySubject.reminder(
            id, revision: rollout.revision, wave: wave, round: rollout.waves[wave].round)
        // A hold that was lifted and a revision that moved others ask for it again.
        let reminded = try await remindersSent(in: id) { said in
            said.wave?.index == wave && said.remindedDay.map { $0 == day } ?? true
        }
        let held = try await operations.rows { () async throws(Failure) in
            try await operations.store.notices(NoticeQuery(rollout: id, wave: wave))
        }
        var notices: [NoticeRow] = []
        for notice in held where !isOver && !isFrozen && isReminded(notice, of: rollout, due: due) {
            if let last = reminded[notice.customer], notice.namedAt <= last { continue }
            if opensNow, isSilent(notice) { continue }
            // Who goes on a later day is reminded of that one, and who was never told it is told first.
            guard notice.installations.contains(where: { waiting.contains($0) && notice.day(of: $0) ?? day <= day })
            else { continue }
            notices.append(notice)
        }
        let deliveries = operations.deliveries(
            to: notices.map(\.customer), fleet: fleet, at: now, hears: \.hearsOfPlannedChanges
        ) { _ in subject }
        try await operations.decide(
            .remindWave(id, wave: wave, notices: notices, deliveries: deliveries), "remind/\(id)/\(wave)", now,
            basis: basis)
    }

    /// Reminds those of their day who chose it, or were told it because theirs is not the wave's.
    func remindChosen(_ id: RolloutID, day date: Timestamp, at now: Timestamp) async throws(OperationError) {
        let (known, basis) = await operations.ledger.read { ($0.rollouts[id], $0.position) }
        guard let rollout = known else { return }
        let fleet = try await operations.rows(operations.image.current)
        let zone = operations.settings.calendar.zone
        let day = zone.localDate(at: date)
        let due = date - (rollout.policy.notice.remind ?? .zero)
        let own = try await operations.ownDates(id)
        let waiting = try await operations.placements(id, wave: nil, in: [.planned, .due, .skipped])
        let newest = try await operations.newestNotices(of: id, customers: Set(waiting.map(\.customer)))
        let kept = try await operations.keptBack(waiting, of: rollout, at: now)
        let reminded = try await remindersSent(in: id) { $0.remindedDay == day }
        // One that went by unseen, in a pause for example, is nobody's day any more.
        let rows = waiting.filter { row in
            guard now < date, kept[row.installation] == nil, let notice = newest[row.installation],
                !remindsItself(rollout, row, notice, of: day)
            else { return false }
            let date = own[row.installation]
            if let date, date.cause == .customer { return zone.localDate(at: date.notBefore) == day }
            // Whoever has an appointment has an invitation.
            return date?.cause != .appointment && notice.day(of: row.installation) == day
        }
        let notices = Dictionary(grouping: rows, by: \.customer).sorted { $0.key < $1.key }.compactMap {
            newest[$0.value[0].installation]
        }.filter {
            rollout.waves.indices.contains($0.wave) && isReminded($0, of: rollout, due: due)
        }.filter { notice in reminded[notice.customer].map { $0 < notice.namedAt } ?? true }
        let waves = Dictionary(notices.map { ($0.customer, $0.wave) }, uniquingKeysWith: { first, _ in first })
        let deliveries = operations.deliveries(
            to: notices.map(\.customer), fleet: fleet, at: now, hears: \.hearsOfPlannedChanges
        ) { customer in
            // The day counts them: a wave has its own reminder.
            .reminder(
                id, revision: rollout.revision, wave: waves[customer] ?? 0, round: zone.localDate(at: date).dayNumber)
        }
        try await operations.decide(
            .remindWave(
                id, wave: notices.map(\.wave).min() ?? 0, notices: notices, deliveries: deliveries, chosen: date),
            "remind/\(id)/\(date.milliseconds)", now, basis: basis)
    }

    /// When each customer was last reminded so.
    private func remindersSent(
        in id: RolloutID, where isSo: (DeliverySubject) -> Bool
    ) async throws(OperationError) -> [CustomerID: Timestamp] {
        let letters = try await operations.rows { () async throws(Failure) in
            try await operations.store.deliveries(DeliveryQuery(subjectPrefix: "reminder/\(id)/", limit: .max))
        }.filter { isSo($0.subject) }
        return Dictionary(letters.map { ($0.customer, $0.queuedAt) }, uniquingKeysWith: max)
    }

    /// A wave reminds its own of its day.
    private func remindsItself(
        _ rollout: Rollout, _ row: PlacementRow, _ notice: NoticeRow, of day: CivilDate
    ) -> Bool {
        // A revision may have moved the site to another wave, and its day stands.
        row.state == .planned && row.wave == notice.wave
            && rollout.reminds(of: day, inWave: row.wave, operations.settings.calendar.zone)
    }

    /// Who was told a day less than this before their reminder gets none.
    private static let freshNotice = TimeSpan.hours(12)

    /// Whether a notice is one to be reminded of: nobody there said no, somebody was told, and not only just then.
    ///
    /// - Parameter due: when the reminder is due; one may come later, once a hold is lifted.
    private func isReminded(_ notice: NoticeRow, of rollout: Rollout, due: Timestamp) -> Bool {
        let waitsForWords = notice.isUnheard && rollout.policy.notice.onNobody != .proceed
        return notice.state.after(.withdraw) != nil && !waitsForWords && due - notice.namedAt >= Self.freshNotice
    }
}
