/// One thing that stands between the evidence and an advance.
public enum MissingEvidence: Sendable, Equatable {
    /// The wave has not soaked long enough.
    case soakTime(remainingDays: Double)
    /// Too few sites have completed, whatever their outcome.
    case minSample(moreSites: Int)
    /// Too many sites are silent; so many have to report.
    case silence(sitesToReport: Int)
    /// Too few customers have answered.
    case responses(more: Int)
    /// So many further sites have to complete without a failure before the next wave is covered.
    case moreCleanSites(Int)
    /// No number of clean sites would do: nothing is tolerated and no excess is accepted.
    case anyTolerance
    /// The baseline is not known well enough, and there are no sites to compare with.
    case control
    /// A feature must have been used at so many more sites.
    case featureUse(feature: String, moreSites: Int)
    /// Something that has to happen in the business first, such as a month end, has not happened yet.
    case businessEvent(String)

    /// Whether it is waited for also where no metric decides.
    var isAskedInAnyCase: Bool {
        switch self {
        case .soakTime, .minSample: true
        default: false
        }
    }
}
