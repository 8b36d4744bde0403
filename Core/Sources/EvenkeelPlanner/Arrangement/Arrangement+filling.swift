import EvenkeelDomain

/// Who goes in a wave: whom the plan before had in it, whose date presses, and then the wave's own order.
extension Arrangement {
    mutating func fill(_ filling: inout WaveFilling, rule: Int, part: Int) throws(PlanRefusal) {
        let wave = policy.waves[rule]
        let opens = filling.days.opens
        for (item, day) in kept.members(rule: rule, part: part) where mayGo(items.rows[Int(item)], rule, opens) {
            take(items.rows[Int(item)], into: &filling, because: .order, preferring: day)
        }
        try takePressing(into: &filling, rule: rule)
        guard !filling.isSpent else { return }
        if wave.order == .coverage {
            var numbers: [Int32] = []
            for row in items.rows
            where mayGo(row, rule, opens) && !kept.staysBehind(Int(row.item), rule: rule, part: part) {
                numbers.append(row.item)
            }
            takeCombinations(of: numbers, into: &filling)
            takeCanaries(of: numbers, into: &filling)
            return
        }
        // Where everybody gets a place in the end, canaries go first: each unlocks its customer's other sites.
        let unlocksFirst = !canaryWave.isEmpty && (wave.split != nil || rule == policy.waves.count - 1)
        for pass in unlocksFirst ? [true, false] : [true] {
            for row in ranking.all(by: wave.order) {
                if filling.isSpent { return }
                if unlocksFirst, precedence.isCanary(row) != pass { continue }
                guard filling.fits(row), mayGo(row, rule, opens),
                    !kept.staysBehind(Int(row.item), rule: rule, part: part)
                else { continue }
                take(row, into: &filling, because: .order)
            }
        }
    }

    /// Takes an item into the wave for good, if it fits.
    @discardableResult
    mutating func take(
        _ row: Items.Row, into filling: inout WaveFilling, because cause: PlacementCode.Cause,
        preferring day: CivilDate? = nil
    ) -> Bool {
        guard filling.take(row, because: cause, preferring: day) else { return false }
        seat(row)
        coverage.cover(Int(row.item))
        return true
    }

    /// Those whose date would not be kept by a later wave, the earliest date first.
    mutating func takePressing(into filling: inout WaveFilling, rule: Int) throws(PlanRefusal) {
        let wave = policy.waves[rule]
        // A wave that takes everybody on one day takes those who are due as well.
        let takesAll = wave.limit.isUnlimited && wave.split == nil && wave.order != .coverage
        guard !dues.isEmpty, !takesAll || policy.calendar.capacityPerDay != nil else { return }
        let slots = try foresight.slots(
            from: rule, opens: filling.days.opens, remaining: items.count - order.count,
            longestWait: dues.longestWait)
        let pressing = dues.pressing(in: slots)
        // Of those who could still go later.
        var (installations, seats, weight) = (0, 0, 0)
        for number in pressingOrder(pressing.lastSlots) {
            let one = dues.classes[number]
            guard one.mask >> UInt64(min(63, rule)) & 1 == 1 else { continue }
            let isLastCall = pressing.lastSlots[number] <= 0
            var next = one.next
            for place in places(of: one, opens: filling.days.opens) {
                if !isLastCall, installations >= pressing.installations, seats >= pressing.seats,
                    weight >= pressing.weight
                {
                    break
                }
                if filling.isSpent { break }
                let row = items.rows[Int(one.items[place])]
                if waveOf[Int(row.item)] >= 0 {
                    if place == next { next += 1 }
                    continue
                }
                guard mayGo(row, rule, filling.days.opens), take(row, into: &filling, because: .deadline) else {
                    continue
                }
                if isLastCall { continue }
                installations += Int(row.siteCount)
                seats += Int(row.seats)
                weight += Int(row.weight)
            }
            dues.advance(number, past: next)
        }
    }

    /// Whom to ask of a class in which order: that of the score, but first those whose window leaves the fewest days.
    private func places(of one: Dues.Class, opens: CivilDate) -> [Int] {
        let places = Array(one.next..<one.items.endIndex)
        guard !profiles.isOpenToAll else { return places }
        let days = places.map { profiles.openDays(of: Int(one.items[$0]), from: opens, until: Int(one.latest)) }
        return places.indices.sorted { (days[$0], $0) < (days[$1], $1) }.map { places[$0] }
    }

    /// Classes with the earliest last slot first, and among them those with the earliest date.
    private func pressingOrder(_ lastSlots: [Int]) -> [Int] {
        dues.classes.indices.sorted {
            (lastSlots[$0], dues.classes[$0].latest, $0) < (lastSlots[$1], dues.classes[$1].latest, $1)
        }
    }

    /// As many new combinations as early as possible per cost; what turns out to add nothing is left for later.
    mutating func takeCombinations(of pool: [Int32], into filling: inout WaveFilling) {
        let before = coverage
        let known = coverage.contributing(pool)
        let start = filling.members.count
        var trial = filling
        let picks = greedy(known, into: &trial)
        let dropped = RedundancyElimination.dropped(from: picks.items, costs: costs, before: before)
        var runnersUp = picks.runnersUp
        let covered = coverage
        if let better = improvement?(known, costs, before, picks.items.filter { !dropped.contains($0) }) {
            // Cheaper, but perhaps not within every limit: only if all of it fits.
            coverage = before
            var cheaper = filling
            let chosen = greedy(better, into: &cheaper)
            if coverage.tried == covered.tried {
                filling = cheaper
                filling.note(runnersUp: chosen.runnersUp, from: start)
                return settle(filling, from: start)
            }
            coverage = covered
        }
        if dropped.isEmpty {
            filling = trial
        } else {
            coverage = before
            runnersUp = []
            for (item, runnerUp) in zip(picks.items, picks.runnersUp) where !dropped.contains(item) {
                if filling.take(items.rows[Int(item)], because: .order) { runnersUp.append(runnerUp) }
                coverage.cover(Int(item))
            }
            // What was freed may let somebody else in.
            let taken = Set(filling.members[start...].map(\.item))
            runnersUp += greedy(known.filter { !taken.contains($0) }, into: &filling).runnersUp
        }
        filling.note(runnersUp: runnersUp, from: start)
        settle(filling, from: start)
    }

    private mutating func greedy(_ pool: [Int32], into filling: inout WaveFilling) -> LazyGreedy.Picks {
        let rows = items.rows
        return LazyGreedy.picks(
            from: pool, costs: costs, coverage: &coverage, withRunnersUp: true, stop: { filling.isSpent },
            admit: { filling.take(rows[$0], because: .order) })
    }

    private mutating func settle(_ filling: WaveFilling, from start: Int) {
        for row in filling.members[start...] { seat(row) }
    }

    private mutating func seat(_ row: Items.Row) {
        waveOf[Int(row.item)] = Int32(waves.count)
        guard !canaryWave.isEmpty else { return }
        let customer = Int(row.customer)
        if precedence.canaryOf[customer] == row.item { canaryWave[customer] = Int32(waves.count) }
        guard !items.furtherCustomers.isEmpty, let others = items.furtherCustomers[row.item] else { return }
        for other in others where precedence.canaryOf[Int(other)] == row.item {
            canaryWave[Int(other)] = Int32(waves.count)
        }
    }

    /// Canaries in what is left of the wave: each unlocks its customer's other sites.
    mutating func takeCanaries(of pool: [Int32], into filling: inout WaveFilling) {
        guard !canaryWave.isEmpty, !filling.isSpent else { return }
        var unlocks = [Bool](repeating: false, count: items.count)
        for item in 0..<items.count where waveOf[item] < 0 {
            let canary = precedence.canary(of: item)
            if canary >= 0 { unlocks[Int(canary)] = true }
        }
        for item in pool where waveOf[Int(item)] >= 0 { unlocks[Int(item)] = false }
        var waits = [Bool](repeating: false, count: items.count)
        for item in pool where unlocks[Int(item)] { waits[Int(item)] = true }
        for row in ranking.all(by: .score) where waits[Int(row.item)] {
            if filling.isSpent { break }
            take(row, into: &filling, because: .canary)
        }
    }

    /// More sites than the wave's order brings, where the policy wants so many at least.
    mutating func topUp(_ filling: inout WaveFilling, rule: Int) throws(PlanRefusal) {
        let wave = policy.waves[rule]
        guard let minimum = wave.atLeast else { return }
        func wanted(_ members: Int) -> Int {
            switch minimum {
            case .sites(let count): return count
            case .evidence:
                guard rule + 1 < policy.waves.count || wave.split != nil, let forecast = allowance.forecast else {
                    return 0
                }
                let remaining = items.count - order.count - members
                let next = policy.waves[wave.split == nil ? rule + 1 : rule]
                let limit = next.split ?? next.limit
                let size = min(remaining, limit.installations?.of(selection.total.installations) ?? .max)
                guard size > 0, !limit.auto else { return 0 }
                let more = forecast(order.count + begunItems + members, size, policy.verdict)
                return members + min(remaining, max(0, more))
            }
        }
        let opens = filling.days.opens
        for row in ranking.all(by: .score) {
            if filling.members.count >= wanted(filling.members.count) { return }
            if mayGo(row, rule, opens) { take(row, into: &filling, because: .evidence) }
        }
        let short = wanted(filling.members.count)
        guard filling.members.count < short else { return }
        throw .waveTooSmall(wave: wave.name, sites: filling.members.count, wanted: short)
    }
}
