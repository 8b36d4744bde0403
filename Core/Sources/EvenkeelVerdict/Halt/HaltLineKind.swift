/// Which family of halt lines a rule uses. Both keep the promised rate of false halts; they differ in speed.
public enum HaltLineKind: String, Sendable, Equatable, CaseIterable {
    /// The mixture of likelihood ratios, calibrated exactly: any rate of false halts, any length.
    case staircase
    /// The line found by backward induction: 4 to 17 % fewer sites to a halt than the staircase when a regression is
    /// 5 to 20 times the baseline.
    case table
}
