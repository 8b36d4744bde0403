import EvenkeelDomain

/// Who may go in the wave that is being filled, limits aside, and in which wave everybody is. Kept as sets, so that
/// whoever walks along an order asks for one bit.
struct Freedom {
    /// By item: the number of its wave, or -1.
    private(set) var waveOf: [Int32]
    /// By customer: the wave of its canary, or -1; empty without canaries.
    private(set) var canaryWave: [Int32]
    private(set) var free: ItemSet
    /// Who has no place; those who have just got one are still among them.
    private(set) var unplaced: ItemSet
    /// Who got a place in the wave that is being filled.
    private var seated: ItemSet
    /// Who waits for somebody that is not in an earlier wave; nil where nobody waits for anybody.
    private var blocked: ItemSet?
    /// By customer: how many of its items without a place wait for its canary.
    private var waitingFor: [Int32]
    /// Of the wave that is being filled.
    private var number: Int32 = 0

    private let items: Items
    private let precedence: Precedence
    private let eligibility: Eligibility
    private let lastRule: Int

    init(_ items: Items, precedence: Precedence, eligibility: Eligibility, lastRule: Int) {
        self.items = items
        self.precedence = precedence
        self.eligibility = eligibility
        self.lastRule = lastRule
        waveOf = Array(repeating: -1, count: items.count)
        canaryWave = Array(repeating: -1, count: precedence.canaryOf.count)
        unplaced = ItemSet(count: items.count) { _ in true }
        seated = ItemSet(count: items.count) { _ in false }
        free = unplaced
        blocked = precedence.waiting
        waitingFor = Array(repeating: 0, count: precedence.canaryOf.count)
        let customers = items.customers
        if let waiting = precedence.waitingForCanary {
            for item in waiting { waitingFor[Int(customers[item])] += 1 }
        }
    }

    /// Whether there are canaries.
    var hasCanaries: Bool { !canaryWave.isEmpty }

    @inline(__always)
    func isFree(_ item: Int) -> Bool { free.contains(item) }

    @inline(__always)
    func hasPlace(_ item: Int) -> Bool { !unplaced.contains(item) || seated.contains(item) }

    /// Whether an item is the canary of a customer of whom others wait for it.
    func unlocks(_ row: Items.Row) -> Bool {
        items.hasCustomer(Int(row.item)) { precedence.canaryOf[$0] == row.item && waitingFor[$0] > 0 }
    }

    /// A wave of the policy opens on that day.
    mutating func open(_ rule: Int, on day: CivilDate) {
        free = admitted(to: rule)
        let day = Int32(day.dayNumber)
        let items = items
        if items.hasPins { free.filter { items.pinnedUntil($0) < day } }
        if items.hasTired, rule < lastRule { free.filter { items.restsUntil($0) < day } }
    }

    /// Who has no place, waits for nobody and is one of those the wave is for.
    func admitted(to rule: Int) -> ItemSet {
        var some = unplaced
        if let blocked { some.subtract(blocked) }
        if let admitted = eligibility.admitted(to: rule) { some.formIntersection(admitted) }
        return some
    }

    /// An item has its place in the wave that is being filled.
    mutating func seat(_ row: Items.Row) {
        let item = Int(row.item)
        seated.insert(item)
        free.remove(item)
        guard hasCanaries else { return }
        let customer = Int(row.customer)
        let canary = precedence.canaryOf[customer]
        if canary == row.item {
            canaryWave[customer] = number
        } else if canary >= 0 {
            waitingFor[customer] -= 1
        }
        guard !items.furtherCustomers.isEmpty, let others = items.furtherCustomers[row.item] else { return }
        for other in others where precedence.canaryOf[Int(other)] == row.item { canaryWave[Int(other)] = number }
    }

    /// The wave is full, and whoever waited for those in it is free.
    /// - Returns: who got a place in it.
    mutating func close() -> ItemSet {
        let placed = seated
        for item in placed { waveOf[item] = number }
        number += 1
        unplaced.subtract(placed)
        seated.removeAll()
        if let blocked {
            var still = blocked
            still.formIntersection(unplaced)
            for item in still where !isBlocked(item) { still.remove(item) }
            self.blocked = still
        }
        return placed
    }

    private func isBlocked(_ item: Int) -> Bool {
        if hasCanaries, canaryWave[Int(items.customers[item])] < 0, !precedence.isCanary(item) { return true }
        if !precedence.after.isEmpty, isUnplaced(precedence.after[item]) { return true }
        return precedence.further(of: item).contains(where: isUnplaced)
    }

    /// - Parameter blocker: an item, or -1 for none.
    private func isUnplaced(_ blocker: Int32) -> Bool { blocker >= 0 && unplaced.contains(Int(blocker)) }
}
