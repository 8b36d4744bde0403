/// All that the halt line has to remember of a metric: 16 bytes, in any order of arrival.
public struct MetricTally: Sendable, Equatable {
    /// Sites with at least one failure.
    public private(set) var observed = 0
    /// Failures expected by now at the baseline.
    public private(set) var expected = 0.0

    public init() {}

    /// A site was given the release.
    ///
    /// - Parameter expected: as `Staircase.expected(fromProbability:)` gives it.
    public mutating func enrol(expected: Double) {
        precondition(expected >= 0, "an expectation is not negative")
        self.expected += expected
    }

    /// A site that had not failed before failed.
    public mutating func fail() { observed += 1 }
}
