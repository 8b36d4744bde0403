/// One step of the staircase in words a person can check: "halt at 3 failures within 18 sites".
public struct HaltLine: Sendable, Equatable {
    /// Failing sites at which a halt comes.
    public let failures: Int
    /// The halt comes only while no more events than this were expected.
    public let expected: Double
    /// The same limit as a number of sites; nil when the baseline is zero, where any number of sites is within it.
    public let sites: Int?

    public init(failures: Int, expected: Double, sites: Int?) {
        self.failures = failures
        self.expected = expected
        self.sites = sites
    }
}
