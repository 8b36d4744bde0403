import EvenkeelDomain

/// A wave to come, as far as it can be foreseen: when it would open and what it could take.
struct Slot {
    /// Index of the policy's wave.
    let rule: Int
    let opens: CivilDate
    let installations: Int
    let seats: Int
    let weight: Int
}

/// Foresees the waves to come, so that what is due in time is taken in time.
///
/// How long the installs of a wave take is estimated from its caps and the capacity of a day; the plan itself is
/// computed day by day, and checked against every date at the end.
struct Foresight {
    let policy: Policy
    let dates: WaveDates
    let total: Exposure
    let totalWeight: Int
    let meanSeats: Double
    let meanSteps: Double

    static let horizonSlots = 400

    /// The slots from policy wave `rule` on, the first of which opens on `opens`.
    ///
    /// - Parameters:
    ///   - remaining: sites without a place.
    ///   - longestWait: how many waves the last one, if it is for everybody, goes on for those who wait for somebody.
    ///   - without: waves of the policy that nobody would be in.
    func slots(
        from rule: Int, opens: CivilDate, remaining: Int, longestWait: Int, without: Set<Int> = []
    ) throws(PlanRefusal) -> [Slot] {
        var slots: [Slot] = []
        var remaining = remaining
        var opens = opens
        for number in rule..<policy.waves.count where !without.contains(number) {
            let wave = policy.waves[number]
            var whole = caps(wave.limit)
            var follows = number == policy.waves.count - 1 && wave.limit.isUnlimited ? longestWait : -1
            repeat {
                let part = wave.split.map(caps)
                let installations = min(whole.installations, part?.installations ?? .max)
                let seats = min(whole.seats, part?.seats ?? .max)
                let weight = min(whole.weight, part?.weight ?? .max)
                slots.append(
                    Slot(rule: number, opens: opens, installations: installations, seats: seats, weight: weight))
                let size = max(1, min(remaining, installations, Int(min(1e9, Double(seats) / meanSeats))))
                remaining -= size
                if whole.installations != .max { whole.installations -= size }
                if whole.seats != .max { whole.seats = max(0, whole.seats - seats) }
                guard slots.count < Self.horizonSlots else { return slots }
                let soakEnds = dates.soakEnd(of: wave.soak, from: lastInstall(of: size, from: opens))
                opens = try dates.opening(onOrAfter: soakEnds)
                if wave.split == nil { follows -= 1 }
            } while (wave.split != nil && remaining > 0 && whole.installations > 0 && whole.seats > 0) || follows >= 0
        }
        return slots
    }

    private func lastInstall(of size: Int, from opens: CivilDate) -> CivilDate {
        guard let capacity = policy.calendar.capacityPerDay, capacity > 0 else { return opens }
        let days = (Int(Double(size) * meanSteps) + capacity - 1) / capacity
        guard days < 3660 else { return opens + 3660 }
        return dates.calendar.date(max(0, days - 1), workingDaysAfter: opens)
    }

    private func caps(_ limit: WaveLimit) -> (installations: Int, seats: Int, weight: Int) {
        (
            limit.installations?.of(total.installations) ?? .max, limit.seats?.of(total.seats) ?? .max,
            limit.weight?.of(totalWeight) ?? .max
        )
    }
}
