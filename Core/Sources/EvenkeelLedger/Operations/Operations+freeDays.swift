public import EvenkeelDomain

extension Operations {
    /// Days that a customer may choose instead of the one a notice names: on which each of these sites may be installed,
    /// after today and not before the wave, within what the policy allows, on which their teams have room.
    public func freeDays(
        for notice: NoticeRow, at sites: [InstallationID], of rollout: Rollout, at now: Timestamp, limit: Int = 10
    ) async -> [CivilDate] {
        let policy = rollout.policy.notice
        guard notice.postponed < policy.postponeTimes, rollout.waves.indices.contains(notice.wave) else { return [] }
        let calendar = settings.calendar
        let today = calendar.zone.localDate(at: now)
        let opens = calendar.zone.localDate(at: rollout.waves[notice.wave].opensAt)
        let first = max(today + 1, opens)
        let last = policy.postponeUntil ?? first + 90
        guard first <= last else { return [] }
        let calendars: [SiteCalendar]
        let booked: BookedDays?
        do throws(OperationError) {
            var gate = try await startGate(rollout, at: now)
            calendars = sites.compactMap { gate.calendar(of: $0) }
            booked = try await bookedDays(of: rollout, without: sites, at: now)
        } catch {
            // Nothing is offered that may not be free.
            return []
        }
        guard calendars.count == sites.count else { return [] }
        return (first.dayNumber...last.dayNumber).lazy.map(CivilDate.init(dayNumber:)).filter { day in
            day != notice.day && calendars.allSatisfy { $0.mayInstall(on: day) }
                && booked?.obstacle(for: sites, on: day) == nil
        }.prefix(limit).map(\.self)
    }

    /// When the first of these sites may be installed on a day; nil where one of them may not, or where others take the day.
    func opening(
        of day: CivilDate, at sites: [InstallationID], in rollout: Rollout, at now: Timestamp
    ) async throws(OperationError) -> Timestamp? {
        var gate = try await startGate(rollout, at: now)
        var first: Timestamp?
        if try await bookedDays(of: rollout, without: sites, at: now)?.obstacle(for: sites, on: day) != nil {
            return nil
        }
        for site in sites {
            guard let calendar = gate.calendar(of: site), calendar.mayInstall(on: day),
                let opens = calendar.nextStart(onOrAfter: calendar.zone.instant(of: day, minuteOfDay: 0))
            else { return nil }
            first = min(first ?? opens, opens)
        }
        return first
    }
}
