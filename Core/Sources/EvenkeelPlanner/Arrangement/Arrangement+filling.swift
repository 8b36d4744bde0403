import EvenkeelDomain

/// Who goes in a wave: whom the plan before had in it, whose date presses, and then the wave's own order.
extension Arrangement {
    mutating func fill(_ filling: inout WaveFilling, rule: Int, part: Int) throws(PlanRefusal) {
        let wave = policy.waves[rule]
        freedom.open(rule, on: filling.days.opens)
        for member in kept.members(rule: rule, part: part) where freedom.isFree(Int(member.item)) {
            let cause: PlacementCode.Cause = member.isForEvidence && wave.atLeast != nil ? .evidence : .order
            take(items.rows[Int(member.item)], into: &filling, because: cause, preferring: member.day)
        }
        try takePressing(into: &filling, rule: rule)
        guard !filling.isSpent else { return }
        if wave.order == .coverage {
            var pool: [Int32] = []
            for item in freedom.free where isFree(item, rule, part) && !exhausted.contains(item) {
                pool.append(Int32(item))
            }
            takeCombinations(of: pool, into: &filling)
            takeCanaries(into: &filling, rule: rule, part: part)
            return
        }
        // Where everybody gets a place in the end, canaries go first: each unlocks its customer's other sites.
        let unlocksFirst = freedom.hasCanaries && (wave.split != nil || rule == policy.waves.count - 1)
        let isByDate = attempt.goesByDate && wave.order != .need
        for pass in unlocksFirst ? [true, false] : [true] {
            for row in ranking.all(by: isByDate ? .due : wave.order) {
                if filling.isSpent { return }
                guard isFree(Int(row.item), rule, part), filling.fits(row) else { continue }
                if unlocksFirst, precedence.isCanary(Int(row.item)) != pass { continue }
                take(row, into: &filling, because: isByDate && row.latest != .max ? .deadline : .order)
            }
        }
    }

    /// Whether an item may go in the wave that is being filled, and does not keep its place in a later one.
    @inline(__always)
    private func isFree(_ item: Int, _ rule: Int, _ part: Int) -> Bool {
        freedom.isFree(item) && (kept.isEmpty || !kept.staysBehind(item, rule: rule, part: part))
    }

    /// Takes an item into the wave for good, if it fits. Whoever goes by coverage next asks `cover` first.
    @discardableResult
    mutating func take(
        _ row: Items.Row, into filling: inout WaveFilling, because cause: PlacementCode.Cause,
        preferring day: CivilDate? = nil
    ) -> Bool {
        guard filling.take(row, because: cause, preferring: day) else { return false }
        freedom.seat(row)
        return true
    }

    /// Counts everybody in the wave as having tried their combinations.
    mutating func cover(_ filling: inout WaveFilling) {
        coverage.cover(filling.members[filling.triedCount...].map(\.item))
        filling.triedCount = filling.members.count
    }

    /// Those whose date would not be kept by a later wave, the earliest date first.
    mutating func takePressing(into filling: inout WaveFilling, rule: Int) throws(PlanRefusal) {
        let wave = policy.waves[rule]
        // A wave that takes everybody on one day takes those who are due as well.
        let takesAll = wave.limit.isUnlimited && wave.split == nil && wave.order != .coverage
        guard !dues.isEmpty, !attempt.goesByDate, !takesAll || policy.calendar.capacityPerDay != nil else { return }
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
                let item = Int(one.items[place])
                if freedom.hasPlace(item) {
                    if place == next { next += 1 }
                    continue
                }
                guard freedom.isFree(item) else { continue }
                let row = items.rows[item]
                guard take(row, into: &filling, because: .deadline) else { continue }
                if isLastCall { continue }
                installations += items.siteCount(of: item)
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
        var known: [Int: Int] = [:]
        let days = places.map { place in
            let item = Int(one.items[place])
            let profile = profiles.profile(of: item)
            if let count = known[profile] { return count }
            let count = profiles.openDays(of: item, from: opens, until: Int(one.latest))
            known[profile] = count
            return count
        }
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
        cover(&filling)
        defer { filling.triedCount = filling.members.count }
        let before = coverage
        let known = coverage.contributing(pool)
        var next = known[...]
        for item in pool {
            if item == next.first { next.removeFirst() } else { exhausted.insert(Int(item)) }
        }
        let start = filling.members.count
        var trial = filling
        let picks = greedy(known, into: &trial)
        let dropped = RedundancyElimination.dropped(from: picks.items, costs: costs, before: before)
        let covered = coverage
        if let better = improvement?(known, costs, before, picks.items.filter { !dropped.contains($0) }) {
            // Cheaper, but perhaps not within every limit: only if all of it fits.
            coverage = before
            var cheaper = filling
            let chosen = greedy(better, into: &cheaper)
            if coverage.tried == covered.tried {
                filling = cheaper
                note(chosen)
                return seat(filling.members[start...])
            }
            coverage = covered
        }
        if dropped.isEmpty {
            filling = trial
            note(picks)
        } else {
            coverage = before
            for (item, runnerUp) in zip(picks.items, picks.runnersUp) where !dropped.contains(item) {
                if filling.take(items.rows[Int(item)], because: .order) { runnersUp[item] = runnerUp }
                coverage.cover(Int(item))
            }
            // What was freed may let somebody else in.
            let taken = Set(filling.members[start...].map(\.item))
            note(greedy(known.filter { !taken.contains($0) }, into: &filling))
        }
        seat(filling.members[start...])
    }

    private mutating func greedy(_ pool: [Int32], into filling: inout WaveFilling) -> LazyGreedy.Picks {
        let rows = items.rows
        return LazyGreedy.picks(
            from: pool, costs: costs, coverage: &coverage, withRunnersUp: true, stop: { filling.isSpent },
            admit: { filling.take(rows[$0], because: .order) })
    }

    private mutating func note(_ picks: LazyGreedy.Picks) {
        for (item, runnerUp) in zip(picks.items, picks.runnersUp) { runnersUp[item] = runnerUp }
    }

    private mutating func seat(_ members: ArraySlice<WaveFilling.Member>) {
        for member in members { freedom.seat(items.rows[Int(member.item)]) }
    }

    /// Canaries in what is left of the wave: each unlocks its customer's other sites.
    mutating func takeCanaries(into filling: inout WaveFilling, rule: Int, part: Int) {
        guard freedom.hasCanaries else { return }
        for row in ranking.canaries(precedence) where isFree(Int(row.item), rule, part) {
            if filling.isSpent { return }
            if freedom.unlocks(row) { take(row, into: &filling, because: .canary) }
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
        for row in ranking.all(by: .score) {
            if filling.members.count >= wanted(filling.members.count) { return }
            if freedom.isFree(Int(row.item)) { take(row, into: &filling, because: .evidence) }
        }
        let short = wanted(filling.members.count)
        guard filling.members.count < short else { return }
        throw .waveTooSmall(wave: wave.name, sites: filling.members.count, wanted: short)
    }
}
