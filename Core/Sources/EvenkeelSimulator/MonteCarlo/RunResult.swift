public import EvenkeelDomain

/// What came of one simulated rollout.
public struct RunResult: Hashable, Sendable {
    public enum HaltCause: String, CaseIterable, Hashable, Sendable {
        /// The verdict: too many failures in all.
        case tooManyFailures
        /// The verdict: too many failures within some group.
        case concentratedFailures
        /// More reported failures than a share of the wave.
        case errorShare
    }

    /// Nil where the rollout reached its end.
    public var haltedBy: HaltCause?
    /// Days from the first install to the halt.
    public var daysToHalt: Double?
    /// Index of the wave that was open or soaking at the halt.
    public var haltWave: Int?
    /// Whether the group named at the halt is the one that the defect breaks; nil where there was nothing to name.
    public var namedCause: Bool?
    /// Sites that had the release when the halt took effect, or at the end.
    public var sitesInstalled = 0
    /// Those of them on which the defect shows, had shown at the halt or not.
    public var sitesHurt = 0
    public var seatsHurt = 0
    /// The day the last wave passed its gate; nil after a halt.
    public var finish: CivilDate?
    /// Installs, and attempts at them, on the busiest day.
    public var busiestDay = 0
    /// Calls to sites that were silent, or where nobody was there.
    public var calls = 0
    /// Gates that a person had to look at.
    public var decisions = 0
    /// Sites given up after too many attempts.
    public var leftOut = 0

    public init() {}
}
