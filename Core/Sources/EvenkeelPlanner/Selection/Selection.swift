import EvenkeelDomain

/// Whom the release is for, and who of them gets no place: `select` among the sites of its product, the holds in force,
/// and what follows from them through `after` and `moves_with`.
struct Selection {
    /// Sites that may get a place, ascending.
    let candidates: [Int32]
    /// By site, for those selected that get none.
    let withheld: [Int32: Withheld.Reason]
    /// All that were selected, withheld or not; seats as far as they are known. Limits in percent refer to it.
    let total: Exposure
    let totalWeight: Int
    /// Counted for a site that does not say how many seats it has: the mean of those that do, rounded up.
    let assumedSeats: Int

    /// - Parameter placed: sites whose wave has begun: selected, whatever is true of them by now, and in no need of a
    ///   place.
    init(
        _ image: FleetImage, weights: SiteWeights, policy: Policy, context: PlanContext, placed: Set<Int32> = []
    ) throws(PlanRefusal) {
        let truth = image.truth(of: policy.select, release: policy.release)
        var selected: [Int32] = []
        selected.reserveCapacity(image.count)
        var withheld: [Int32: Withheld.Reason] = [:]
        let product = policy.release.product
        for site in 0..<image.count {
            if let other = image.product[site], !other.isEmpty, other != product, !placed.contains(Int32(site)) {
                continue
            }
            if truth.yes[site] || (!placed.isEmpty && placed.contains(Int32(site))) {
                selected.append(Int32(site))
            } else if truth.maybe[site] {
                selected.append(Int32(site))
                withheld[Int32(site)] = .unknown(fact: Self.unknownFact(of: policy.select, at: site, image, policy))
            }
        }
        guard !selected.isEmpty else { throw .nothingSelected }
        Self.applyHolds(to: &withheld, selected, image, policy: policy, context: context)
        (total, totalWeight, assumedSeats) = Self.exposure(of: selected, in: image, weights: weights)
        let followers = try Followers(selected, in: image)
        followers.withhold(&withheld, image: image)
        for site in placed { withheld[site] = nil }
        candidates =
            withheld.isEmpty && placed.isEmpty
            ? selected : selected.filter { withheld[$0] == nil && !placed.contains($0) }
        self.withheld = withheld
    }

    private static func applyHolds(
        to withheld: inout [Int32: Withheld.Reason], _ selected: [Int32], _ image: FleetImage, policy: Policy,
        context: PlanContext
    ) {
        for hold in context.holds.filter({ $0.applies(to: policy.release, at: context.now) }).sorted(by: {
            $0.id < $1.id
        }) {
            let truth = image.truth(of: hold.predicate, release: policy.release)
            // Whom a person let go in spite of it goes in every revision.
            let free = hold.sitesOverridden(in: policy.rollout)
            for site in selected where withheld[site] == nil {
                if !free.isEmpty, free.contains(image.ids[Int(site)]) { continue }
                if truth.yes[Int(site)] {
                    withheld[site] = .held(hold.id, why: hold.why)
                } else if truth.maybe[Int(site)] {
                    // A site of which a fact is unknown is not taken to be unaffected.
                    let fact = unknownFact(of: hold.predicate, at: Int(site), image, policy)
                    withheld[site] = .held(hold.id, why: "\(hold.why) (\(fact) is unknown)")
                }
            }
        }
    }

    private static func exposure(
        of sites: [Int32], in image: FleetImage, weights: SiteWeights
    ) -> (Exposure, weight: Int, assumedSeats: Int) {
        var (seats, known, weight, customers) = (0, 0, 0, 0)
        var isCounted = [Bool](repeating: false, count: image.customerIDs.count)
        for site in sites {
            if let count = image.seats[Int(site)] {
                seats += count
                known += 1
            }
            weight += weights[Int(site)]
            let customer = Int(image.customerNumbers[Int(site)])
            if !isCounted[customer] {
                isCounted[customer] = true
                customers += 1
            }
        }
        return (
            Exposure(installations: sites.count, seats: seats, customers: customers), weight,
            known == 0 ? 1 : (seats + known - 1) / known
        )
    }

    private static func unknownFact(
        of predicate: Predicate, at site: Int, _ image: FleetImage, _ policy: Policy
    ) -> String {
        let installation = image.installation(at: site)
        let facts = SiteFacts(
            installation, customer: image.customers[installation.customer], release: policy.release)
        return predicate.factNames.sorted().first { facts.value(of: $0) == .unknown } ?? predicate.description
    }
}
