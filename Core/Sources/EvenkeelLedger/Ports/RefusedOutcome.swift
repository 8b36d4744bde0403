import EvenkeelDomain

/// An outcome that was not taken, by its place in what was sent, and why.
public struct RefusedOutcome: Hashable, Sendable {
    public enum Reason: Hashable, Sendable {
        case unknownInstallation
        case noSuchRollout
        /// The site was not given the release, or not yet when this happened. Kept aside: it counts should the start of
        /// an install be reported late.
        case notStarted
        case inTheFuture
        /// The id is known with another content; what came first stands.
        case duplicateDiffers
        /// The token that sent it may not report of that installation.
        case outsideToken
        /// It could not be read at all; the code says why.
        case unreadable(code: String)

        public var code: String {
            switch self {
            case .unknownInstallation: "unknown_installation"
            case .noSuchRollout: "no_such_rollout"
            case .notStarted: "not_started"
            case .inTheFuture: "in_the_future"
            case .duplicateDiffers: "duplicate_differs"
            case .outsideToken: "outside_token"
            case .unreadable(let code): code
            }
        }
    }

    public let index: Int
    public let reason: Reason
    /// What it said of itself; empty where it could not be read.
    public let outcome: String
    public let installation: String

    public init(index: Int, reason: Reason, outcome: String = "", installation: String = "") {
        self.index = index
        self.reason = reason
        self.outcome = outcome
        self.installation = installation
    }

    init(_ report: OutcomeBatch.Report, _ reason: Reason) {
        self.init(
            index: report.index, reason: reason, outcome: report.outcome.id.text,
            installation: report.outcome.installation.text)
    }
}
