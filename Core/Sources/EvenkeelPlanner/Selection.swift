import EvenkeelDomain

/// Whom the release is for, and who of them gets no place: `select`, the holds in force, and what follows from them
/// through `after`.
struct Selection {
    private(set) var candidates: [Candidate] = []
    private(set) var withheld: [InstallationID: Withheld.Reason] = [:]
    /// All that were selected, withheld or not; seats as far as they are known. Limits in percent refer to it.
    let total: Exposure
    /// Counted for a site that does not say how many seats it has.
    let assumedSeats: Int
    /// Pairs of a site and the site it goes after, which is not in the fleet.
    let strayAfter: [(InstallationID, InstallationID)]

    init(fleet: Fleet, policy: Policy, context: PlanContext) throws(PlanRefusal) {
        let holds = context.holds.filter { $0.applies(to: policy.release, at: context.now) }.sorted { $0.id < $1.id }
        var selected: [Installation] = []
        for site in fleet.installations {
            let facts = SiteFacts(site, customer: fleet.customers[site.customer], release: policy.release)
            let truth = policy.select.evaluate(facts)
            guard truth != .no else { continue }
            selected.append(site)
            if truth == .maybe {
                withheld[site.id] = .unknown(fact: Self.unknownFact(of: policy.select, in: facts))
            } else if let (hold, unknown) = Self.hold(among: holds, on: facts) {
                withheld[site.id] = .held(hold.id, why: unknown.map { "\(hold.why) (\($0) is unknown)" } ?? hold.why)
            }
        }
        guard !selected.isEmpty else { throw .nothingSelected }

        let known = selected.compactMap(\.seats)
        assumedSeats = known.isEmpty ? 1 : (known.reduce(0, +) + known.count - 1) / known.count
        total = Exposure(of: selected)
        strayAfter = selected.compactMap { site in
            site.after.flatMap { fleet[$0] == nil ? (site.id, $0) : nil }
        }

        let numbers = Dictionary(uniqueKeysWithValues: zip(selected.map(\.id), selected.indices))
        let after = selected.map { site in site.after.flatMap { numbers[$0] }.map { [$0] } ?? [] }
        for number in try Precedence.order(after, ids: selected.map(\.id)) {
            let site = selected[number]
            if withheld[site.id] == nil, let before = site.after, withheld[before] != nil {
                withheld[site.id] = .afterWithheld(before)
            }
        }

        var customers: [CustomerID: Int] = [:]
        for site in selected where withheld[site.id] == nil {
            let number = customers[site.customer] ?? customers.count
            customers[site.customer] = number
            candidates.append(
                Candidate(
                    site, customer: fleet.customers[site.customer], customerNumber: number,
                    assumedSeats: assumedSeats, policy: policy))
        }
    }

    /// The first hold that matches. A site of which a fact is unknown is not taken to be unaffected.
    private static func hold(among holds: [Hold], on facts: SiteFacts) -> (Hold, String?)? {
        for hold in holds {
            switch hold.predicate.evaluate(facts) {
            case .yes: return (hold, nil)
            case .maybe: return (hold, unknownFact(of: hold.predicate, in: facts))
            case .no: continue
            }
        }
        return nil
    }

    private static func unknownFact(of predicate: Predicate, in facts: SiteFacts) -> String {
        predicate.factNames.sorted().first { facts.value(of: $0) == .unknown } ?? predicate.description
    }
}
