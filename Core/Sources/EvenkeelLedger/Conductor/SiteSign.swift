public import EvenkeelDomain

/// That a site did at least once what a policy may ask for: used a feature, went through an event, answered.
public struct SiteSign: Hashable, Sendable {
    public var installation: InstallationID
    /// `used`, `response_fine` or `response_trouble`.
    public var kind: Outcome.Kind
    /// The feature or event that was used; nil for an answer.
    public var feature: String?

    public init(installation: InstallationID, kind: Outcome.Kind, feature: String? = nil) {
        self.installation = installation
        self.kind = kind
        self.feature = feature
    }

    /// Nil where an outcome is none of these.
    public init?(_ outcome: Outcome) {
        switch outcome.kind {
        case .used: self.init(installation: outcome.installation, kind: .used, feature: outcome.feature ?? "")
        case .responseFine, .responseTrouble: self.init(installation: outcome.installation, kind: outcome.kind)
        case .installed, .failed, .timedOut, .skipped, .rolledBack, .healthy, .unhealthy: return nil
        }
    }

    var isAnswer: Bool { kind == .responseFine || kind == .responseTrouble }
}
