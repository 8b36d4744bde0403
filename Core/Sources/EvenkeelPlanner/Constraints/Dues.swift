import EvenkeelDomain

/// What must be done by when: items with a date that binds, in classes of the same date and the same waves they may
/// be in, each in the order of the score. Earliest-deadline-first, but no earlier than need be: a wave takes of them
/// only what later waves could not hold.
struct Dues {
    struct Class {
        /// Day number.
        let latest: Int32
        /// Bit w: may be in wave w of the policy.
        let mask: UInt64
        /// How many waves before its date: others wait for it.
        let lead: Int32
        /// As early as it may: an earlier try was late for them.
        let isPressed: Bool
        /// In the order of the score, canaries first.
        var items: ArraySlice<Int32>
        /// Everything before it in `items` has a place.
        var next = 0
        var installations = 0
        var seats = 0
        var weight = 0
    }

    private(set) var classes: [Class] = []
    /// By item: twice its class, and one more if it waits for a canary; -1 where no date binds it.
    private var shelfOf: [Int32] = []
    /// By item: the date that binds it, its own or that of somebody who waits for it, as it was given; empty where no
    /// date binds anybody.
    private var toldOf: [Int32] = []

    var isEmpty: Bool { classes.isEmpty }
    /// The most waves that anybody with a date must be before somebody who waits for it.
    var longestWait: Int { classes.map { Int($0.lead) }.max() ?? 0 }

    init(
        _ items: Items, eligibility: Eligibility, precedence: Precedence, profiles: DayProfiles,
        byScore: [Items.Row], firstOpens: CivilDate, pressed: Set<Int32>
    ) {
        guard items.hasDates else { return }
        let (latest, lead, told) = Self.tightened(items, precedence, profiles, firstOpens)
        toldOf = told
        // Whom they wait for is pressed as well.
        var pressed = pressed
        if !pressed.isEmpty {
            precedence.forEachWait { if pressed.contains(Int32($0)) { pressed.insert(Int32($1)) } }
        }
        var numbers = NumberedKeys<Key>()
        shelfOf = Array(repeating: -1, count: items.count)
        for item in 0..<items.count where latest[item] != .max {
            let key = Key(
                latest: latest[item], mask: eligibility.mask(of: item), lead: lead.isEmpty ? 0 : lead[item],
                isPressed: !pressed.isEmpty && pressed.contains(Int32(item)))
            let number = numbers.number(of: key)
            if number == classes.count {
                classes.append(
                    Class(
                        latest: key.latest, mask: key.mask, lead: key.lead, isPressed: key.isPressed, items: []))
            }
            shelfOf[item] = Int32(2 * number + (precedence.isCanary(item) ? 0 : 1))
            let row = items.rows[item]
            classes[number].installations += items.siteCount(of: item)
            classes[number].seats += Int(row.seats)
            classes[number].weight += Int(row.weight)
        }
        sort(byScore)
    }

    /// Gives each class its items, by counting: all of them stand in one list, class by class, canaries first.
    private mutating func sort(_ byScore: [Items.Row]) {
        var places = [Int](repeating: 0, count: 2 * classes.count + 1)
        for shelf in shelfOf where shelf >= 0 { places[Int(shelf) + 1] += 1 }
        for shelf in 1..<places.count { places[shelf] += places[shelf - 1] }
        let starts = places
        var sorted = [Int32](repeating: 0, count: places[places.count - 1])
        for row in byScore {
            let shelf = Int(shelfOf[Int(row.item)])
            guard shelf >= 0 else { continue }
            sorted[places[shelf]] = row.item
            places[shelf] += 1
        }
        for number in classes.indices { classes[number].items = sorted[starts[2 * number]..<starts[2 * number + 2]] }
        for number in classes.indices { classes[number].next = classes[number].items.startIndex }
    }

    private struct Key: Mixable {
        let latest: Int32
        let mask: UInt64
        let lead: Int32
        let isPressed: Bool

        var mixed: UInt64 {
            mask &+ UInt64(truncatingIfNeeded: latest) << 40 ^ UInt64(truncatingIfNeeded: lead) << 32
        }
    }

    /// Whoever others wait for is due before them, a wave earlier.
    /// Whoever has a window is due on the last day that it leaves.
    private static func tightened(
        _ items: Items, _ precedence: Precedence, _ profiles: DayProfiles, _ firstOpens: CivilDate
    ) -> (latest: [Int32], lead: [Int32], told: [Int32]) {
        var latest = items.rows.map(\.latest)
        // Without windows the date that is told is the date that binds.
        var told = profiles.isOpenToAll ? [] : latest
        if !profiles.isOpenToAll {
            for item in latest.indices where latest[item] != .max {
                latest[item] = profiles.lastDay(of: item, from: firstOpens, until: latest[item])
            }
        }
        guard !precedence.isEmpty else { return (latest, [], told.isEmpty ? latest : told) }
        var lead = [Int32](repeating: 0, count: items.count)
        precedence.forEachWait { item, blocker in
            guard latest[item] != .max else { return }
            if latest[item] < latest[blocker] {
                latest[blocker] = latest[item]
                if !told.isEmpty { told[blocker] = told[item] }
                lead[blocker] = lead[item] + 1
            } else if latest[item] == latest[blocker] {
                lead[blocker] = max(lead[blocker], lead[item] + 1)
            }
        }
        return (latest, lead, told.isEmpty ? latest : told)
    }

    /// By item: whose date binds it, where that is sooner than its own; -1 where nobody's is. Worked out only for those
    /// who ask why there is no plan.
    static func followers(
        of items: Items, _ precedence: Precedence, _ profiles: DayProfiles, _ firstOpens: CivilDate
    ) -> [Int32] {
        var latest = items.rows.map(\.latest)
        if !profiles.isOpenToAll {
            for item in latest.indices where latest[item] != .max {
                latest[item] = profiles.lastDay(of: item, from: firstOpens, until: latest[item])
            }
        }
        var followers = [Int32](repeating: -1, count: items.count)
        precedence.forEachWait { item, blocker in
            guard latest[item] < latest[blocker] else { return }
            latest[blocker] = latest[item]
            followers[blocker] = followers[item] >= 0 ? followers[item] : Int32(item)
        }
        return followers
    }

    /// The day by which an item must be done: its own date, or that of somebody who waits for it.
    func latest(of item: Int) -> Int32? {
        toldOf.isEmpty || toldOf[item] == .max ? nil : toldOf[item]
    }

    mutating func placed(_ some: ItemSet, of items: Items) {
        guard !isEmpty else { return }
        for item in some where shelfOf[item] >= 0 {
            let number = Int(shelfOf[item] / 2)
            let row = items.rows[item]
            classes[number].installations -= items.siteCount(of: item)
            classes[number].seats -= Int(row.seats)
            classes[number].weight -= Int(row.weight)
        }
    }

    /// The last of the slots in which a class may go, or -1.
    func lastSlot(of one: Class, in slots: [Slot]) -> Int {
        var last = slots.lastIndex { Int32($0.opens.dayNumber) <= one.latest } ?? -1
        last -= Int(one.lead)
        while last >= 0, one.mask >> UInt64(min(63, slots[last].rule)) & 1 == 0 { last -= 1 }
        return last
    }

    /// What must be taken in the first of the slots: every class whose last slot that is, and of the others so much as
    /// later waves could not hold.
    func pressing(in slots: [Slot]) -> (lastSlots: [Int], installations: Int, seats: Int, weight: Int) {
        let lastSlots = classes.map { $0.isPressed ? 0 : lastSlot(of: $0, in: slots) }
        var demand = Array(repeating: (installations: 0, seats: 0, weight: 0), count: max(1, slots.count))
        for (number, one) in classes.enumerated() {
            let slot = max(0, lastSlots[number])
            demand[slot].installations += one.installations
            demand[slot].seats += one.seats
            demand[slot].weight += one.weight
        }
        func left(_ carried: Int, _ cap: Int) -> Int { cap == .max ? 0 : max(0, carried - cap) }
        var carried = (installations: 0, seats: 0, weight: 0)
        for slot in slots.indices.dropFirst().reversed() {
            carried.installations = left(carried.installations + demand[slot].installations, slots[slot].installations)
            carried.seats = left(carried.seats + demand[slot].seats, slots[slot].seats)
            carried.weight = left(carried.weight + demand[slot].weight, slots[slot].weight)
        }
        return (lastSlots, carried.installations, carried.seats, carried.weight)
    }

    mutating func advance(_ number: Int, past position: Int) { classes[number].next = position }
}
