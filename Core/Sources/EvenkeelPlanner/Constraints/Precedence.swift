import EvenkeelDomain

/// Which items must be in an earlier wave than which: `after` edges, and every customer's canary before its others.
struct Precedence {
    /// By item: the item it goes after, or -1; empty where nobody goes after anybody.
    let after: [Int32]
    /// By customer: the item that goes first, or -1 where one has gone already; empty without canaries.
    let canaryOf: [Int32]
    /// Further items that units go after: several of their members may go after somebody.
    let furtherAfter: [Int32: [Int32]]
    /// Canaries of the further customers of units.
    let furtherCanaries: [Int32: [Int32]]
    /// Who waits for the canary of its first customer; nil without canaries.
    let waitingForCanary: ItemSet?
    /// All items, everyone after those it waits for; empty where nobody waits for anybody but a canary.
    private var order: [Int32] = []
    private let items: Items

    /// - Parameter begun: sites whose wave has begun: their customers need no other canary.
    init(
        _ items: Items, canaryPerCustomer: Bool, begun: Set<Int32>, kept: KeptPlaces, firstOpens: CivilDate,
        costs: [Double]
    ) throws(PlanRefusal) {
        var furtherAfter: [Int32: [Int32]] = [:]
        var furtherCanaries: [Int32: [Int32]] = [:]
        after = Self.afterEdges(items, further: &furtherAfter)
        canaryOf =
            canaryPerCustomer
            ? Self.canaries(
                items, after: after, begun: begun, kept: kept, firstOpens: firstOpens, costs: costs,
                further: &furtherCanaries) : []
        self.furtherAfter = furtherAfter
        self.furtherCanaries = furtherCanaries
        self.items = items
        let canaryOf = canaryOf
        waitingForCanary =
            canaryOf.isEmpty
            ? nil
            : ItemSet(count: items.count) {
                let canary = canaryOf[Int(items.customers[$0])]
                return canary >= 0 && canary != Int32($0)
            }
        guard !waitsForCanariesOnly else { return }
        let all = Array(0..<Int32(items.count))
        order = try Self.order(of: all, blockers: { blockers(of: Int($0)) }, ids: all.map { items.id(of: Int($0)) })
    }

    /// Whether nobody waits for anybody but the canary of its customer, and canaries for nobody.
    private var waitsForCanariesOnly: Bool { after.isEmpty && furtherAfter.isEmpty && furtherCanaries.isEmpty }

    var isEmpty: Bool { after.isEmpty && canaryOf.isEmpty }

    /// All items, everyone after those it waits for.
    var inOrder: [Int32] {
        let all = Array(0..<Int32(items.count))
        guard waitsForCanariesOnly else { return order }
        guard !canaryOf.isEmpty else { return all }
        return all.filter { canary(of: Int($0)) < 0 } + all.filter { canary(of: Int($0)) >= 0 }
    }

    /// Calls `body` with everybody who waits and whom it waits for, followers before those who are waited for.
    @inline(__always)
    func forEachWait(_ body: (_ item: Int, _ blocker: Int) -> Void) {
        guard waitsForCanariesOnly else {
            for item in order.reversed() { forEachBlocker(of: Int(item)) { body(Int(item), Int($0)) } }
            return
        }
        guard let waitingForCanary else { return }
        let customers = items.customers
        // Canaries wait for nobody, so that the order is that of the numbers, backwards.
        for item in (0..<items.count).reversed() where waitingForCanary.contains(item) {
            body(item, Int(canaryOf[Int(customers[item])]))
        }
    }

    /// Who waits for anybody; nil where nobody does.
    var waiting: ItemSet? {
        guard !isEmpty else { return nil }
        if waitsForCanariesOnly { return waitingForCanary }
        return ItemSet(count: items.count) { !blockers(of: $0).isEmpty }
    }

    /// Whether an item unlocks others of its customer, or waits for no canary.
    @inline(__always)
    func isCanary(_ item: Int) -> Bool { !(waitingForCanary?.contains(item) ?? false) }

    /// The canaries of customers.
    var canaries: ItemSet {
        var canaries = ItemSet(count: items.count) { _ in false }
        for canary in canaryOf where canary >= 0 { canaries.insert(Int(canary)) }
        return canaries
    }

    /// The canary of an item's first customer, where that is another item, or -1.
    func canary(of item: Int) -> Int32 {
        guard !canaryOf.isEmpty else { return -1 }
        let canary = canaryOf[Int(items.customers[item])]
        return canary == Int32(item) ? -1 : canary
    }

    /// What a unit waits for besides.
    func further(of item: Int) -> [Int32] {
        guard !furtherAfter.isEmpty || !furtherCanaries.isEmpty else { return [] }
        return (furtherAfter[Int32(item)] ?? []) + (furtherCanaries[Int32(item)] ?? [])
    }

    /// The site of `blocker` that a member of the item goes after, by number.
    func leader(of item: Int, in blocker: Int32) -> Int32? {
        let sites = items.members(of: Int(blocker))
        return items.members(of: item).lazy.map { items.image.afterNumbers[Int($0)] }.first(where: sites.contains)
    }

    /// Those an item waits for.
    func blockers(of item: Int) -> [Int32] {
        var blockers: [Int32] = []
        forEachBlocker(of: item) { blockers.append($0) }
        return blockers
    }

    @inline(__always)
    func forEachBlocker(of item: Int, _ body: (Int32) -> Void) {
        if !furtherAfter.isEmpty || !furtherCanaries.isEmpty { further(of: item).forEach(body) }
        if !after.isEmpty, after[item] >= 0 { body(after[item]) }
        let canary = canary(of: item)
        if canary >= 0 { body(canary) }
    }

    /// Within a unit nobody waits: its members move together.
    private static func afterEdges(_ items: Items, further: inout [Int32: [Int32]]) -> [Int32] {
        guard !items.image.afterNumbers.isEmpty else { return [] }
        var itemOf = [Int32](repeating: -1, count: items.image.count)
        for item in 0..<items.count {
            for site in items.members(of: item) { itemOf[Int(site)] = Int32(item) }
        }
        var after = [Int32](repeating: -1, count: items.count)
        var hasAny = false
        for item in 0..<items.count {
            for site in items.members(of: item) {
                let leader = items.image.afterNumbers[Int(site)]
                guard leader >= 0, itemOf[Int(leader)] >= 0 else { continue }
                // A site that goes after itself waits for ever; members of a unit do not wait for one another.
                let blocker = itemOf[Int(leader)]
                if blocker == Int32(item), leader != site { continue }
                hasAny = true
                if after[item] < 0 { after[item] = blocker } else { further[Int32(item), default: []].append(blocker) }
            }
        }
        return hasAny ? after : []
    }

    /// Every customer's safest item: one that need not wait for a sibling or a pin, and then the one where trying the
    /// release costs least. One order for all, so that canaries of units do not wait for one another in a circle.
    private static func canaries(
        _ items: Items, after: [Int32], begun: Set<Int32>, kept: KeptPlaces, firstOpens: CivilDate, costs: [Double],
        further: inout [Int32: [Int32]]
    ) -> [Int32] {
        let first = Int32(firstOpens.dayNumber)
        let pins = pins(items, after: after)
        func waits(_ item: Int) -> Bool {
            after[item] >= 0 && items.customers[Int(after[item])] == items.customers[item]
        }
        func precedes(_ one: Int, _ other: Int) -> Bool {
            // The plan before chose: planning again does not choose anew.
            if !kept.isEmpty, let mine = kept.place(of: one), let its = kept.place(of: other), mine != its {
                return mine < its
            }
            if !after.isEmpty {
                let waiting = (waits(one), waits(other))
                if waiting.0 != waiting.1 { return !waiting.0 }
            }
            if !pins.isEmpty {
                let pinned = (max(first - 1, pins[one]), max(first - 1, pins[other]))
                if pinned.0 != pinned.1 { return pinned.0 < pinned.1 }
            }
            if costs[one] != costs[other] { return costs[one] < costs[other] }
            return one < other
        }
        var best = [Int32](repeating: -1, count: items.image.customerIDs.count)
        func consider(_ item: Int, for customer: Int32) {
            let known = best[Int(customer)]
            if known < 0 || precedes(item, Int(known)) { best[Int(customer)] = Int32(item) }
        }
        for item in 0..<items.count { consider(item, for: items.customers[item]) }
        for (item, customers) in items.furtherCustomers { for one in customers { consider(Int(item), for: one) } }
        for site in begun { best[Int(items.image.customerNumbers[Int(site)])] = -1 }
        for (item, customers) in items.furtherCustomers {
            let blockers = customers.map { best[Int($0)] }.filter { $0 >= 0 && $0 != item }
            if !blockers.isEmpty { further[item, default: []] += blockers.sorted() }
        }
        return best
    }

    /// By item: until when it cannot go, for its own pin or that of somebody it goes after; empty where nobody is pinned.
    private static func pins(_ items: Items, after: [Int32]) -> [Int32] {
        guard items.hasPins else { return [] }
        var pins = (0..<items.count).map(items.pinnedUntil)
        guard !after.isEmpty else { return pins }
        for item in 0..<items.count {
            // Along the edges, as far as they go; a circle is refused elsewhere.
            var (leader, steps) = (after[item], 0)
            while leader >= 0, steps < items.count {
                pins[item] = max(pins[item], items.pinnedUntil(Int(leader)))
                (leader, steps) = (after[Int(leader)], steps + 1)
            }
        }
        return pins
    }

    /// Those given in an order in which everyone comes after its blockers (Kahn 1962).
    ///
    /// Throws `afterCycle` with the ids of one cycle, the smallest first.
    static func order(
        of given: [Int32], blockers: (Int32) -> [Int32], ids: [InstallationID]
    ) throws(PlanRefusal) -> [Int32] {
        let size = Int(given.max() ?? -1) + 1
        var waiting = [Int32](repeating: 0, count: size)
        var blocked: [Int32: [Int32]] = [:]
        for number in given {
            let those = blockers(number)
            waiting[Int(number)] = Int32(those.count)
            for blocker in those { blocked[blocker, default: []].append(number) }
        }
        var order = given.filter { waiting[Int($0)] == 0 }
        var next = 0
        while next < order.count {
            for number in blocked[order[next]] ?? [] {
                waiting[Int(number)] -= 1
                if waiting[Int(number)] == 0 { order.append(number) }
            }
            next += 1
        }
        guard var number = given.first(where: { waiting[Int($0)] > 0 }) else { return order }
        // Everyone who is left waits for somebody who is left, so walking along the blockers ends in a cycle.
        var path: [Int32] = []
        while !path.contains(number), let blocker = blockers(number).first(where: { waiting[Int($0)] > 0 }) {
            path.append(number)
            number = blocker
        }
        let cycle = path.drop { $0 != number }.map { ids[Int($0)] }
        let start = cycle.indices.min { cycle[$0] < cycle[$1] } ?? cycle.startIndex
        throw .afterCycle(Array(cycle[start...] + cycle[..<start]))
    }
}
