public import EvenkeelDomain

/// Finds the facts whose absence costs a policy most: what to ask customers for before planning.
///
/// Says what the planner would do for want of each fact. Sites of another product, and those that are certainly not
/// selected, count for nothing.
public struct FleetCheck: Sendable {
    /// The dearest first.
    public let facts: [MissingFact]
    /// Sites the rollout may concern.
    public let concernedSites: Int
    /// Of those, the ones of which the policy knows everything it asks for.
    public let completeSites: Int

    private let costs: [String: [Double]]

    /// - Parameters:
    ///   - holds: those in force.
    ///   - history: what past rollouts taught; feedback that was learned is not missing.
    public init(
        _ image: FleetImage, policy: Policy, holds: [Hold] = [], history: [InstallationID: TrackRecord] = [:]
    ) {
        let concerned = Self.concerned(image, policy)
        var tally = FactTally(image, policy: policy, history: history, concerned: concerned)
        tally.add(policy.select, .select)
        for hold in holds.sorted(by: { $0.id < $1.id }) { tally.add(hold.predicate, .hold(hold.why)) }
        for (offset, wave) in policy.waves.enumerated() {
            Self.add(wave, number: offset + 1, policy, to: &tally)
        }
        if let acknowledge = policy.notice.acknowledge { tally.add(acknowledge, .acknowledge) }
        for fact in Self.marks(policy.coverage) { tally.add(fact, .coverage) }
        let (facts, costs) = tally.result(UnseenPairs(image, counted: policy.coverage, among: concerned))
        self.facts = facts
        self.costs = costs
        concernedSites = concerned.popcount
        completeSites = concerned.indices.count { site in costs.values.allSatisfy { $0[site] == 0 } }
    }

    /// What the absence of a fact costs at a site, by its number in the image; 0 where it is known.
    public func cost(of fact: String, at site: Int) -> Double { costs[fact]?[site] ?? 0 }

    private static func concerned(_ image: FleetImage, _ policy: Policy) -> Bitmap {
        let selected = image.truth(of: policy.select, release: policy.release)
        var concerned = selected.yes
        concerned.or(selected.maybe)
        let other = image.product.values.map { $0 != policy.release.product }
        for site in concerned.indices {
            let code = image.product.code(of: site)
            if code > 0, other[code - 1] { concerned[site] = false }
        }
        return concerned
    }

    private static func add(_ wave: WavePolicy, number: Int, _ policy: Policy, to tally: inout FactTally) {
        if let among = wave.among { tally.add(among, .among(wave: number)) }
        if wave.limit.complexityAtMost != nil { tally.add("complexity", .bound(wave: number)) }
        if wave.limit.friendlyAtLeast != nil { tally.add("friendly", .bound(wave: number)) }
        for (order, share) in Self.parts(of: wave.order, policy) {
            if order == .coverage {
                // Without its features a site has no marks at all; without an attribute it has the others.
                for fact in marks(policy.coverage) {
                    let isWhole = fact == "features" || !policy.coverage.features
                    tally.add(fact, isWhole ? .order(wave: number, .coverage, share: 1) : .attribute(wave: number))
                }
                // What the planner weighs combinations against; unknown counts as the worst.
                for fact in ["complexity", "friendly", "feedback"] { tally.add(fact, .price(wave: number)) }
            } else if let fact = fact(of: order) {
                tally.add(fact, .order(wave: number, wave.order, share: share))
            }
        }
        if wave.limit.seats != nil || wave.split?.seats != nil { tally.add("seats", .limit(wave: number)) }
        if wave.limit.weight != nil || wave.split?.weight != nil { tally.add("criticality", .limit(wave: number)) }
    }

    /// The orders that decide in a wave and their shares: itself, or what a score is made of.
    private static func parts(of order: WaveOrder, _ policy: Policy) -> [(WaveOrder, Double)] {
        guard order == .score else { return [(order, 1)] }
        let weights = policy.scoreWeights
        let total = weights.values.reduce(0, +)
        guard total > 0 else { return [] }
        return WaveOrder.allCases.compactMap { part in
            guard let weight = weights[part], weight > 0, part != .score, part != .coverage else { return nil }
            return (part, weight / total)
        }
    }

    /// The fact an order goes by; for coverage there are several.
    private static func fact(of order: WaveOrder) -> String? {
        switch order {
        case .need: "wants"
        case .simplicity, .complexity: "complexity"
        case .friendliness: "friendly"
        case .feedback: "feedback"
        case .due: "support_ends"
        case .coverage, .score: nil
        }
    }

    private static func marks(_ counted: CoveragePolicy) -> [String] {
        (counted.features ? ["features"] : []) + counted.environment.sorted().map { "environment.\($0)" }
    }
}
