/// One site that was given the release, with all that it reported since.
public struct CohortSite: Sendable, Equatable {
    /// What a site without a failure is known to be.
    public enum Condition: String, Sendable, Equatable {
        case soaking
        /// Soaked to the end and heard of.
        case healthy
        /// Missed too many heartbeats.
        case silent
    }

    public let id: Int
    /// Sites that always move together share one and count as one site; the own id for a site by itself.
    public let unit: Int
    public let customer: Int
    /// Indices of its features, ascending and without repetition.
    public let features: [Int]
    /// Probability that it fails with a release as good as usual; sites may differ (complexity, region, own history).
    public let baseline: Double
    public let enrolledDay: Double
    /// Reports of failures in any order, repeated ones too.
    public let events: [FaultEvent]
    /// What it is known to be if there is no event.
    public let condition: Condition

    public init(
        id: Int, unit: Int? = nil, customer: Int, features: [Int], baseline: Double, enrolledDay: Double,
        events: [FaultEvent] = [], condition: Condition = .soaking
    ) {
        self.id = id
        self.unit = unit ?? id
        self.customer = customer
        self.features = features
        self.baseline = baseline
        self.enrolledDay = enrolledDay
        self.events = events
        self.condition = condition
    }
}
