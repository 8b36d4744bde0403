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
}
