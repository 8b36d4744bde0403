public import EvenkeelDomain

/// The waves of the plan before that have begun: they stand as they are.
struct BegunWaves {
    let waves: [PlannedWave]
    private let policy: Policy
    /// By wave: the policy's wave it was part of; nil where the policy has it no more.
    private let rules: [Int?]

    init(_ past: PlanProgress?, policy: Policy) {
        self.policy = policy
        let begun = past.map { Array($0.plan.waves.prefix($0.begun)) } ?? []
        waves = begun
        rules = begun.map { wave in policy.waves.firstIndex { $0.made(wave.name) } }
    }

    var count: Int { waves.count }
    /// What will have been tried when the next wave opens; sites that move together count as one.
    func cleanItems(in image: FleetImage) -> Int {
        var units: Set<Int> = []
        var single = 0
        for placement in waves.lazy.flatMap(\.placements) {
            let code = image.number(of: placement.installation).map(image.movesWith.code(of:)) ?? 0
            if code > 0, !image.movesWith.values[code - 1].isEmpty { units.insert(code) } else { single += 1 }
        }
        return single + units.count
    }

    var siteCount: Int { waves.reduce(0) { $0 + $1.placements.count } }

    func includes(_ rule: Int) -> Bool { rules.contains(rule) }
    func parts(of rule: Int) -> Int { rules.count { $0 == rule } }

    /// The policy's wave that comes next: one that is split, or is the last, may go on.
    var nextRule: Int {
        guard let last = rules.compactMap(\.self).max() else { return 0 }
        let goesOn = policy.waves[last].split != nil || last == policy.waves.count - 1
        return goesOn ? last : last + 1
    }

    func placed(in image: FleetImage) -> Set<Int32> {
        Set(waves.lazy.flatMap(\.placements).compactMap { image.number(of: $0.installation).map(Int32.init) })
    }

    /// Its sites that are still in the fleet, of one wave of the policy.
    func sites(of rule: Int, in image: FleetImage) -> [Int] {
        waves.indices.filter { rules[$0] == rule }
            .flatMap { waves[$0].placements.compactMap { image.number(of: $0.installation) } }
    }

    /// What keeps somebody out of the waves that have begun.
    func hindrance(isKept: Bool) -> (PlacementCode.Hindrance, Int32) {
        count == 0 ? (.none, 0) : (isKept ? .kept : .underway, Int32(count))
    }

    func firstDay(dates: WaveDates, context: PlanContext, policy: Policy) throws(PlanRefusal) -> CivilDate {
        guard let last = waves.last else {
            if let told = context.past?.announced, told >= max(context.today, policy.start ?? told),
                try dates.opening(onOrAfter: told) == told
            {
                return told
            }
            return try dates.firstDay(context, policy: policy)
        }
        return try dates.opening(onOrAfter: max(context.today, last.soakEnds))
    }
}

extension WavePolicy {
    /// Whether a planned wave of that name comes from this one: `rest`, or `rest 2` where it was split.
    public func made(_ planned: String) -> Bool {
        guard planned != name else { return true }
        guard planned.hasPrefix(name + " ") else { return false }
        let number = planned.dropFirst(name.count + 1)
        return !number.isEmpty && number.allSatisfy(\.isWholeNumber)
    }
}
