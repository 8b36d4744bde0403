import EvenkeelDomain

extension Rollout {
    /// The day that the plan has for a site, moved along with its wave where that opens later than planned.
    ///
    /// - Parameter opens: the day on which the wave opens.
    func plannedDay(of row: PlacementRow, opens: CivilDate, _ calendar: WorkCalendar) -> CivilDate {
        guard let planned = row.placement.day, waves.indices.contains(row.wave) else { return opens }
        let first = waves[row.wave].opens
        guard planned > first, opens > first else { return max(planned, opens) }
        return calendar.date(calendar.workingDays(from: first, until: planned), workingDaysAfter: opens)
    }
}
