import EvenkeelDomain

/// What days take: of each team that has a capacity of its own, and of all others together. A day is one by the clock of the
/// site, as in the plan and in what its customer is told.
struct DayPools {
    private struct Slot: Hashable {
        let day: CivilDate
        /// The empty name is everybody who is in no team that has its own.
        let pool: String
    }

    private let teams: [String: Int]
    private let others: Int?
    private var taken: [Slot: Int] = [:]

    init(_ policy: CalendarPolicy) {
        teams = policy.capacityPerTeam ?? [:]
        others = policy.capacityPerDay
    }

    /// True where nothing is counted.
    var isUnlimited: Bool { others == nil && teams.isEmpty }

    /// Without what was taken.
    var emptied: DayPools {
        var pools = self
        pools.taken = [:]
        return pools
    }

    private func slot(_ team: String?, _ day: CivilDate) -> Slot {
        Slot(day: day, pool: team.flatMap { teams[$0] == nil ? nil : $0 } ?? "")
    }

    private func capacity(_ pool: String) -> Int? { pool.isEmpty ? others : teams[pool] }

    mutating func take(team: String?, on day: CivilDate) { taken[slot(team, day), default: 0] += 1 }

    func hasRoom(team: String?, on day: CivilDate) -> Bool { full(team: team, on: day) == nil }

    /// Nil where there is room.
    func full(team: String?, on day: CivilDate) -> StartObstacle? {
        let slot = slot(team, day)
        guard let capacity = capacity(slot.pool), taken[slot] ?? 0 >= capacity else { return nil }
        return .dayFull(capacity: capacity, team: slot.pool.isEmpty ? nil : slot.pool)
    }
}
