/// What is known of how often sites fail with a release as good as usual, and by that which halt rule may be used.
///
/// An estimate from few events must never be used as if it were a stated tolerance: with a rate estimated from 3 to 30
/// failures, harmless releases are halted in 37 to 11 % of rollouts where 1 % was promised.
public enum Baseline: Sendable, Equatable {
    /// A rate somebody decided to tolerate, as a probability per site.
    case stated(Double)
    /// A rate counted in the past, with the number of failures it rests on.
    case measured(Double, events: Int)
    /// No usual rate is known: upgraded sites are compared with others that are not upgraded, or with their own past.
    ///
    /// `tolerance` is the rate the advance rule starts from, which somebody has to state; the halt rule never uses it.
    case control(tolerance: Double)

    /// What the halt rule multiplies a measured rate by: one standard error is added.
    ///
    /// Used as it was counted, a rate that rests on 100 failures still halts 3.0 % of harmless rollouts over 100 expected
    /// events where 1 % was promised; with one standard error on top 0.9 %, for 5 % more sites until a halt at
    /// 20 times the baseline, 9 % at 5 times and a third at twice.
    public var caution: Double {
        guard case .measured(_, let events) = self, events > 0 else { return 1 }
        return 1 + 1 / Double(events).squareRoot()
    }

    /// Failures in the past from which on a measured rate may stand for the baseline.
    public static let eventsNeeded = 100

    /// What the halt rule compares failures with.
    public enum Comparison: String, Sendable, Equatable {
        /// With the number expected: the staircase.
        case expectation
        /// With a control: the two-sample rule.
        case control
    }

    /// The halt rule that this baseline allows.
    public var comparison: Comparison {
        switch self {
        case .stated: .expectation
        case .measured(_, let events): events >= Self.eventsNeeded ? .expectation : .control
        case .control: .control
        }
    }

    /// Probability that a site fails with a release as good as usual; where it is not known, the stated tolerance.
    public var rate: Double {
        switch self {
        case .stated(let rate), .measured(let rate, _), .control(let rate): rate
        }
    }
}
