import EvenkeelDomain

/// How many of the sites in a plan have what a defect breaks.
public struct DefectReach: Hashable, Sendable {
    public let sites: Int
    public let seats: Int
    /// Sites of which a fact that the predicate asks for is unknown. Each is taken to have it with the probability
    /// `share`: an unknown fact neither spares a site nor condemns it.
    public let unknown: Int
    /// Matching sites, of all of which it is known.
    public let share: Double

    init(truths: [Truth], seats: [Int]) {
        let matching = truths.indices.filter { truths[$0] == .yes }
        sites = matching.count
        self.seats = matching.reduce(0) { $0 + seats[$1] }
        unknown = truths.count { $0 == .maybe }
        let known = truths.count - unknown
        share = known > 0 ? Double(matching.count) / Double(known) : 0
    }
}
