/// What is known about one metric of a rollout at one moment: the input of a verdict.
///
/// Counts are cumulative over the rollout, each site counted once. Several metrics (installs, health) have one
/// `Evidence` each, and share the allowed false-halt probability among them.
public struct Evidence: Sendable, Equatable {
    /// Failing sites for the halt line; fewer than `failed` where sites of one customer share infrastructure.
    public let observed: Int
    /// Failures expected by now at the baseline, without `haltAbove`, summed over all enrolled sites whether they have
    /// reported or not.
    public let expected: Double
    /// Sites that were given the release.
    public let enrolled: Int
    /// Sites whose outcome is final: they soaked to the end, or failed.
    public let completed: Int
    /// Completed sites that failed.
    public let failed: Int
    /// Sites that should have reported and did not; neither healthy nor failed.
    public let silent: Int
    /// Answers received from customers, where the policy asks for some.
    public let responses: Int
    /// The same counts per group of sites; nil when the metric is judged as a whole only.
    public let groups: GroupEvidence?
    /// Upgraded sites against others; nil where there is nothing to compare with.
    public let control: TwoSample?

    public init(
        observed: Int, expected: Double, enrolled: Int, completed: Int, failed: Int, silent: Int = 0,
        responses: Int = 0, groups: GroupEvidence? = nil, control: TwoSample? = nil
    ) {
        precondition(observed >= 0 && failed >= 0 && silent >= 0 && responses >= 0, "counts are not negative")
        precondition(failed <= completed, "a failed site is completed")
        precondition(completed + silent <= enrolled, "completed and silent sites are enrolled, and not both")
        precondition(expected >= 0, "an expectation is not negative")
        self.observed = observed
        self.expected = expected
        self.enrolled = enrolled
        self.completed = completed
        self.failed = failed
        self.silent = silent
        self.responses = responses
        self.groups = groups
        self.control = control
    }

    /// Sites still soaking.
    public var pending: Int { enrolled - completed - silent }
}
