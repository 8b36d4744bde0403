import EvenkeelDomain

/// Whether a policy can be kept at all, found before anybody is placed: for every span of waves, what must be done
/// within it is no more than it can hold, in sites, seats, weight and customers; and for every date, no more than can
/// be installed by then.
///
/// A unit is installed as one, by the longest way of its members.
///
/// Necessary, not sufficient: sites are not divisible, and who waits for whom is not looked at. What remains is found
/// by placing everybody.
struct Certificate {
    let items: Items
    let policy: Policy
    let slots: [Slot]
    let scores: [Double]
    let precedence: Precedence
    let profiles: DayProfiles
    /// What shares of customers refer to.
    let customersInAll: Int
    let firstOpens: CivilDate

    func check(_ dues: Dues) throws(PlanRefusal) {
        guard !dues.isEmpty, !slots.isEmpty else { return try checkDeadline() }
        let lastSlots = dues.classes.map { dues.lastSlot(of: $0, in: slots) }
        if let number = lastSlots.indices.filter({ lastSlots[$0] < 0 }).min(by: {
            dues.classes[$0].latest < dues.classes[$1].latest
        }) {
            let one = dues.classes[number]
            throw refusal(
                .waves, slot: 0, due: one.latest, needed: one.installations, available: 0, late: Array(one.items))
        }
        try checkSpans(dues, lastSlots)
        try checkCustomers(dues, lastSlots)
        try checkCapacity(dues)
        try checkDeadline()
    }

    private struct Demand {
        var installations = 0
        var seats = 0
        var weight = 0

        static func += (sum: inout Self, part: Self) {
            sum.installations += part.installations
            sum.seats += part.seats
            sum.weight += part.weight
        }

        static func - (whole: Self, part: Self) -> Self {
            Self(
                installations: whole.installations - part.installations, seats: whole.seats - part.seats,
                weight: whole.weight - part.weight)
        }
    }

    private func checkSpans(_ dues: Dues, _ lastSlots: [Int]) throws(PlanRefusal) {
        // By the first slot they may be in and the last; but few are pinned, and those who are not start at the first.
        var demand: [Int: [Int: Demand]] = [:]
        let opens = slots.map { Int32($0.opens.dayNumber) }
        for (number, one) in dues.classes.enumerated() {
            var free = Demand(installations: one.installations, seats: one.seats, weight: one.weight)
            for item in one.items where items.hasPins && items.pinnedUntil(Int(item)) >= opens[0] {
                let item = Int(item)
                let part = Demand(
                    installations: items.siteCount(of: item), seats: Int(items.rows[item].seats),
                    weight: Int(items.rows[item].weight))
                free = free - part
                let first = opens.firstIndex { $0 > items.pinnedUntil(item) } ?? opens.count
                guard first <= lastSlots[number] else { continue }
                demand[first, default: [:]][lastSlots[number], default: Demand()] += part
            }
            demand[0, default: [:]][lastSlots[number], default: Demand()] += free
        }
        for from in demand.keys.sorted(by: >) {
            for until in Set(demand.values.flatMap(\.keys)).sorted() where until >= from {
                var due = Demand()
                for (first, ends) in demand where first >= from {
                    for (last, part) in ends where last <= until { due += part }
                }
                let span = slots[from...until]
                try compare(
                    .installations, due.installations, sum(span.map(\.installations)), dues, from, until, lastSlots)
                try compare(.seats, due.seats, sum(span.map(\.seats)), dues, from, until, lastSlots)
                try compare(.weight, due.weight, sum(span.map(\.weight)), dues, from, until, lastSlots)
            }
        }
    }

    private func sum(_ caps: [Int]) -> Int { caps.contains(.max) ? .max : caps.reduce(0, +) }

    private func compare(
        _ limit: Infeasibility.Limit, _ needed: Int, _ available: Int, _ dues: Dues, _ from: Int, _ until: Int,
        _ lastSlots: [Int]
    ) throws(PlanRefusal) {
        guard needed > available else { return }
        let concerned = lastSlots.indices.filter { lastSlots[$0] <= until }
        throw refusal(
            limit, slot: until, due: concerned.map { dues.classes[$0].latest }.max() ?? 0, needed: needed,
            available: available,
            late: concerned.flatMap { dues.classes[$0].items }.filter {
                items.pinnedUntil(Int($0)) >= Int32(slots[from].opens.dayNumber) || from == 0
                    || items.pinnedUntil(Int($0)) >= Int32(slots[from - 1].opens.dayNumber)
            })
    }

    /// For every date, as many customers as the waves up to it may touch, and of each customer no more sites than they
    /// may take.
    private func checkCustomers(_ dues: Dues, _ lastSlots: [Int]) throws(PlanRefusal) {
        let limits = policy.waves.flatMap { [$0.limit, $0.split].compactMap(\.self) }
        guard limits.contains(where: { $0.customers != nil || $0.perCustomer != nil }) else { return }
        for until in Set(lastSlots).sorted() {
            let concerned = lastSlots.indices.filter { lastSlots[$0] <= until }
            let late = concerned.flatMap { Array(dues.classes[$0].items) }
            let due = concerned.map { dues.classes[$0].latest }.max() ?? 0
            var sites: [Int32: Int] = [:]
            for item in late {
                for site in items.members(of: Int(item)) {
                    sites[items.image.customerNumbers[Int(site)], default: 0] += 1
                }
            }
            let customers = room(until: until) { $0.customers?.of(customersInAll) }
            if sites.count > customers {
                throw refusal(
                    .customers, slot: until, due: due, needed: sites.count, available: customers, late: late)
            }
            let each = room(until: until) { $0.perCustomer }
            // The most of one customer, of equals the one that comes first.
            let most = sites.max { ($0.value, -$0.key) < ($1.value, -$1.key) }
            guard let most, most.value > each else { continue }
            throw refusal(
                .perCustomer, slot: until, due: due, needed: most.value, available: each,
                late: late.filter { item in
                    items.members(of: Int(item)).contains { items.image.customerNumbers[Int($0)] == most.key }
                }, customer: items.image.customerIDs[Int(most.key)])
        }
    }

    /// What the waves up to a slot may hold together; a wave that is split holds no more than its whole limit.
    private func room(until slot: Int, _ cap: (WaveLimit) -> Int?) -> Int {
        let parts = Dictionary(slots[...slot].map { ($0.rule, 1) }, uniquingKeysWith: +)
        return sum(
            parts.map { rule, count in
                let part = policy.waves[rule].split.flatMap(cap).map { $0.multipliedReportingOverflow(by: count) }
                return min(
                    cap(policy.waves[rule].limit) ?? .max, part.map { $0.overflow ? .max : $0.partialValue } ?? .max)
            })
    }

    private func checkCapacity(_ dues: Dues) throws(PlanRefusal) {
        guard let capacity = perDay else { return }
        var installs: [Int32: Int] = [:]
        for one in dues.classes {
            installs[one.latest, default: 0] += one.items.reduce(0) { $0 + items.steps(of: Int($1)) }
        }
        var needed = 0
        for date in installs.keys.sorted() {
            needed += installs[date] ?? 0
            let available = capacity * workingDays(until: CivilDate(dayNumber: Int(date)))
            guard needed > available else { continue }
            throw refusal(
                .capacity, slot: slots.lastIndex { Int32($0.opens.dayNumber) <= date } ?? 0, due: date, needed: needed,
                available: available, late: dues.classes.filter { $0.latest <= date }.flatMap(\.items))
        }
    }

    /// The policy's own deadline, which is everybody's.
    private func checkDeadline() throws(PlanRefusal) {
        guard let capacity = perDay, let deadline = policy.deadline, deadline >= firstOpens
        else {
            return
        }
        let needed =
            items.steps.isEmpty ? items.count : (0..<items.count).reduce(0) { $0 + items.steps(of: $1) }
        let available = capacity * workingDays(until: deadline)
        guard needed > available else { return }
        throw refusal(
            .capacity, slot: slots.lastIndex { $0.opens <= deadline } ?? 0, due: Int32(deadline.dayNumber),
            needed: needed, available: available, late: Array(0..<Int32(items.count)))
    }

    /// Of everybody and all teams together; nil where one of them knows no limit.
    private var perDay: Int? {
        policy.calendar.capacityPerDay.map { $0 + (policy.calendar.capacityPerTeam ?? [:]).values.reduce(0, +) }
    }

    private func workingDays(until date: CivilDate) -> Int { profiles.dayCount(from: firstOpens, until: date) }

    private func refusal(
        _ limit: Infeasibility.Limit, slot: Int, due: Int32, needed: Int, available: Int, late: [Int32],
        customer: CustomerID? = nil
    ) -> PlanRefusal {
        let leaders = leaders(late, due: due)
        // Whose own date it is, not who goes before them.
        let own = late.filter { items.rows[Int($0)].latest <= due }
        let late = own.isEmpty ? late : own
        // Those with the least need: their dates could move. As many as are missing, and not a list nobody reads.
        let missing = [.seats, .weight, .customers].contains(limit) ? late.count : needed - available
        let least = late.sorted { (scores[Int($0)], $0) < (scores[Int($1)], $1) }.prefix(min(missing, 20))
        return .infeasible(
            Infeasibility(
                wave: slots.isEmpty ? "" : policy.waves[slots[slot].rule].name,
                opens: slots.isEmpty ? firstOpens : slots[slot].opens, limit: limit,
                due: CivilDate(dayNumber: Int(due)), needed: needed, available: available,
                sites: least.map { items.id(of: Int($0)) }, customer: customer, leaders: leaders))
    }

    /// Those that are due only since somebody goes after them; a few are enough to understand.
    private func leaders(_ late: [Int32], due: Int32) -> [Infeasibility.Leader] {
        guard !precedence.isEmpty, late.contains(where: { items.rows[Int($0)].latest > due }) else { return [] }
        let followers = Dues.followers(of: items, precedence, profiles, firstOpens)
        return late.sorted().lazy.filter { followers[Int($0)] >= 0 }.prefix(5).map { item in
            let follower = Int(followers[Int(item)])
            return Infeasibility.Leader(
                site: items.id(of: Int(item)), follower: items.id(of: follower),
                due: CivilDate(dayNumber: Int(items.rows[follower].latest)))
        }
    }
}
