import EvenkeelDomain

/// Who goes in which wave, on which day, and why: the decisions of a plan, before they are reported.
struct Arrangement {
    struct Wave {
        /// Index of the policy's wave.
        let rule: Int
        /// Its place among the parts of that wave that are to come.
        let part: Int
        var name: String
        let opens: CivilDate
        let lastInstall: CivilDate
        let soakEnds: CivilDate
        let soakDays: Int
        /// Its items, as places in `order` and `codes`.
        let range: Range<Int>
        let exposure: Exposure
    }

    let policy: Policy
    let context: PlanContext
    let selection: Selection
    let items: Items
    let table: MarkTable
    let precedence: Precedence
    let eligibility: Eligibility
    let firstOpens: CivilDate
    /// Sites of waves that have begun, and those that tried what this release leaves as it was, as items behind those of
    /// the plan.
    var triedItems: Range<Int> { items.count..<table.itemCount }
    /// Waves of the plan before that have begun; they stand before `waves`.
    let begun: BegunWaves
    /// Items of the waves that have begun, which count as evidence.
    let begunItems: Int
    var waves: [Wave] = []
    /// Items in the order of the plan.
    var order: [Int32] = []
    /// Who may go in the wave that is being filled, and in which wave everybody is.
    var freedom: Freedom
    /// Why each is where it is, in the order of the plan.
    var codes: [PlacementCode] = []
    /// By item, of picks by coverage: the second best at the time.
    var runnersUp: [Int32: Int32] = [:]
    /// Waves of the policy that nobody would be in.
    var leftOut: [String] = []
    var withheld: [Int32: Withheld.Reason]
    var scores: [Double]

    let dates: WaveDates
    let weights: SiteWeights
    let profiles: DayProfiles
    let teams: TeamPools
    let allowance: EvidenceAllowance
    let foresight: Foresight
    let costs: [Double]
    /// Pairs as they were before anything was tried, where that is what a plan reports.
    private(set) var untouched: CombinationCoverage?
    let improvement: Improvement?
    var coverage: CombinationCoverage
    /// Those found to run nothing that is still to be tried, which stays so: nobody looks at them again.
    var exhausted: ItemSet
    var ranking: Ranking
    var dues: Dues
    /// The dates before anybody had a place.
    private let demand: Dues
    /// Those without a place although a date binds them.
    var late: [Int32] = []
    let attempt: Attempt
    var kept: KeptPlaces
    /// The wave before, as it was left, and what had been tried after it.
    var previous: WaveBefore?

    init(
        _ image: FleetImage, policy: Policy, context: PlanContext, forecast: GateForecaster?,
        improvement: Improvement?, attempt: Attempt
    ) throws(PlanRefusal) {
        guard !policy.waves.isEmpty else { throw .noWaves }
        if let endless = policy.waves.first(where: { $0.soak.days > WaveDates.longestSoakDays }) {
            throw .soakTooLong(wave: endless.name, days: endless.soak.days, limit: WaveDates.longestSoakDays)
        }
        self.attempt = attempt
        self.policy = policy
        self.context = context
        self.improvement = improvement
        dates = WaveDates(context, policy: policy)
        begun = BegunWaves(context.past, policy: policy)
        firstOpens = try begun.firstDay(dates: dates, context: context, policy: policy)
        weights = SiteWeights(image)
        let placed = begun.placed(in: image)
        begunItems = begun.cleanItems(in: image)
        selection = try Selection(image, weights: weights, policy: policy, context: context, placed: placed)
        withheld = selection.withheld
        items = Items(
            selection, image: image, weights: weights, policy: policy, context: context, firstOpens: firstOpens)
        let items = items
        let costs = (0..<items.count).map { items.cost(of: $0) }
        self.costs = costs
        kept = KeptPlaces(context.past, begun: begun, items: items, policy: policy)
        precedence = try Precedence(
            items, canaryPerCustomer: policy.canaryPerCustomer, begun: placed, kept: kept, firstOpens: firstOpens,
            costs: costs)
        let earlier = context.earned?.numbers(in: image) ?? []
        table = try MarkColumns.table(
            of: items, further: placed.sorted(), earlier: earlier, touches: policy.release.touches,
            counted: policy.coverage)
        coverage = try CombinationCoverage(
            table, among: 0..<table.itemCount, strength: policy.coverage.strength, depth: policy.coverage.depth,
            weights: Self.weights(policy, table: table, sites: items.sites + placed.sorted() + earlier, image: image))
        let isPlain = coverage.strength == 2 && coverage.depth == 1 && (policy.coverage.weigh ?? .equal) == .equal
        untouched = isPlain ? coverage : nil
        for item in items.count..<table.itemCount { coverage.cover(item) }
        exhausted = ItemSet(count: items.count) { _ in false }
        allowance = EvidenceAllowance(verdict: policy.verdict, forecast: forecast)
        scores = try Self.scores(items, table: table, policy: policy, today: context.today)
        ranking = Ranking(items, scores: scores)
        eligibility = Eligibility(items, policy: policy)
        profiles = DayProfiles(items, policy: policy, context: context, dates: dates)
        teams = TeamPools(items, policy: policy.calendar)
        let byScore = items.hasDates ? ranking.all(by: .score) : []
        dues = Dues(
            items, eligibility: eligibility, precedence: precedence, profiles: profiles, byScore: byScore,
            firstOpens: firstOpens, pressed: attempt.pressed)
        demand = dues
        foresight = Foresight(
            policy: policy, dates: dates, total: selection.total, totalWeight: selection.totalWeight,
            meanSeats: max(1, Double(selection.total.seats) / Double(max(1, selection.total.installations))),
            meanSteps: items.steps.isEmpty
                ? 1 : Double(items.steps.reduce(0) { $0 + Int($1) }) / Double(max(1, items.count)))
        freedom = Freedom(
            items, precedence: precedence, eligibility: eligibility, lastRule: policy.waves.count - 1)
        order.reserveCapacity(items.count)
        codes.reserveCapacity(items.count)
    }

    /// Fills wave by wave.
    mutating func placeEverybody() throws(PlanRefusal) {
        do throws(PlanRefusal) {
            for rule in begun.nextRule..<policy.waves.count { try arrange(rule) }
            nameParts()
            try withholdTheRest()
        } catch {
            switch error {
            case .datesMissed, .unplaced, .siteAboveCap: throw certificateRefusal() ?? error
            default: throw error
            }
        }
        if order.count < items.count { untouched = nil }
    }

    /// Why the policy cannot be kept, as far as could be foreseen before anybody was placed. What it rests on is
    /// foreseen, so it is no reason by itself: it is what is told where placing everybody fails as well.
    func certificateRefusal() -> PlanRefusal? {
        do throws(PlanRefusal) {
            try certificate().check(demand)
            return nil
        } catch { return error }
    }

    /// Items that a date binds.
    var dated: Set<Int32> { Set(demand.classes.flatMap(\.items)) }

    /// By item: its place in `waves`, or -1.
    var waveOf: [Int32] { freedom.waveOf }

    var lastOpens: CivilDate? { waves.last?.opens ?? begun.waves.last?.opens }

    /// The latest day of an install.
    var lastInstall: CivilDate? { waves.map(\.lastInstall).max() ?? begun.waves.last?.opens }

    /// Whether it misses the policy's deadline.
    var isLate: Bool {
        guard let deadline = policy.deadline, let lastInstall else { return false }
        return lastInstall > deadline
    }

    private static func weights(
        _ policy: Policy, table: MarkTable, sites: [Int32], image: FleetImage
    ) -> CombinationWeights {
        switch policy.coverage.weigh ?? .equal {
        case .equal: .equal
        case .seats:
            .seats(perRow: sites.map { Int32(clamping: max(1, image.seats[Int($0)] ?? 1)) })
        case .touches:
            .touched(marks: Set(table.names.indices.filter { policy.release.touches.contains(table.names[$0]) }))
        }
    }

    private static func scores(
        _ items: Items, table: MarkTable, policy: Policy, today: CivilDate
    ) throws(PlanRefusal) -> [Double] {
        let score = Score(policy, today: today)
        guard score.asksForRarity else { return (0..<items.count).map { score.of($0, in: items, rarity: 0) } }
        let counts = try CombinationCounts(table, among: 0..<items.count)
        return (0..<items.count).map { item in
            score.of(item, in: items, rarity: rarity(of: item, table, counts))
        }
    }

    /// 1 over the number of sites that run the item's rarest pair; 0 where it has none.
    private static func rarity(of item: Int, _ table: MarkTable, _ counts: CombinationCounts) -> Double {
        var lowest = Int.max
        for row in table.rows(of: item) {
            let marks = table.marks(ofRow: row)
            for (place, first) in marks.enumerated() {
                for second in marks.dropFirst(place + 1) { lowest = min(lowest, counts.count(of: [first, second])) }
            }
        }
        return lowest == .max ? 0 : 1 / Double(max(1, lowest))
    }

    private func certificate() throws(PlanRefusal) -> Certificate {
        let rule = begun.nextRule
        let slots =
            rule < policy.waves.count
            ? try foresight.slots(
                from: rule, opens: firstOpens, remaining: items.count, longestWait: demand.longestWait,
                without: Set(policy.waves.indices.filter { leftOut.contains(policy.waves[$0].name) })) : []
        return Certificate(
            items: items, policy: policy, slots: slots, scores: scores, precedence: precedence, profiles: profiles,
            customersInAll: selection.total.customers, firstOpens: firstOpens)
    }

    // MARK: Waves

    /// One wave of the policy, or as many as the rest needs: where the wave is split, or is the last and for
    /// everybody, so that those who go after somebody in it have a wave to go in.
    private mutating func arrange(_ rule: Int) throws(PlanRefusal) {
        let wave = policy.waves[rule]
        let isLast = rule == policy.waves.count - 1
        let first = waves.count
        var whole = budget(wave.limit)
        for site in begun.sites(of: rule, in: items.image) {
            whole.spend(
                seats: items.image.seats[site] ?? selection.assumedSeats, weight: weights[site],
                customer: items.image.customerNumbers[site])
        }
        if attempt.opensNoFurtherWave, !isLast, !kept.has(rule: rule), !begun.includes(rule) {
            return leftOut.append(wave.name)
        }
        var part = 0
        repeat {
            let opens = try opening(rule, part: part)
            if waves.count > first, nobodyIsFree(on: waves[waves.count - 1].opens, for: rule) { break }
            var filling = WaveFilling(
                items, whole: whole, part: wave.split.map(budget),
                days: InstallDays(
                    opens: opens, soak: wave.soak, isLast: isLast && wave.limit.isUnlimited && wave.split == nil,
                    teams: teams, profiles: profiles),
                reserving: kept.later(rule: rule, part: part).map { items.rows[Int($0)] })
            try fill(&filling, rule: rule, part: part)
            part += 1
            if filling.members.isEmpty {
                // Those whose place is in a later part still have it.
                if !kept.later(rule: rule, part: part - 1).isEmpty { continue }
                break
            }
            try topUp(&filling, rule: rule)
            cover(&filling)
            whole = filling.whole
            record(filling, rule: rule, part: part - 1)
        } while wave.split != nil || (isLast && wave.limit.isUnlimited)
        if waves.count == first, !begun.includes(rule) { leftOut.append(wave.name) }
    }

    private func opening(_ rule: Int, part: Int) throws(PlanRefusal) -> CivilDate {
        var earliest = try dates.opening(onOrAfter: waves.last?.soakEnds ?? firstOpens)
        // Only those who are down do without the time of a notice.
        if policy.waves[rule].atOnce != true, policy.waves.contains(where: { $0.atOnce == true }) {
            earliest = max(earliest, dates.noticedDay(context, policy: policy))
        }
        return kept.opening(rule: rule, part: part, notBefore: earliest, dates: dates)
    }

    private func budget(_ limit: WaveLimit) -> WaveBudget {
        let placed = order.count + begunItems
        // At least one site: with none, no evidence would ever come.
        let auto = limit.auto ? max(1, allowance.sites(afterClean: placed, remaining: items.count - order.count)) : .max
        return WaveBudget(
            limit, total: selection.total, totalWeight: selection.totalWeight, auto: auto,
            fewestSeats: items.fewestSeats)
    }

    /// Whether all who could join were already pinned when the wave before opened: a pin that has lapsed since is no
    /// reason for one more wave.
    private func nobodyIsFree(on opens: CivilDate, for rule: Int) -> Bool {
        var some = freedom.admitted(to: rule)
        if items.hasPins {
            let day = Int32(opens.dayNumber)
            some.filter { items.pinnedUntil($0) < day }
        }
        return some.isEmpty
    }

    private mutating func record(_ filling: WaveFilling, rule: Int, part: Int) {
        let wave = policy.waves[rule]
        let start = order.count
        let hindrances = Hindrances(self)
        var exposure = filling.exposure
        var customers = CustomerCount(items)
        for member in filling.members {
            var code = PlacementCode(cause: member.cause, day: member.day)
            let isKept = isKept(Int(member.item), rule: rule, part: part)
            (code.hindrance, code.about) =
                hindrances?.ofMember(member, isKept: isKept) ?? begun.hindrance(isKept: isKept)
            codes.append(code)
            order.append(member.item)
            customers.add(member.item, of: member.customer)
        }
        exposure.customers = customers.count
        let lastDay = filling.days.last
        let soak = soak(wave.soak, of: order[start...])
        waves.append(
            Wave(
                rule: rule, part: part, name: wave.name, opens: filling.days.opens, lastInstall: lastDay,
                soakEnds: profiles.soakEnd(of: soak, from: lastDay, items: order[start...]), soakDays: soak.days,
                range: start..<order.count, exposure: exposure))
        previous = WaveBefore(filling: filling, coverage: coverage)
        dues.placed(freedom.close(), of: items)
        ranking.drop(allBut: freedom.unplaced, count: items.count - order.count)
    }

    /// Whether the plan before had it later than the wave before, and so here, or later still and a date has moved it.
    private func isKept(_ item: Int, rule: Int, part: Int) -> Bool {
        guard !kept.isEmpty else { return false }
        guard let last = waves.last else { return kept.had(item, rule: rule, part: part) }
        return kept.staysBehind(item, rule: last.rule, part: last.part)
    }

    private mutating func nameParts() {
        for rule in policy.waves.indices {
            let parts = waves.indices.filter { waves[$0].rule == rule }
            let earlier = begun.parts(of: rule)
            guard earlier + (parts.last.map { waves[$0].part + 1 } ?? 0) > 1 else { continue }
            for number in parts {
                waves[number].name = "\(policy.waves[rule].name) \(earlier + waves[number].part + 1)"
            }
        }
    }
}
