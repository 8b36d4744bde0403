import EvenkeelDomain

/// A selected installation that may get a place, with the figures the planner compares.
struct Candidate {
    let site: Installation
    let customer: Customer?
    /// Customers numbered in the order of their first site.
    let customerNumber: Int
    /// The fleet's mean, rounded up, where unknown.
    let seats: Int
    /// Of the release's fixes; nil where unknown.
    let wanted: Int?
    let score: Double
    let marks: Set<String>?

    init(_ site: Installation, customer: Customer?, customerNumber: Int, assumedSeats: Int, policy: Policy) {
        self.site = site
        self.customer = customer
        self.customerNumber = customerNumber
        seats = site.seats ?? assumedSeats
        let wanted = site.wants.map { $0.intersection(policy.release.fixes).count }
        self.wanted = wanted
        marks = Self.marks(of: site, counted: policy.coverage)
        score = Self.score(of: site, wanted: wanted, fixes: policy.release.fixes.count, weights: policy.weights)
    }

    /// What it costs to try the release here: seats weighted by risk,
    /// `seats * (1 + 2 complexity) * (1.6 - friendliness) / feedback`. What is unknown counts as its worst.
    var cost: Double {
        let complexity = site.effectiveComplexity ?? 1
        let friendly = site.friendly?.value ?? 0
        let feedback = max(0.1, site.feedback?.value ?? 0)
        return Double(max(1, seats)) * (1 + 2 * complexity) * (1.6 - friendly) / feedback
    }

    /// Of `order: score`, in the order in which they are summed.
    static let scored: [WaveOrder] = [.need, .complexity, .friendliness, .feedback]

    private static func marks(of site: Installation, counted: CoveragePolicy) -> Set<String>? {
        guard !counted.features else { return site.marks(environment: counted.environment) }
        var bare = site
        bare.features = []
        return site.environment == nil ? nil : bare.marks(environment: counted.environment)
    }

    /// The weighted mean of need, simplicity, friendliness and feedback, 0...1, an unknown counting as 0.
    /// Weights default to .45, .30, .15 and .10.
    private static func score(
        of site: Installation, wanted: Int?, fixes: Int, weights: [WaveOrder: Double]
    ) -> Double {
        let standard: [WaveOrder: Double] = [.need: 0.45, .complexity: 0.30, .friendliness: 0.15, .feedback: 0.10]
        let chosen = scored.contains { weights[$0] != nil } ? weights : standard
        var sum = 0.0
        var total = 0.0
        for order in scored {
            let worth =
                switch order {
                case .need: fixes == 0 ? 0 : Double(wanted ?? 0) / Double(fixes)
                case .complexity: 1 - (site.effectiveComplexity ?? 1)
                case .friendliness: site.friendly?.value ?? 0
                default: site.feedback?.value ?? 0
                }
            sum += (chosen[order] ?? 0) * worth
            total += chosen[order] ?? 0
        }
        return total > 0 ? sum / total : 0
    }
}
