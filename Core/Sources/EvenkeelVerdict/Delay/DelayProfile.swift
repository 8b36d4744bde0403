/// How much of a site's expected failures is counted when, since failures show up days after an install.
///
/// Counting only sites that have reported or finished is not a choice: failures report earlier than successes, and
/// harmless releases would be halted in practically every rollout. With a concurrent control (`TwoSample`) no profile
/// is needed at all, because both arms wait alike.
public enum DelayProfile: Sendable, Equatable {
    /// Everything is expected at the moment of enrolment: sites that have not reported count as healthy. Assumes
    /// nothing and costs about twice the failures until a halt in large waves.
    case assumptionFree
    /// A curve known from earlier releases, taken faster than it was measured; see `DelayCurve.speedUp`.
    case known(DelayCurve)

    /// The share of a site's failures that is expected to have come this many days after its enrolment, from 0 to 1.
    public func exposure(afterDays days: Double) -> Double {
        guard days >= 0 else { return 0 }
        switch self {
        case .assumptionFree: return 1
        case .known(let curve): return curve.share(afterDays: days * curve.speedUp)
        }
    }

    /// Failures expected by now from one site, for the halt line.
    ///
    /// Frozen when the site fails: afterwards it can contribute no second failure.
    /// - Parameters:
    ///   - probability: that the site fails with a release as good as usual.
    ///   - enrolledDay: day on which it was given the release, on the clock of `day`.
    ///   - failedDay: day of its first failure.
    ///   - day: now.
    /// - Returns: infinity at a probability of 1 once all of it is expected.
    public func expected(probability: Double, enrolledDay: Double, failedDay: Double?, day: Double) -> Double {
        let until = min(day, failedDay ?? day)
        return Staircase.expected(fromProbability: probability * exposure(afterDays: until - enrolledDay))
    }
}
