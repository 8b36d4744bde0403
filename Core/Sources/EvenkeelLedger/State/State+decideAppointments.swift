import EvenkeelDomain

extension State {
    /// An appointment lies ahead, fits the person's day and their team's, and never comes before the wave of its site. The
    /// notice of the site names its day from then on.
    func changeAppointment(
        _ change: ChangeAppointment, at now: Timestamp, settings: Settings
    ) throws(Refusal) -> Decision {
        var after = change.after
        guard let rollout = rollouts[after.rollout] else { throw .unknownRollout(after.rollout) }
        if let step = change.step {
            guard let before = change.before else { throw .unknownAppointment(after.id) }
            guard let state = before.state.after(step) else {
                throw .appointmentCannot(step, after.id, in: before.state)
            }
            after.state = state
            after.sequence = before.sequence + 1
        }
        after.changedAt = now
        switch change.step {
        case nil, .move: return try agree(after, change, rollout, at: now, settings: settings)
        case .cancel, .fail, .refuse:
            // Of a rollout that is over the rollout says why, in each reader's language.
            let isExplained = change.step == .cancel && (change.isOfRollout || rollout.state == .aborted)
            guard isExplained || !(after.note ?? "").trimmed.isEmpty else { throw .reasonMissing }
            var rows: [RowChange] = [.putAppointment(after)]
            if change.isOfRollout, rollout.state != .aborted {
                // From now on its day is ours to name, and no earlier one.
                rows.append(.putSiteDates([siteDate(of: after, rollout, .renewed, settings)]))
            }
            if !change.notices.isEmpty { rows.append(.replaceNotices(change.notices)) }
            if !change.deliveries.isEmpty { rows.append(.putDeliveries(change.deliveries)) }
            return Decision([changed(after, deliveries: change.deliveries.count)], rows: rows)
        case .finish: return Decision([changed(after)], rows: [.putAppointment(after)])
        }
    }

    private func agree(
        _ after: Appointment, _ change: ChangeAppointment, _ rollout: Rollout, at now: Timestamp, settings: Settings
    ) throws(Refusal) -> Decision {
        // One that is through still catches up with those that were set aside.
        guard rollout.state != .aborted, let place = change.place, place.state.awaitsStart,
            rollout.waves.indices.contains(place.wave)
        else { throw .nothingToAppoint(after.rollout, after.installation) }
        if let standing = change.standing {
            throw .appointedAlready(after.rollout, after.installation, by: standing)
        }
        guard !after.person.trimmed.isEmpty else { throw .personMissing }
        guard (5...24 * 60).contains(after.minutes) else { throw .lengthOutOfRange(minutes: after.minutes) }
        let override = try override(change.words.leaks, change.words.override)
        let zone = settings.calendar.zone
        let wave = rollout.waves[place.wave]
        let earliest = wave.openedAt == nil ? max(now, wave.opensAt) : now
        guard after.start > now, zone.localDate(at: after.start) >= zone.localDate(at: earliest) else {
            throw .dayTooEarly(zone.localDate(at: after.start), earliest: zone.localDate(at: earliest))
        }
        guard wave.openedAt != nil || wave.opensAt < after.start + .minutes(1) else {
            throw .tooEarly(after.rollout, wave: place.wave, until: wave.opensAt)
        }
        if let other = change.others.first(where: { $0.id != after.id && $0.overlaps(after.start, after.end) }) {
            throw .personBusy(from: other.start, until: other.end)
        }
        switch change.obstacle {
        case .frozen(let freeze, let until): throw .appointmentFrozen(freeze, until: until)
        case .dayFull(let perDay, let team):
            throw .dayFull(zone.localDate(at: after.start), perDay: perDay, team: team)
        default: break
        }
        let date = siteDate(of: after, rollout, .appointment, settings)
        let rows: [RowChange] =
            [.putAppointment(after), .putSiteDates([date])]
            + (place.state == .due
                ? [
                    .stepPlacement(
                        after.rollout, after.installation, .skip, at: now, note: NoticeGap.ownDate(date.notBefore).code)
                ] : []) + (change.notices.isEmpty ? [] : [.replaceNotices(change.notices)])
            + (change.deliveries.isEmpty ? [] : [.putDeliveries(change.deliveries)])
            + (change.answer.map { [.putAnswer($0)] } ?? [])
        return Decision(
            (change.answer.map { [.customerAnswered(said($0))] } ?? [])
                + [changed(after, ownDate: date.notBefore, deliveries: change.deliveries.count, override: override)],
            rows: rows)
    }

    /// From the morning on, so that who comes a little early finds it ready; where nobody has to come for it, it is done at the
    /// time that was agreed on.
    private func siteDate(
        of appointment: Appointment, _ rollout: Rollout, _ cause: SiteDate.Cause, _ settings: Settings
    ) -> SiteDate {
        let isByHand = rollout.policy.execute.isByHand
        let morning = settings.calendar.morning(of: settings.calendar.zone.localDate(at: appointment.start))
        return SiteDate(
            rollout: appointment.rollout, installation: appointment.installation,
            notBefore: isByHand ? min(appointment.start, morning) : appointment.start, cause: cause)
    }

    private func changed(
        _ appointment: Appointment, ownDate: Timestamp? = nil, deliveries: Int = 0, override: LeakOverride? = nil
    ) -> Event {
        .appointmentChanged(
            AppointmentChanged(
                appointment: appointment.id, rollout: appointment.rollout, installation: appointment.installation,
                state: appointment.state, start: appointment.start, minutes: appointment.minutes,
                sequence: appointment.sequence, ownDate: ownDate, deliveries: deliveries > 0 ? deliveries : nil,
                override: override))
    }
}
