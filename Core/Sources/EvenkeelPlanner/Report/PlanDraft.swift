public import EvenkeelDomain

/// A plan as decided: columns of a few bytes for each site. `plan()` writes it out with every reason in full.
public struct PlanDraft {
    /// One wave, without the list of its sites.
    public struct Wave: Sendable {
        public let name: String
        public let opens: CivilDate
        public let lastInstall: CivilDate
        public let soakEnds: CivilDate
        public let exposure: Exposure
        /// Of it, what runs a combination that nobody before it has tried.
        public let untried: Exposure
        /// Cumulative share of the fleet's pairs.
        public let coverage: Double
        public let tripleCoverage: Double?
        public let gate: GateForecast?
    }

    public private(set) var waves: [Wave] = []
    /// One point for each item that raises coverage.
    public private(set) var curve = [CurvePoint(installations: 0, seats: 0, coverage: 0)]
    let arrangement: Arrangement
    private let forecast: GateForecaster?
    /// In the order of the plan: combinations nobody had tried before.
    private var newPairs: [Int32]

    init(_ arrangement: Arrangement, forecast: GateForecaster?) throws(PlanRefusal) {
        self.arrangement = arrangement
        self.forecast = forecast
        newPairs = Array(repeating: 0, count: arrangement.order.count)
        var coverage = try Self.coverage(of: arrangement, strength: 2)
        var triples = arrangement.policy.coverage.strength == 3 ? try Self.coverage(of: arrangement, strength: 3) : nil
        var point = CurvePoint(installations: 0, seats: 0, coverage: 0)
        var clean = 0
        if !arrangement.triedItems.isEmpty {
            for item in arrangement.triedItems {
                coverage.cover(item)
                triples?.cover(item)
            }
            point.installations = arrangement.begun.siteCount
            point.seats = arrangement.begun.waves.reduce(0) { $0 + $1.exposure.seats }
            point.coverage = coverage.share
            clean = arrangement.begunItems
            // What was tried by an earlier release was tried before the first site of this one.
            if arrangement.begun.count == 0 { curve = [] }
            curve.append(point)
            if let last = arrangement.begun.waves.last, let next = arrangement.waves.first {
                // What has begun stands; what comes next must still have the evidence for it.
                try expectToPass(after: last.name, to: next, clean: clean)
            }
        } else {
            try expectProbe()
        }
        for number in arrangement.waves.indices {
            let members = arrangement.order[arrangement.waves[number].range]
            // Whoever adds nothing to what was tried before the wave adds nothing within it.
            let trying = coverage.contributing(Array(members))
            let untried = untried(trying, coverage)
            var next = trying[...]
            for (place, item) in zip(members.indices, members) {
                if coverage.isComplete { break }
                point.installations += arrangement.items.siteCount(of: Int(item))
                point.seats += arrangement.items.knownSeats(of: Int(item))
                guard item == next.first else { continue }
                next.removeFirst()
                let new = coverage.cover(Int(item))
                newPairs[place] = Int32(clamping: new)
                if new > 0 {
                    point.coverage = coverage.share
                    curve.append(point)
                }
            }
            triples?.cover(Array(members))
            clean += members.count
            waves.append(
                try wave(
                    number, members: members, clean: clean, untried: untried, coverage: coverage.share,
                    triples: triples?.share))
        }
    }

    /// Of the combinations of those who get a place, with the sites that have been tried: one that only withheld sites
    /// run cannot be tried.
    private static func coverage(of arrangement: Arrangement, strength: Int) throws(PlanRefusal) -> CombinationCoverage
    {
        // Everybody has a place: what the waves were ordered by is what is reported.
        if let untouched = arrangement.untouched, strength == 2, arrangement.begun.count == 0 { return untouched }
        let placed = arrangement.waveOf.indices.lazy.filter { arrangement.waveOf[$0] >= 0 }
        return try CombinationCoverage(
            arrangement.table, among: Array(placed) + arrangement.triedItems, strength: strength)
    }

    /// - Parameter trying: those members of a wave that run a combination nobody before it has tried.
    private func untried(_ trying: [Int32], _ coverage: CombinationCoverage) -> Exposure {
        let items = arrangement.items
        var exposure = Exposure()
        guard !trying.isEmpty else { return exposure }
        var customers = [Bool](repeating: false, count: items.image.customerIDs.count)
        for item in trying {
            for site in sites(of: Int(item), thatTry: coverage) {
                exposure.installations += 1
                exposure.seats += items.image.seats[Int(site)] ?? 0
                let customer = Int(items.image.customerNumbers[Int(site)])
                if !customers[customer] {
                    customers[customer] = true
                    exposure.customers += 1
                }
            }
        }
        return exposure
    }

    /// Of a unit, those members that run a combination nobody has tried.
    private func sites(of item: Int, thatTry coverage: CombinationCoverage) -> [Int32] {
        let members = arrangement.items.members(of: item)
        guard members.count > 1 else { return Array(members) }
        let new = coverage.newCombinationList(of: item)
        let table = arrangement.table
        return zip(members, table.rows(of: item)).filter { _, row in
            let marks = Set(table.marks(ofRow: row))
            return new.contains { $0.allSatisfy(marks.contains) }
        }.map { $0.0 }
    }

    private func wave(
        _ number: Int, members: ArraySlice<Int32>, clean: Int, untried: Exposure, coverage: Double, triples: Double?
    ) throws(PlanRefusal) -> Wave {
        let wave = arrangement.waves[number]
        return Wave(
            name: wave.name, opens: wave.opens, lastInstall: wave.lastInstall, soakEnds: wave.soakEnds,
            exposure: wave.exposure, untried: untried, coverage: coverage, tripleCoverage: triples,
            gate: try gate(after: number, clean: clean))
    }

    /// The forecast of the gate between a wave and the next, if everything so far is clean. Sites that move together
    /// are judged as one, and count as one.
    private func gate(after number: Int, clean: Int) throws(PlanRefusal) -> GateForecast? {
        guard forecast != nil, number + 1 < arrangement.waves.count else { return nil }
        let wave = arrangement.waves[number]
        try expectToPass(after: wave.name, to: arrangement.waves[number + 1], clean: clean)
        let sites = arrangement.order[wave.range].flatMap { arrangement.items.members(of: Int($0)) }
        let shortages = arrangement.policy.waves[wave.rule].soak.shortages(
            wave: wave.name, sites: sites, in: arrangement.items.image,
            credit: arrangement.context.earned?.credit)
        if let shortage = shortages.certain.first { throw .evidenceCannotCome(shortage) }
        return GateForecast(cleanSites: clean, moreSitesNeeded: 0)
    }

    private func expectToPass(after name: String, to next: Arrangement.Wave, clean: Int) throws(PlanRefusal) {
        guard let forecast else { return }
        let verdict = arrangement.policy.verdict
        let missing = max(0, forecast(clean, next.range.count, verdict))
        guard missing > 0 else { return }
        let allowance = EvidenceAllowance(verdict: verdict, forecast: forecast)
        throw .gateCannotPass(
            wave: name, next: next.name, cleanSites: clean, moreSitesNeeded: missing,
            largestNextWave: allowance.sites(afterClean: clean, remaining: next.range.count),
            minSample: clean + missing == verdict.minSample ? verdict.minSample : nil)
    }

    /// Waves that were to try the release first may be left out for want of anybody in them. Then the first that is
    /// not is a probe itself, and no larger than the verdict lets any wave be without a clean site.
    private func expectProbe() throws(PlanRefusal) {
        guard let forecast, let first = arrangement.waves.first, first.rule > 0 else { return }
        var verdict = arrangement.policy.verdict
        // How large a sample a gate asks for is about a gate; there is none before the first wave.
        verdict.minSample = 0
        let size = first.range.count
        // One site is the smallest probe there is.
        guard size > 1, forecast(0, size, verdict) > 0 else { return }
        let allowance = EvidenceAllowance(verdict: verdict, forecast: forecast)
        throw .nothingTriedFirst(
            wave: first.name, sites: size, largest: allowance.sites(afterClean: 0, remaining: size),
            leftOut: arrangement.policy.waves[..<first.rule].map(\.name))
    }

    /// - Parameter place: in the order of the plan.
    func newPairs(at place: Int) -> Int { Int(newPairs[place]) }
}
