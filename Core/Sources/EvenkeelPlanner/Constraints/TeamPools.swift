import EvenkeelDomain

/// What a day takes: of everybody who is in no team with a capacity of its own, and of each such team.
struct TeamPools {
    /// By pool; pool 0 is for everybody else.
    let capacities: [Int]
    /// By pool; empty for everybody else.
    let names: [String]
    /// By item; empty where there is one pool.
    private let poolOf: [Int32]

    init(_ items: Items, policy: CalendarPolicy) {
        let teams = (policy.capacityPerTeam ?? [:]).sorted { $0.key < $1.key }
        capacities = [policy.capacityPerDay ?? .max] + teams.map(\.value)
        names = [""] + teams.map(\.key)
        guard !teams.isEmpty else {
            poolOf = []
            return
        }
        let numbers = Dictionary(uniqueKeysWithValues: teams.enumerated().map { ($1.key, Int32($0 + 1)) })
        let image = items.image
        poolOf = (0..<items.count).map { item in
            // A unit is done by the team of its first site.
            items.members(of: item).first.flatMap { image.team[Int($0)] }.flatMap { numbers[$0] } ?? 0
        }
    }

    var count: Int { capacities.count }

    func pool(of item: Int) -> Int { poolOf.isEmpty ? 0 : Int(poolOf[item]) }
}
