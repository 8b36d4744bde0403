import EvenkeelDomain

extension RolloutWave {
    /// Whether anybody holds a day of it.
    var hasToldDay: Bool { announcedAt != nil || foretoldAt != nil }
}

extension Rollout {
    /// The first wave to come on whose told day it cannot open any more, whatever happens until then, and when it opens at
    /// the earliest: every wave before it must open and soak first, and the guards of the next one must be met.
    ///
    /// - Parameters:
    ///   - guardsNotBefore: before when the guards that keep the next wave shut cannot all be met.
    ///   - lastInstall: before when the open wave cannot have settled: the last day that one of its sites was told.
    ///   - opening: the first day on which a wave can open, from that day on: a freeze may have taken it.
    func firstLostDay(
        guardsNotBefore: Timestamp?, lastInstall: Timestamp? = nil, calendar: WorkCalendar,
        opening: (CivilDate) -> CivilDate, at now: Timestamp
    ) -> (wave: Int, notBefore: Timestamp)? {
        guard let next = nextWave else { return nil }
        let zone = calendar.zone
        var notBefore = max(now, guardsNotBefore ?? now)
        if next > 0 {
            notBefore = max(notBefore, waves[next - 1].endsNotBefore(max(now, lastInstall ?? now), calendar))
        }
        for index in next..<waves.count {
            let wave = waves[index]
            // Once the wave before has passed, whoever opens it looks after its day; those who are down wait for no day.
            let isReady = index == next && (index == 0 || waves[index - 1].state == .passed)
            let day = zone.localDate(at: wave.opensAt)
            let opens = opening(max(day, zone.localDate(at: notBefore)))
            if wave.hasToldDay, wave.atOnce != true {
                if !isReady, day < zone.localDate(at: notBefore) { return (index, notBefore) }
                // A day that is past is nobody's to take.
                if day > zone.localDate(at: now), opening(day) > day { return (index, calendar.morning(of: opens)) }
            }
            notBefore = max(notBefore, wave.opensAt)
            if opens > zone.localDate(at: notBefore) { notBefore = calendar.morning(of: opens) }
            notBefore = wave.endsNotBefore(notBefore, calendar)
        }
        return nil
    }
}

extension Rollout {
    /// The waves after one whose planned days can hold where that one opens then: each is announced once the one before has
    /// opened, and not everybody is told of it before.
    func holding(
        after index: Int, opensAt: Timestamp, calendar: WorkCalendar, opening: (CivilDate) -> CivilDate
    ) -> Set<Int> {
        let zone = calendar.zone
        var holding: Set<Int> = []
        guard waves.indices.contains(index) else { return [] }
        var notBefore = waves[index].endsNotBefore(opensAt, calendar)
        var before = opensAt
        for next in waves.indices.dropFirst(index + 1) {
            notBefore = max(notBefore, before + waves[next].noticeBefore(policy.notice))
            let (day, first) = (zone.localDate(at: waves[next].opensAt), zone.localDate(at: notBefore))
            let opens = opening(max(day, first))
            if opens == day { holding.insert(next) }
            before = opens > first ? calendar.morning(of: opens) : notBefore
            notBefore = waves[next].endsNotBefore(before, calendar)
        }
        return holding
    }
}

extension RolloutWave {
    /// Before when its soak cannot be over. No calendar counts more working days than there are days.
    func endsNotBefore(_ now: Timestamp, _ calendar: WorkCalendar) -> Timestamp {
        switch state {
        case .soaking: max(now, soakEndsAt ?? now)
        case .planned, .open:
            soakDays > 0 ? max(now, calendar.morning(of: calendar.zone.localDate(at: now) + soakDays)) : now
        case .passed, .inconclusive, .halted: now
        }
    }
}
