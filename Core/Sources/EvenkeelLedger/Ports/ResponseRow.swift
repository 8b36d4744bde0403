public import EvenkeelDomain

/// A customer's word on how a site does with a release: beside the outcome it counts as, who said it and who heard it.
public struct ResponseRow: Hashable, Sendable {
    /// How it came.
    public enum Way: String, CaseIterable, Sendable {
        /// Somebody of ours spoke with the customer.
        case call
        /// The customer pressed a button behind an opaque link.
        case link
        /// A system of ours or of the customer's reported it with other outcomes.
        case report
    }

    /// The outcome that counts.
    public var outcome: OutcomeID
    public var rollout: RolloutID
    public var installation: InstallationID
    public var isFine: Bool
    /// When it was said.
    public var at: Timestamp
    public var way: Way
    /// Whom of the customer it came from, as people write it; empty where that is not known.
    public var from: String
    /// Who wrote it down, and when.
    public var recordedBy: String
    public var recordedAt: Timestamp
    public var note: String

    public init(
        outcome: OutcomeID, rollout: RolloutID, installation: InstallationID, isFine: Bool, at: Timestamp, way: Way,
        from: String, recordedBy: String, recordedAt: Timestamp, note: String
    ) {
        self.outcome = outcome
        self.rollout = rollout
        self.installation = installation
        self.isFine = isFine
        self.at = at
        self.way = way
        self.from = from
        self.recordedBy = recordedBy
        self.recordedAt = recordedAt
        self.note = note
    }
}
