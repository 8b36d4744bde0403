import EvenkeelDomain

extension Rollout {
    /// The day that the plan has for a site, moved along with its wave where that opens later than planned and a day takes only so
    /// many. A day that a window or a freeze gave it stays.
    ///
    /// - Parameter opens: the day on which the wave opens.
    func plannedDay(of row: PlacementRow, opens: CivilDate, _ calendar: WorkCalendar) -> CivilDate {
        guard let planned = row.placement.day, waves.indices.contains(row.wave) else { return opens }
        guard policy.calendar.hasCapacity else { return max(planned, opens) }
        return Self.day(planned, plannedFor: waves[row.wave].opens, movedTo: opens, calendar)
    }

    /// The same by the working week alone, whatever is closed: it is what everybody reckons who knows nothing else, and no rule that
    /// comes or goes changes it.
    func plannedDayByWeek(of row: PlacementRow, opens: CivilDate, _ calendar: WorkCalendar) -> CivilDate {
        var week = calendar
        (week.freezes, week.rules) = ([], [])
        return plannedDay(of: row, opens: opens, week)
    }

    /// A day of a wave that opens on another one than planned: as many working days after it.
    static func day(
        _ planned: CivilDate, plannedFor first: CivilDate, movedTo opens: CivilDate, _ calendar: WorkCalendar
    ) -> CivilDate {
        guard planned > first, opens > first else { return max(planned, opens) }
        return calendar.date(calendar.workingDays(from: first, until: planned), workingDaysAfter: opens)
    }
}
