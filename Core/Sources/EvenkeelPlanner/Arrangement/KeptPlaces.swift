import EvenkeelDomain

/// Where the plan before had those who have not begun: a re-plan moves as little as it can.
struct KeptPlaces {
    private struct Place: Hashable {
        let rule: Int
        let part: Int
    }

    struct Member {
        let item: Int32
        let day: CivilDate
        /// It was taken only to make the wave large enough.
        let isForEvidence: Bool
    }

    private var members: [Place: [Member]] = [:]
    private var opens: [Place: CivilDate] = [:]
    private var placeOf: [Int32: Place] = [:]

    /// - Parameter policy: the new one; waves are recognised by their names.
    init(_ past: PlanProgress?, begun: BegunWaves, items: Items, policy: Policy) {
        guard let past else { return }
        var itemOf: [InstallationID: Int32] = [:]
        for item in 0..<items.count {
            for site in items.members(of: item) { itemOf[items.image.ids[Int(site)]] = Int32(item) }
        }
        var parts: [Int: Int] = [:]
        for wave in past.plan.waves.dropFirst(past.begun) {
            guard let rule = policy.waves.firstIndex(where: { $0.made(wave.name) }) else { continue }
            let place = Place(rule: rule, part: parts[rule, default: 0])
            parts[rule, default: 0] += 1
            opens[place] = wave.opens
            for placement in wave.placements {
                guard let item = itemOf[placement.installation], placeOf[item] == nil else { continue }
                placeOf[item] = place
                members[place, default: []].append(
                    Member(
                        item: item, day: placement.day ?? wave.opens,
                        isForEvidence: placement.reason.code == PlacementReason.evidence(newPairs: 0).code))
            }
        }
    }

    /// In the order of the plan before, with the day each had.
    func members(rule: Int, part: Int) -> [Member] {
        members[Place(rule: rule, part: part)] ?? []
    }

    /// Whether the plan before had it just there.
    func had(_ item: Int, rule: Int, part: Int) -> Bool { placeOf[Int32(item)] == Place(rule: rule, part: part) }

    /// Its place in the plan before, to be compared; nil where it had none to come.
    func place(of item: Int) -> (Int, Int)? { placeOf[Int32(item)].map { ($0.rule, $0.part) } }

    var isEmpty: Bool { placeOf.isEmpty }

    /// Whether somebody keeps a place in a wave of the policy.
    func has(rule: Int) -> Bool { members.keys.contains { $0.rule == rule } }

    /// Those who keep a place in a later part of the same wave of the policy.
    func later(rule: Int, part: Int) -> [Int32] {
        guard !isEmpty else { return [] }
        return members.filter { $0.key.rule == rule && $0.key.part > part }.flatMap { $0.value.map(\.item) }
    }

    /// Whether an item has its place in a later wave and keeps it.
    func staysBehind(_ item: Int, rule: Int, part: Int) -> Bool {
        guard let place = placeOf[Int32(item)] else { return false }
        return (place.rule, place.part) > (rule, part)
    }

    /// The day the plan before gave, where that is still possible.
    func opening(rule: Int, part: Int, notBefore earliest: CivilDate, dates: WaveDates) -> CivilDate {
        guard let day = opens[Place(rule: rule, part: part)], day > earliest else { return earliest }
        do { return try dates.opening(onOrAfter: day) } catch { return earliest }
    }
}
