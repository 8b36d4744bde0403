public import EvenkeelDomain

/// How the world behaves in a simulated rollout, whatever the release is like.
public struct TrialConditions: Hashable, Sendable {
    /// A site that is not to be had this often in a row is left out.
    public static let attempts = 4
    /// Working days between an install that could not be done and the next attempt at the same site.
    public static let retryWorkingDays = 2
    /// Working days until a person has looked at an inconclusive gate and let the rollout go on.
    public static let decisionWorkingDays = 1

    /// Share of sites that fail for other reasons than the defect, with a release as good as usual.
    public var baseRate: Share
    /// Share of attempts at which nobody is there.
    public var noShow: Share
    /// Share of sites that report nothing until somebody calls them.
    public var silent: Share
    /// Mean time from an install until its failure is reported; exponentially distributed.
    public var reportAfter: TimeSpan

    public init(
        baseRate: Share, noShow: Share = .zero, silent: Share = .zero, reportAfter: TimeSpan = .days(1)
    ) {
        self.baseRate = baseRate
        self.noShow = noShow
        self.silent = silent
        self.reportAfter = reportAfter
    }
}
