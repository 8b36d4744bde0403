public import EvenkeelDomain

/// The day on which a site is expected to go: the one its customer was told, wherever days are shown to them or to us.
public struct ExpectedDay: Hashable, Sendable {
    public enum Ground: Hashable, Sendable {
        /// Nobody was told; it is the plan's.
        case planned
        case told
        /// They said no: nothing happens on it before they agree.
        case declined
        /// It was told and does not hold, and no other is known.
        case takenBack
    }

    public let ground: Ground
    /// Nil where it was taken back.
    public let day: CivilDate?

    /// - Parameters:
    ///   - notice: the newest that names the site.
    ///   - planned: the plan's day, moved along with its wave.
    ///   - own: the day of its own that the site has.
    ///   - pinnedUntil: the last day on which it is left alone.
    public init(
        of row: PlacementRow, notice: NoticeRow?, planned: CivilDate, own: CivilDate?, pinnedUntil: CivilDate?,
        _ calendar: WorkCalendar
    ) {
        let awaits = row.state.awaitsStart
        ground =
            switch notice {
            case nil: .planned
            case .some(let notice) where awaits && !notice.stands: .takenBack
            case .some(let notice) where awaits && notice.state == .declined: .declined
            case .some: .told
            }
        guard ground != .takenBack else {
            day = nil
            return
        }
        let told = [own, notice?.day(of: row.installation)].compactMap(\.self).max() ?? planned
        // A pin put since the notice goes before the day that it named.
        day =
            if awaits, let pinnedUntil, pinnedUntil >= told {
                calendar.workingDay(onOrAfter: pinnedUntil + 1)
            } else {
                told
            }
    }
}

extension Operations {
    /// On which day each of these sites of a rollout is expected to go.
    public func expectedDays(
        of rows: [PlacementRow], in rollout: Rollout
    ) async throws(OperationError) -> [InstallationID: ExpectedDay] {
        guard !rows.isEmpty else { return [:] }
        let fleet = try await self.rows(image.current)
        let notices = try await newestNotices(of: rollout.id, customers: Set(rows.map(\.customer)))
        let dates = try await ownDates(rollout.id)
        let (calendar, pins) = await ledger.read { [settings] in ($0.calendar(settings), $0.pins) }
        var days: [InstallationID: ExpectedDay] = [:]
        for row in rows where rollout.waves.indices.contains(row.wave) {
            let site = fleet[row.installation]
            let zone = zone(of: row.installation, fleet)
            let opens = calendar.zone.localDate(at: rollout.waves[row.wave].opensAt)
            days[row.installation] = ExpectedDay(
                of: row, notice: notices[row.installation],
                planned: rollout.plannedDay(of: row, opens: opens, calendar),
                own: dates[row.installation].map { zone.localDate(at: $0.notBefore) },
                pinnedUntil: [site?.pinnedUntil, pins[row.installation]?.until].compactMap(\.self).max(), calendar)
        }
        return days
    }
}
