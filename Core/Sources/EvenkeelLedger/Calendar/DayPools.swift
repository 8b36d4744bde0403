import EvenkeelDomain

/// What one day takes: of each team that has a capacity of its own, and of all others together.
struct DayPools {
    private let teams: [String: Int]
    private let others: Int?
    private let zone: ZoneOffsets
    private let today: CivilDate
    private var taken: [String: Int] = [:]

    init(_ policy: CalendarPolicy, zone: ZoneOffsets, at now: Timestamp) {
        teams = policy.capacityPerTeam ?? [:]
        others = policy.capacityPerDay
        self.zone = zone
        today = zone.localDate(at: now)
    }

    /// The empty name is everybody who is in no team that has its own.
    private func pool(_ team: String?) -> String { team.flatMap { teams[$0] == nil ? nil : $0 } ?? "" }

    private func capacity(_ pool: String) -> Int? { pool.isEmpty ? others : teams[pool] }

    mutating func count(_ startedAt: Timestamp?, team: String?) {
        if let started = startedAt, zone.localDate(at: started) == today { take(team: team) }
    }

    mutating func take(team: String?) { taken[pool(team), default: 0] += 1 }

    func hasRoom(team: String?) -> Bool { full(team: team) == nil }

    /// Nil where there is room.
    func full(team: String?) -> StartObstacle? {
        let pool = pool(team)
        guard let capacity = capacity(pool), taken[pool] ?? 0 >= capacity else { return nil }
        return .dayFull(capacity: capacity, team: pool.isEmpty ? nil : pool)
    }
}
