extension Outcome.Kind {
    /// The step by which a report of the end of an install moves its placement; nil for other reports.
    public var reportStep: PlacementState.Step? {
        switch self {
        case .installed: .reportInstalled
        case .failed: .reportFailed
        case .rolledBack: .reportRolledBack
        case .timedOut: .reportTimedOut
        case .skipped: .skip
        case .healthy, .unhealthy, .used, .responseFine, .responseTrouble: nil
        }
    }

    /// True for news of the install itself, rather than of the service after it.
    public var isInstallNews: Bool { reportStep != nil }
}

extension PlacementState {
    /// Of two ends of an install reported for the same moment the worse one counts.
    public func isWorse(than other: PlacementState) -> Bool {
        func rank(_ state: PlacementState) -> Int {
            switch state {
            case .rolledBack: 3
            case .failed: 2
            case .timedOut: 1
            case .planned, .due, .started, .cancelling, .installed, .recalled, .skipped, .rollbackDue, .rollingBack: 0
            }
        }
        return rank(self) > rank(other)
    }
}
