/// What the evidence says to do.
public enum VerdictState: String, Sendable, Equatable, CaseIterable {
    /// The next wave is covered by evidence.
    case advance
    /// Not yet; what is missing is listed.
    case soaking
    /// The soak deadline has passed and the evidence is still missing; a person decides. Never a silent pass.
    case inconclusive
    /// Too many failures for a release as good as the halt line allows.
    case halt
}
