import EvenkeelDomain

extension Conductor {
    /// Looks again at the days people were told whenever a calendar has changed: a freeze that came since takes the day a
    /// customer chose, and they hear of another. Waves that have not opened are planned again, or announced anew; here it
    /// is about sites with a day of their own.
    func keepToldDays(at now: Timestamp) async throws(OperationError) {
        let (revision, rollouts) = await operations.ledger.read { state in
            (
                state.calendarRevision,
                state.rollouts.values.filter { $0.state == .running || $0.state == .paused }.sorted { $0.id < $1.id }
            )
        }
        guard toldDaysKeptAt != revision else { return }
        do throws(OperationError) {
            for rollout in rollouts { try await keepToldDays(of: rollout, at: now) }
        } catch .failed(.headMoved) {
            // Somebody may just have chosen another day; the next round reads again.
            return
        }
        toldDaysKeptAt = revision
    }

    private func keepToldDays(of rollout: Rollout, at now: Timestamp) async throws(OperationError) {
        let own = try await operations.ownDates(rollout.id)
        // Where somebody is expected at a time, that appointment is moved, not a day.
        let rows = try await placements(rollout.id, wave: nil, in: [.planned, .due, .skipped]).filter { row in
            guard rollout.waves.indices.contains(row.wave), let date = own[row.installation] else { return false }
            return date.cause != .appointment && rollout.waves[row.wave].datesOwedSince == nil
        }
        guard !rows.isEmpty else { return }
        var basis = await operations.ledger.read { $0.position }
        let newest = try await operations.newestNotices(of: rollout.id, customers: Set(rows.map(\.customer)))
        var gate = try await operations.startGate(rollout, at: now)
        var moved: [Place: MovedDates] = [:]
        var notices: [CustomerID: NoticeRow] = [:]
        for row in rows {
            let site = row.installation
            guard let notice = newest[site], notice.stands, notice.state != .declined, let told = notice.day(of: site),
                let calendar = gate.calendar(of: site), told >= calendar.zone.localDate(at: now),
                !calendar.mayInstall(on: told),
                let opens = calendar.nextStart(
                    onOrAfter: max(now, calendar.zone.instant(of: told, minuteOfDay: 0)))
            else { continue }
            let day = calendar.zone.localDate(at: opens)
            let place = Place(wave: row.wave, day: day)
            var change = moved[place] ?? MovedDates(rollout: rollout.id, wave: row.wave, opensAt: opens)
            change.opensAt = min(change.opensAt, opens)
            change.dates.append(
                SiteDate(
                    rollout: rollout.id, installation: site, notBefore: opens, cause: own[site]?.cause ?? .renewed))
            moved[place] = change
            var named = notices[row.customer].flatMap { $0.wave == notice.wave ? $0 : nil } ?? notice
            named.move([site], to: day)
            // Whoever had agreed had agreed to another day.
            if named.mustAgree { named.state = .initial }
            notices[row.customer] = named
            moved[place]?.notices.removeAll { $0.customer == row.customer }
            moved[place]?.notices.append(named)
        }
        let fleet = try await operations.rows(operations.image.current)
        // The last word to a customer names all of their days.
        for (place, change) in moved.sorted(by: { ($0.key.wave, $0.key.day) < ($1.key.wave, $1.key.day) }) {
            var change = change
            change.notices = change.notices.map { row in
                notices[row.customer].flatMap { $0.wave == row.wave ? $0 : nil } ?? row
            }
            change.deliveries = operations.deliveries(
                to: change.notices.map(\.customer), fleet: fleet, at: now, hears: \.hearsOfPlannedChanges
            ) { _ in
                .notice(
                    rollout.id, revision: rollout.revision, wave: place.wave, round: rollout.waves[place.wave].round)
            }
            try await perform(
                .moveDates(change), "move/\(rollout.id)/\(place.wave)/\(place.day)", now, basis: basis)
            basis = await operations.ledger.read { $0.position }
        }
    }

    private struct Place: Hashable {
        let wave: Int
        let day: CivilDate
    }
}
