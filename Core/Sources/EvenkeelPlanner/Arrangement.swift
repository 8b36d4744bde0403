import EvenkeelDomain

/// Who goes in which wave, and when each wave opens: the decisions of a plan, before they are reported.
struct Arrangement {
    struct Wave {
        let policy: WavePolicy
        var name: String
        let opens: CivilDate
        let soakEnds: CivilDate
        /// Numbers of candidates, in the order in which they were taken.
        let members: [Int]
    }

    let policy: Policy
    let selection: Selection
    let precedence: Precedence
    let index: FeatureIndex
    let firstOpens: CivilDate
    private(set) var waves: [Wave] = []
    /// By candidate; nil where it has no place.
    private(set) var waveOf: [Int?]
    /// Waves of the policy that nobody would be in.
    private(set) var leftOut: [String] = []
    private(set) var withheld: [InstallationID: Withheld.Reason]

    private let dates: WaveDates
    private let allowance: EvidenceAllowance
    private let costs: [Double]
    private var coverage: PairCoverage
    private var sorted: [WaveOrder: [Int]] = [:]
    private var placed = 0

    var candidates: [Candidate] { selection.candidates }

    init(fleet: Fleet, policy: Policy, context: PlanContext, forecast: GateForecaster?) throws(PlanRefusal) {
        guard !policy.waves.isEmpty else { throw .noWaves }
        guard policy.coverage.strength == 2, (1...PairCoverage.depthLimit).contains(policy.coverage.depth) else {
            throw .unsupportedCoverage(strength: policy.coverage.strength, depth: policy.coverage.depth)
        }
        self.policy = policy
        dates = WaveDates(context, policy: policy)
        firstOpens = try dates.firstDay(context, policy: policy)
        selection = try Selection(fleet: fleet, policy: policy, context: context)
        withheld = selection.withheld
        precedence = try Precedence(
            selection.candidates, canaryPerCustomer: policy.canaryPerCustomer, firstOpens: firstOpens)
        index = try FeatureIndex(marks: selection.candidates.map(\.marks))
        coverage = PairCoverage(index: index, among: selection.candidates.indices, depth: policy.coverage.depth)
        allowance = EvidenceAllowance(verdict: policy.verdict, forecast: forecast)
        costs = selection.candidates.map(\.cost)
        waveOf = Array(repeating: nil, count: selection.candidates.count)

        for (position, wave) in policy.waves.enumerated() {
            try arrange(wave, isLast: position == policy.waves.count - 1)
        }
        try withholdTheRest(lastWave: policy.waves[policy.waves.count - 1])
    }

    /// One wave, or as many as the rest needs: where the wave is split, or is the last and for everybody, so that
    /// those who go after somebody in it have a wave to go in.
    private mutating func arrange(_ wave: WavePolicy, isLast: Bool) throws(PlanRefusal) {
        let first = waves.count
        var whole = budget(wave.limit)
        repeat {
            let opens = try dates.opening(onOrAfter: waves.last?.soakEnds ?? firstOpens)
            let pool = pool(for: wave, opens: opens)
            // A pin that has lapsed since is no reason for one more wave.
            if waves.count > first, pool.allSatisfy({ isPinned($0, on: waves[waves.count - 1].opens) }) { break }
            let members = fill(pool, order: wave.order, whole: &whole, part: wave.split.map(budget))
            guard !members.isEmpty else { break }
            for number in members { waveOf[number] = waves.count }
            placed += members.count
            waves.append(
                Wave(
                    policy: wave, name: wave.name, opens: opens, soakEnds: dates.soakEnd(of: wave.soak, from: opens),
                    members: members))
        } while wave.split != nil || (isLast && wave.limit.isUnlimited)

        if waves.count == first { leftOut.append(wave.name) }
        if waves.count > first + 1 {
            for number in first..<waves.count { waves[number].name = "\(wave.name) \(number - first + 1)" }
        }
    }

    private func budget(_ limit: WaveLimit) -> WaveBudget {
        // At least one site: with none, no evidence would ever come.
        let auto = limit.auto ? max(1, allowance.sites(afterClean: placed, remaining: candidates.count - placed)) : .max
        return WaveBudget(limit, total: selection.total, auto: auto)
    }

    /// Those who may go in a wave, in its order; for coverage in the order of their ids.
    private mutating func pool(for wave: WavePolicy, opens: CivilDate) -> [Int] {
        let order = sorted[wave.order] ?? Ranking.sorted(candidates, by: wave.order)
        sorted[wave.order] = order
        return order.filter { number in
            guard waveOf[number] == nil, !isPinned(number, on: opens), isUnblocked(number) else { return false }
            if wave.order == .need, (candidates[number].wanted ?? 0) == 0 { return false }
            return amongTruth(of: number, in: wave) == .yes
        }
    }

    private mutating func fill(
        _ pool: [Int], order: WaveOrder, whole: inout WaveBudget, part: WaveBudget?
    ) -> [Int] {
        var part = part
        let candidates = candidates
        func take(_ number: Int) -> Bool {
            let candidate = candidates[number]
            guard whole.fits(candidate), part?.fits(candidate) ?? true else { return false }
            whole.take(candidate)
            part?.take(candidate)
            return true
        }
        if order == .coverage {
            return CoverageGreedy.picks(from: pool, costs: costs, coverage: &coverage, admit: take)
        }
        let members = pool.filter(take)
        for number in members { coverage.cover(number) }
        return members
    }

    func isPinned(_ number: Int, on date: CivilDate) -> Bool {
        (candidates[number].site.pinnedUntil ?? date - 1) >= date
    }

    func amongTruth(of number: Int, in wave: WavePolicy) -> Truth {
        guard let among = wave.among else { return .yes }
        let candidate = candidates[number]
        return among.evaluate(SiteFacts(candidate.site, customer: candidate.customer, release: policy.release))
    }

    /// True if everybody it goes after is in an earlier wave.
    private func isUnblocked(_ number: Int) -> Bool {
        [precedence.after[number], precedence.canary[number]].allSatisfy { $0.map { waveOf[$0] != nil } ?? true }
    }

    /// Those without a place are withheld if they are pinned or wait for somebody who is withheld; anybody else is a
    /// reason to refuse.
    private mutating func withholdTheRest(lastWave: WavePolicy) throws(PlanRefusal) {
        let lastOpens = waves.last?.opens ?? firstOpens
        var unplaced: [Int] = []
        for number in precedence.order where waveOf[number] == nil {
            let site = candidates[number].site
            let blockers = [precedence.after[number], precedence.canary[number]].compactMap(\.self)
            if let until = site.pinnedUntil, isPinned(number, on: lastOpens) {
                withheld[site.id] = .pinned(until: until)
            } else if let blocker = blockers.first(where: { withheld[candidates[$0].site.id] != nil }) {
                withheld[site.id] = .afterWithheld(candidates[blocker].site.id)
            } else {
                unplaced.append(number)
            }
        }
        guard unplaced.isEmpty else { throw obstacle(to: unplaced.sorted(), in: lastWave) }
        guard !waves.isEmpty else {
            throw .everythingWithheld(withheldList)
        }
    }

    private func obstacle(to unplaced: [Int], in lastWave: WavePolicy) -> PlanRefusal {
        let caps = [lastWave.limit.seats, lastWave.split?.seats].compactMap { $0?.of(selection.total.seats) }
        // Of the largest, the one with the smallest id.
        let largest = unplaced.reversed().max { candidates[$0].seats < candidates[$1].seats }
        if let cap = caps.min(), let largest, candidates[largest].seats > cap {
            return .siteAboveCap(
                candidates[largest].site.id, seats: candidates[largest].seats, wave: lastWave.name, cap: cap)
        }
        return .unplaced(unplaced.map { candidates[$0].site.id }, lastWave: lastWave.name)
    }

    /// In the order of their ids.
    var withheldList: [Withheld] {
        withheld.sorted { $0.key < $1.key }.map { Withheld(installation: $0.key, reason: $0.value) }
    }
}
