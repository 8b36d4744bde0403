public import EvenkeelDomain

extension Operations {
    /// Days that a customer may choose instead of the one a notice names: working days outside freezes, after today and not
    /// before the wave, within what the policy allows, on which there is room.
    public func freeDays(
        for notice: NoticeRow, of rollout: Rollout, at now: Timestamp, limit: Int = 10
    ) async -> [CivilDate] {
        let policy = rollout.policy.notice
        guard notice.postponed < policy.postponeTimes, rollout.waves.indices.contains(notice.wave) else { return [] }
        var calendar = settings.calendar
        calendar.freezes += rollout.policy.calendar.freezes
        let today = calendar.zone.localDate(at: now)
        let opens = calendar.zone.localDate(at: rollout.waves[notice.wave].opensAt)
        let first = max(today + 1, opens)
        let last = policy.postponeUntil ?? first + 90
        guard first <= last else { return [] }
        var taken: [CivilDate: Int] = [:]
        if rollout.policy.calendar.capacityPerDay != nil {
            do {
                for date in try await store.siteDates(rollout.id) {
                    taken[calendar.zone.localDate(at: date.notBefore), default: 0] += 1
                }
            } catch {
                // Nothing is offered that may not be free.
                return []
            }
        }
        let room = rollout.policy.calendar.capacityPerDay ?? Int.max
        return (first.dayNumber...last.dayNumber).lazy.map(CivilDate.init(dayNumber:)).filter { day in
            day != notice.day && calendar.isWorkingDay(day)
                && taken[day, default: 0] + notice.installations.count <= room
        }.prefix(limit).map(\.self)
    }
}
