import EvenkeelDomain

/// Adds up, fact by fact and site by site, what it costs that something is unknown.
struct FactTally {
    private struct Entry {
        var sites: Bitmap
        var leftOut: Bitmap
        var keptOut: Bitmap
        var rankedLast: Bitmap
        var costs: [Double]
        var uses: [FactUse: Int] = [:]

        init(count: Int) {
            sites = Bitmap(count: count)
            leftOut = sites
            keptOut = sites
            rankedLast = sites
            costs = Array(repeating: 0, count: count)
        }

        mutating func add(_ use: FactUse, _ found: Bitmap) {
            uses[use, default: 0] += found.popcount
            sites.or(found)
            switch use.effect {
            case .leftOut: leftOut.or(found)
            case .keptOut: keptOut.or(found)
            case .rankedLast: rankedLast.or(found)
            case .unseen, .estimated, .undecided: break
            }
        }
    }

    private let image: FleetImage
    private let policy: Policy
    private let history: [InstallationID: TrackRecord]
    /// Sites the rollout may concern.
    private let concerned: Bitmap
    private var entries: [String: Entry] = [:]
    private var unknown: [String: Bitmap] = [:]

    init(_ image: FleetImage, policy: Policy, history: [InstallationID: TrackRecord], concerned: Bitmap) {
        self.image = image
        self.policy = policy
        self.history = history
        self.concerned = concerned
    }

    /// A predicate costs a site only where it comes out `maybe`, and then for each fact that is unknown there.
    mutating func add(_ predicate: Predicate, _ use: FactUse) {
        var maybe = image.truth(of: predicate, release: policy.release).maybe
        maybe.and(concerned)
        guard !maybe.isEmpty else { return }
        let facts = Set(predicate.factNames.map(Self.column)).sorted().map { fact in
            var found = unknownSites(of: fact)
            found.and(maybe)
            return (fact, found)
        }.filter { !$0.1.isEmpty }
        for (fact, found) in facts {
            entries[fact, default: Entry(count: image.count)].add(use, found)
            found.forEachSet { site in
                let sharing = facts.count == 1 ? 1 : facts.count { $0.1[site] }
                entries[fact]?.costs[site] += use.weight / Double(sharing)
            }
        }
    }

    /// A fact on its own: it costs wherever it is unknown.
    mutating func add(_ fact: String, _ use: FactUse) {
        var found = unknownSites(of: fact)
        found.and(concerned)
        guard !found.isEmpty else { return }
        entries[fact, default: Entry(count: image.count)].add(use, found)
        found.forEachSet { entries[fact]?.costs[$0] += use.weight }
    }

    /// Where nobody knows it. A date by which a site is due is known as soon as one of its two is, and feedback where
    /// it was learned.
    private mutating func unknownSites(of fact: String) -> Bitmap {
        if let known = unknown[fact] { return known }
        var sites =
            Self.probe(of: fact).map { image.truth(of: $0, release: policy.release).maybe }
            ?? Bitmap(count: image.count)
        if fact == "feedback" {
            for (id, record) in history where record.feedback(given: nil) != nil {
                if let site = image.number(of: id) { sites[site] = false }
            }
        }
        if fact == "support_ends", let contract = Self.probe(of: "contract_due") {
            sites.and(image.truth(of: contract).maybe)
        }
        unknown[fact] = sites
        return sites
    }

    /// A comparison with some value of the right form: it is `maybe` exactly where the fact is unknown, so that what
    /// unknown means stays written in one place.
    private static func probe(of fact: String) -> Predicate? {
        if fact.hasPrefix("environment.") { return Predicate(havingAll: ["\(fact.dropFirst(12))=?"]) }
        let value: String
        switch FactName.named(fact)?.kind {
        case .number, .version: value = "0"
        case .date: value = "2000-01-01"
        case .criticality: value = "low"
        case .text: value = "?"
        case nil: return nil
        }
        do { return try Predicate(parsing: "\(fact)==\(value)") } catch { return nil }
    }

    /// Facts that have two names in predicates go by that of their column.
    private static func column(_ name: String) -> String {
        switch name {
        case "feature": "features"
        case "tag": "tags"
        default: name
        }
    }

    /// The dearest first, and by fact what its absence costs each site.
    func result(_ unseen: UnseenPairs?) -> (facts: [MissingFact], costs: [String: [Double]]) {
        let facts = entries.map { fact, entry in
            var seats = 0
            entry.sites.forEachSet { seats += image.seats[$0] ?? 0 }
            let pairs = unseen?.pairs(for: fact, at: entry.sites)
            return MissingFact(
                fact: fact, sites: entry.sites.popcount, seats: seats, cost: entry.costs.reduce(0, +),
                leftOutSites: entry.leftOut.popcount, keptOutSites: entry.keptOut.popcount,
                rankedLastSites: entry.rankedLast.popcount, unseenPairs: pairs?.unseen,
                unseenElsewherePairs: pairs?.nowhereElse,
                costs: entry.uses.sorted { $0.key.rank < $1.key.rank }.map { .init(use: $0.key, sites: $0.value) })
        }
        return (
            facts.sorted { ($1.cost, $1.sites, $0.fact) < ($0.cost, $0.sites, $1.fact) }, entries.mapValues(\.costs)
        )
    }
}
