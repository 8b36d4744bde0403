public import EvenkeelDomain

/// Finds the facts whose absence costs a policy most: what to ask customers for before planning.
///
/// A predicate counts for a site only where it comes out `maybe`, and then for each fact that is unknown there;
/// sites that are certainly not selected count for nothing.
public enum FleetCheck {
    /// Most sites first.
    public static func missingFacts(in fleet: Fleet, for policy: Policy) -> [MissingFact] {
        var tally = Tally()
        for site in fleet.installations {
            let facts = SiteFacts(site, customer: fleet.customers[site.customer], release: policy.release)
            let offered = site.product.map { $0 == policy.release.product }
            let selected = policy.select.evaluate(facts)
            guard offered != false, selected != .no else { continue }
            if offered == nil { tally.add("product", .select, site.id) }
            tally.add(policy.select, .select, facts)
            for (offset, wave) in policy.waves.enumerated() {
                if let among = wave.among { tally.add(among, .among(wave: offset + 1), facts) }
                for fact in lacking(wave.order, policy, facts) { tally.add(fact, .order(wave: offset + 1), site.id) }
                if wave.limit.seats != nil || wave.split?.seats != nil, site.seats == nil {
                    tally.add("seats", .limit(wave: offset + 1), site.id)
                }
            }
            if let acknowledge = policy.notice.acknowledge { tally.add(acknowledge, .acknowledge, facts) }
            for fact in lackingForCoverage(policy, facts) { tally.add(fact, .coverage, site.id) }
        }
        return tally.missingFacts()
    }

    /// The facts an order asks for and the site lacks.
    private static func lacking(_ order: WaveOrder, _ policy: Policy, _ facts: SiteFacts) -> [String] {
        let name: String
        switch order {
        case .need: name = "wants"
        case .simplicity, .complexity: name = "complexity"
        case .friendliness: name = "friendly"
        case .feedback: name = "feedback"
        case .due: name = "support_ends"
        case .coverage: return lackingForCoverage(policy, facts)
        case .score:
            let weighted = policy.weights.filter { $0.value > 0 && $0.key != .score }.keys
            return Set(weighted.flatMap { lacking($0, policy, facts) }).sorted()
        }
        return facts.value(of: name) == .unknown ? [name] : []
    }

    private static func lackingForCoverage(_ policy: Policy, _ facts: SiteFacts) -> [String] {
        let names =
            (policy.coverage.features ? ["features"] : []) + policy.coverage.environment.map { "environment.\($0)" }
        return names.filter { facts.value(of: $0) == .unknown }.sorted()
    }

    private struct Tally {
        private var sites: [String: Set<InstallationID>] = [:]
        private var costs: [String: [(use: MissingFact.Use, sites: Int)]] = [:]

        mutating func add(_ fact: String, _ use: MissingFact.Use, _ site: InstallationID) {
            sites[fact, default: []].insert(site)
            if let index = costs[fact]?.firstIndex(where: { $0.use == use }) {
                costs[fact]?[index].sites += 1
            } else {
                costs[fact, default: []].append((use, 1))
            }
        }

        mutating func add(_ predicate: Predicate, _ use: MissingFact.Use, _ facts: SiteFacts) {
            guard predicate.evaluate(facts) == .maybe else { return }
            for name in predicate.factNames where facts.value(of: name) == .unknown { add(name, use, facts.site.id) }
        }

        func missingFacts() -> [MissingFact] {
            let missing = sites.map { fact, ids in
                let costs = (costs[fact] ?? []).map { MissingFact.Cost(use: $0.use, sites: $0.sites) }
                return MissingFact(
                    fact: fact, sites: ids.count, costs: costs.sorted { Self.rank($0.use) < Self.rank($1.use) })
            }
            return missing.sorted { left, right in
                let a = (-left.sites, -left.costs.map(\.sites).reduce(0, +), left.fact)
                let b = (-right.sites, -right.costs.map(\.sites).reduce(0, +), right.fact)
                return a < b
            }
        }

        /// The order in which a policy is read: who, then wave by wave, then the rest.
        private static func rank(_ use: MissingFact.Use) -> Int {
            switch use {
            case .select: 0
            case .among(let wave): wave * 3
            case .order(let wave): wave * 3 + 1
            case .limit(let wave): wave * 3 + 2
            case .acknowledge: Int.max - 1
            case .coverage: Int.max
            }
        }
    }
}
