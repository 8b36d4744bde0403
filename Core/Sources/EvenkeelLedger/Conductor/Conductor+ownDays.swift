import EvenkeelDomain

extension Conductor {
    /// The day of each of these that does not go on the day of its wave: it is pinned beyond it, or has an appointment or
    /// another date of its own after it. That is the day to be told, not the wave's.
    func ownDays(
        of rows: [PlacementRow], in rollout: Rollout, _ fleet: Fleet, after day: CivilDate
    ) async throws(OperationError) -> [InstallationID: CivilDate] {
        let calendar = operations.settings.calendar
        let pins = await operations.ledger.read { $0.pins }
        let dates = try await operations.ownDates(rollout.id)
        var days: [InstallationID: CivilDate] = [:]
        for row in rows {
            let site = row.installation
            let pinned = [fleet[site]?.pinnedUntil, pins[site]?.until].compactMap(\.self).max()
            let free = pinned.flatMap { $0 >= day ? calendar.workingDay(onOrAfter: $0 + 1) : nil }
            let own = dates[site].map { calendar.zone.localDate(at: $0.notBefore) }
            if let later = [free, own].compactMap(\.self).max(), later > day { days[site] = later }
        }
        return days
    }
}
