import EvenkeelDomain
import EvenkeelPlanner

/// What is true of a fleet under a policy, read from the values alone, in the plainest way.
///
/// Shares no code with the planner: what both use are the rules of the domain (predicates, dates, the derived
/// complexity, the quality of feedback).
struct PlainFacts {
    let given: PlanCase
    let sites: [InstallationID: Installation]
    let customers: [CustomerID: Customer]
    /// Sites of waves that have begun.
    let begun: Set<InstallationID>
    /// Whoever is selected, certainly or perhaps.
    let selected: [Installation]
    private let selectedIDs: Set<InstallationID>
    /// Counted for a site that does not say how many seats it has: the mean of those selected that do, rounded up.
    let assumedSeats: Int
    /// By site and strength: what it runs.
    private let combinationsOf: [Int: [InstallationID: [[String]]]]

    var policy: Policy { given.policy }
    var context: PlanContext { given.context }

    init(_ given: PlanCase) {
        self.given = given
        sites = Dictionary(given.sites.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        let customers = Dictionary(given.customers.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        self.customers = customers
        let past = given.context.past.map { $0.plan.waves.prefix($0.begun).flatMap(\.placements) } ?? []
        let begun = Set(past.map(\.installation))
        self.begun = begun
        let selected = given.sites.filter { site in
            begun.contains(site.id)
                || [nil, "", given.policy.release.product].contains(site.product)
                    && given.policy.select.evaluate(
                        SiteFacts(site, customer: customers[site.customer], release: given.policy.release)) != .no
        }
        self.selected = selected
        selectedIDs = Set(selected.map(\.id))
        let known = selected.compactMap(\.seats)
        assumedSeats = known.isEmpty ? 1 : (known.reduce(0, +) + known.count - 1) / known.count
        let counted = given.policy.coverage
        combinationsOf = Dictionary(
            uniqueKeysWithValues: Set([2, counted.strength]).map { strength in
                (
                    strength,
                    Dictionary(
                        selected.map { ($0.id, Self.combinations(Self.marks($0, counted), of: strength)) },
                        uniquingKeysWith: { first, _ in first })
                )
            })
    }

    func isSelected(_ id: InstallationID) -> Bool { selectedIDs.contains(id) }

    func truth(of predicate: Predicate, at site: Installation) -> Truth {
        predicate.evaluate(SiteFacts(site, customer: customers[site.customer], release: policy.release))
    }

    /// Of several that go together: certain only where it is certain of each.
    func truth(of predicate: Predicate, at group: [Installation]) -> Truth {
        let truths = group.map { truth(of: predicate, at: $0) }
        if truths.contains(.no) { return .no }
        return truths.contains(.maybe) ? .maybe : .yes
    }

    func isUnknown(_ fact: String, at site: Installation) -> Bool {
        SiteFacts(site, customer: customers[site.customer], release: policy.release).value(of: fact) == .unknown
    }

    // MARK: What shares refer to

    func seats(_ group: [Installation]) -> Int { group.reduce(0) { $0 + ($1.seats ?? assumedSeats) } }

    func weight(_ group: [Installation]) -> Int {
        group.reduce(0) { sum, site in
            switch site.criticality ?? customers[site.customer]?.criticality {
            case .low: sum + 1
            case .normal: sum + 2
            case .high: sum + 4
            case .revenue, nil: sum + 8
            }
        }
    }

    func customerCount(_ group: [Installation]) -> Int { Set(group.map(\.customer)).count }

    /// A count as it stands; a share of all that were selected, rounded down but at least 1.
    func number(_ amount: Amount?, of total: Int) -> Int {
        switch amount {
        case nil: .max
        case .count(let count): count
        case .share(let share): max(1, Int(Double(total) * share.value))
        }
    }

    // MARK: Figures of those who go together

    func complexity(_ group: [Installation]) -> Double? { worst(group.map(\.effectiveComplexity), max) }
    func friendly(_ group: [Installation]) -> Double? { worst(group.map { $0.friendly?.value }, min) }

    func feedback(_ group: [Installation]) -> Double? {
        worst(
            group.map { site in
                guard let record = context.history[site.id] else { return site.feedback?.value }
                return record.feedback(given: site.feedback)?.value
            }, min)
    }

    /// Unknown where one is unknown.
    private func worst(_ values: [Double?], _ choose: (Double, Double) -> Double) -> Double? {
        let known = values.compactMap(\.self)
        guard known.count == values.count, let first = known.first else { return nil }
        return known.dropFirst().reduce(first, choose)
    }

    /// Nil where no member's wishes are known.
    func wanted(_ group: [Installation]) -> Int? {
        group.compactMap { $0.wants.map { $0.intersection(policy.release.fixes).count } }.max()
    }

    func pinnedUntil(_ group: [Installation]) -> CivilDate? { group.compactMap(\.pinnedUntil).max() }

    /// The last day on which one of them is left in peace.
    func restsUntil(_ group: [Installation]) -> CivilDate? {
        guard let rest = policy.fatigue, rest > .zero else { return nil }
        let days = Int((rest.days).rounded(.up))
        return group.compactMap { context.history[$0.id]?.lastFirst.map { $0 + days } }.max()
    }

    /// Installs one takes: stops on the way, and the release itself.
    func installs(_ site: Installation) -> Int {
        guard let version = site.version else { return 1 }
        return Set(policy.release.requires).count { version < $0 && $0 < policy.release.version } + 1
    }

    struct Due: Hashable {
        let site: InstallationID
        let date: CivilDate
        let binds: Bool
    }

    func dues(_ group: [Installation]) -> [Due] {
        let force = policy.due ?? DuePolicy()
        return group.flatMap { site in
            [(site.supportEnds, force.support), (site.contractDue, force.contract)].compactMap { date, force in
                date.map { Due(site: site.id, date: $0, binds: force == .must) }
            }
        }
    }

    /// The day by which they must be done. A date before the first wave could open binds nobody, nor does one that a
    /// pin lies beyond: the pin is kept.
    func latest(_ group: [Installation], firstOpens: CivilDate) -> CivilDate? {
        dues(group).filter { $0.binds && $0.date >= firstOpens && !isPinned(group, beyond: $0.date) }.map(\.date).min()
    }

    func isPinned(_ group: [Installation], beyond date: CivilDate) -> Bool {
        pinnedUntil(group).map { $0 >= date } ?? false
    }

    /// The weighted mean of what makes one good to go early, an unknown counting as 0; nil where weights ask for more
    /// than is recomputed here.
    func score(_ group: [Installation]) -> Double? {
        var weights = policy.weights
        weights[.score] = nil
        if weights.isEmpty { weights = [.need: 0.45, .complexity: 0.30, .friendliness: 0.15, .feedback: 0.10] }
        guard weights[.coverage, default: 0] == 0 else { return nil }
        let simplicity = weights[.simplicity, default: 0] + weights[.complexity, default: 0]
        let total = weights.values.reduce(0, +)
        guard total > 0 else { return 0 }
        let need = Double(wanted(group) ?? 0) / Double(max(1, policy.release.fixes.count))
        var sum = weights[.need, default: 0] * need
        sum += simplicity * (1 - (complexity(group) ?? 1))
        sum += weights[.friendliness, default: 0] * (friendly(group) ?? 0)
        sum += weights[.feedback, default: 0] * (feedback(group) ?? 0)
        if let due = dues(group).map(\.date).min() {
            sum += weights[.due, default: 0] * (1 - Double(min(365, max(0, due - context.today))) / 365)
        }
        return sum / total
    }

    // MARK: Combinations

    /// Pairs or triples of marks that one of them runs; none where that is unknown.
    func combinations(_ group: [Installation], of strength: Int) -> Set<[String]> {
        Set(group.flatMap { combinationsOf[strength]?[$0.id] ?? [] })
    }

    private static func combinations(_ marks: Set<String>, of strength: Int) -> [[String]] {
        var chosen: [[String]] = [[]]
        for mark in marks.sorted() { chosen += chosen.filter { $0.count < strength }.map { $0 + [mark] } }
        return chosen.filter { $0.count == strength }
    }

    func marks(_ site: Installation) -> Set<String> { Self.marks(site, policy.coverage) }

    private static func marks(_ site: Installation, _ counted: CoveragePolicy) -> Set<String> {
        guard !counted.features || site.features != nil else { return [] }
        let attributes = (site.environment ?? [:]).filter { counted.environment.contains($0.key) }
        return (counted.features ? site.features ?? [] : []).union(attributes.map { "\($0.key)=\($0.value)" })
    }

    /// Whether it is known what each of them runs.
    func areMarksKnown(_ group: [Installation]) -> Bool {
        group.allSatisfy { policy.coverage.features ? $0.features != nil : $0.environment != nil }
    }
}
