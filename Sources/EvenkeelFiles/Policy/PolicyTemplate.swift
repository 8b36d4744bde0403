/// A built-in policy to start from. Its text is an example that can be planned as it stands; `PolicyDraft` turns it
/// into a policy for a release of one's own.
public enum PolicyTemplate: String, CaseIterable, Sendable {
    case keepCalm = "keep-calm"
    case coverageFirst = "coverage-first"
    case percent
    case securityFix = "security-fix"
    case hotfix

    /// What it is for, on one line.
    public var summary: String {
        switch self {
        case .keepCalm: "who needs it most, the simplest, friendlies for variety, the complex, the rest; a week each"
        case .coverageFirst: "three small waves that meet as many feature combinations as they can, then quarters"
        case .percent: "2, 5, 10 and 25 percent of the sites, then the rest; what most tools offer, with a verdict"
        case .securityFix: "days instead of weeks: a few simple sites, the most exposed, then the rest in quarters"
        case .hotfix: "one repair for the sites that have the fault: who asked for it, friendly sites, two halves"
        }
    }
}
