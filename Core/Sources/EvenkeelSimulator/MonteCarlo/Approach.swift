/// One way of bringing a release to a fleet: who goes when, and what stops it.
///
/// The set is open: a reader who wants to see what the order of the sites and what the verdict contribute combines them.
public struct Approach: Hashable, Sendable {
    public enum Order: Hashable, Sendable {
        /// The waves and dates of the plan.
        case planned
        /// In random order, another in every run; after each wave this share of the sites has been reached.
        case atRandom(shares: [Double])
        /// Everybody on the first day, whatever the capacity.
        case allAtOnce
    }

    public enum Rule: Hashable, Sendable {
        /// The verdict as in life: halts, gates, and what waits for a person.
        case verdict
        /// Halts when the reported failures of a wave are more than this share of its sites; waves follow one another by
        /// time alone. The error condition of hawkBit, strict and per group (commit 67ca1c4).
        case errorShare(Double)
    }

    public let name: String
    public let order: Order
    public let rule: Rule

    public init(name: String, order: Order, rule: Rule) {
        self.name = name
        self.order = order
        self.rule = rule
    }

    public static let plan = Approach(name: "plan", order: .planned, rule: .verdict)
    public static let percent = Approach(
        name: "percent", order: .atRandom(shares: percentWaves), rule: .errorShare(errorShare))
    public static let percentWithVerdict = Approach(
        name: "percent+verdict", order: .atRandom(shares: percentWaves), rule: .verdict)
    public static let allAtOnce = Approach(name: "all-at-once", order: .allAtOnce, rule: .errorShare(errorShare))

    /// The plan first: the others are compared with it.
    public static let standard = [plan, percentWithVerdict, percent, allAtOnce]

    private static let percentWaves = [0.01, 0.05, 0.10, 0.25, 0.50, 1]
    /// What hawkBit's user interface proposes.
    private static let errorShare = 0.10
}
