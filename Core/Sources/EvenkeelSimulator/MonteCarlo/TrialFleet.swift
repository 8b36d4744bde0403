import EvenkeelDomain
import EvenkeelLedger
import EvenkeelVerdict

/// The sites of a plan as flat arrays, in the order in which the plan installs them.
struct TrialFleet: Sendable {
    let seats: [Int]
    /// For each site the probability that some defect breaks it.
    let defectRates: [Double]
    /// For each site the unit that it moves with, which the verdict counts as one; most units are a single site.
    let unitOf: [Int32]
    let unitCount: Int
    /// The marks of each unit.
    let groups: GroupIndex
    /// Groups whose units are exactly those of a defect: the verdict is right to name one of them.
    let causes: Set<Int>
    /// For each defect, how many sites have what it takes.
    let matched: [DefectReach]

    var count: Int { seats.count }

    /// - Parameter sites: in the order in which the plan installs them.
    init(sites: [Installation], fleet: Fleet, policy: Policy, defects: [Defect], judges: Judges) {
        // As the planner does: a site that does not say how many seats it has counts as the mean.
        let known = sites.compactMap(\.seats)
        let assumed = known.isEmpty ? 1 : (known.reduce(0, +) + known.count - 1) / known.count
        let seats = sites.map { $0.seats ?? assumed }
        let units = sites.map { judges.unit(of: $0.id) ?? 0 }
        groups = GroupIndex(
            names: judges.markNames, pairCount: judges.pairCount,
            units: (0..<judges.unitCount).map(judges.marks(ofUnit:)))

        var spared = [Double](repeating: 1, count: sites.count)
        var causes: Set<Int> = []
        var matched: [DefectReach] = []
        for defect in defects {
            let truths = sites.map { site in
                defect.predicate.evaluate(
                    SiteFacts(site, customer: fleet.customers[site.customer], release: policy.release))
            }
            let reach = DefectReach(truths: truths, seats: seats)
            for (site, truth) in truths.enumerated() {
                switch truth {
                case .yes: spared[site] *= 1 - defect.rate.value
                case .maybe: spared[site] *= 1 - defect.rate.value * reach.share
                case .no: break
                }
            }
            let broken = Set(truths.indices.lazy.filter { truths[$0] == .yes }.map { units[$0] })
            causes.formUnion(groups.groups(ofExactly: broken))
            matched.append(reach)
        }
        self.seats = seats
        unitOf = units.map { Int32($0) }
        unitCount = judges.unitCount
        self.causes = causes
        self.matched = matched
        defectRates = spared.map { 1 - $0 }
    }
}
