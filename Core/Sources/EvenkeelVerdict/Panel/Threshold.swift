/// A limit a policy adds to the statistics: so many failures halt, whatever was expected.
///
/// "Any failure of a site with criticality revenue halts" is a count of 1 in that scope. A threshold knows no promise
/// about false halts: at a baseline of 1 % it halts 33 % of harmless rollouts of 40 such sites (1 - 0.99^40).
public struct Threshold: Sendable, Equatable {
    public enum Kind: Sendable, Equatable {
        /// Halts at so many failing sites; at least 1.
        case count(Int)
        /// Halts when more than this share of the started sites failed, once `leastSites` have started.
        case share(above: Double, leastSites: Int)
    }

    /// Which sites are counted. The caller evaluates predicates and hands over tallies by label.
    public enum Scope: Hashable, Sendable {
        case allSites
        /// The sites that carry this label, such as "criticality=revenue".
        case label(String)
    }

    public let kind: Kind
    public let scope: Scope
    /// The metric whose failures count.
    public let metric: MetricName

    public init(kind: Kind, scope: Scope = .allSites, metric: MetricName = .health) {
        switch kind {
        case .count(let count): precondition(count >= 1, "a count is at least 1")
        case .share(let share, let sites):
            precondition(share >= 0 && share < 1 && sites >= 1, "a share lies between 0 and 1, of at least one site")
        }
        self.kind = kind
        self.scope = scope
        self.metric = metric
    }

    /// Whether the limit is reached.
    public func halts(_ tally: ScopeTally) -> Bool {
        switch kind {
        case .count(let count): tally.failed >= count
        case .share(let share, let least):
            tally.sites >= least && Double(tally.failed) > share * Double(tally.sites)
        }
    }
}
