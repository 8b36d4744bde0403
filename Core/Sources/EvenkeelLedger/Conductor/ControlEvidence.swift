public import EvenkeelDomain

/// What was heard of a site before it was given the release: the control of a comparison.
public struct ControlEvidence: Hashable, Sendable {
    public var installation: InstallationID
    /// The first and the last sign of life; a site is a control only while it is heard of.
    public var firstAt: Timestamp
    public var lastAt: Timestamp
    /// Every report of trouble, ascending.
    public var troubles: [Timestamp]

    public init(installation: InstallationID, firstAt: Timestamp, lastAt: Timestamp, troubles: [Timestamp] = []) {
        self.installation = installation
        self.firstAt = firstAt
        self.lastAt = lastAt
        self.troubles = troubles
    }

    /// Takes one more report in; nil for one that says nothing of the service.
    public init?(_ outcome: Outcome, before: ControlEvidence? = nil) {
        guard outcome.kind.isSignOfLife else { return nil }
        self =
            before
            ?? ControlEvidence(installation: outcome.installation, firstAt: outcome.at, lastAt: outcome.at)
        firstAt = min(firstAt, outcome.at)
        lastAt = max(lastAt, outcome.at)
        guard outcome.isTrouble else { return }
        troubles.insert(outcome.at, at: troubles.firstIndex { $0 > outcome.at } ?? troubles.endIndex)
    }

    /// What of it was known at a moment; nil for nothing.
    func heard(until now: Timestamp) -> ControlEvidence? {
        guard firstAt <= now else { return nil }
        return ControlEvidence(
            installation: installation, firstAt: firstAt, lastAt: min(lastAt, now),
            troubles: troubles.filter { $0 <= now })
    }

    /// Two halves of what was heard of a site.
    func merged(with other: ControlEvidence) -> ControlEvidence {
        ControlEvidence(
            installation: installation, firstAt: min(firstAt, other.firstAt), lastAt: max(lastAt, other.lastAt),
            troubles: (troubles + other.troubles).sorted())
    }
}
