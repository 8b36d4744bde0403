/// Cause and corrective action, published to the audience by the promised date.
public struct Report: Hashable, Sendable, Codable {
    public struct Cause: Hashable, Sendable, Codable {
        public enum Kind: String, CaseIterable, Codable, Sendable { case ours, supplier, environment, unknown }

        public var kind: Kind
        public var text: String

        public init(kind: Kind, text: String) {
            self.kind = kind
            self.text = text
        }
    }

    /// In the customer's words.
    public var whatHappened: String
    public var causes: [Cause]
    public var whatWeDid: String
    public var actions: [CorrectiveAction]
    public var publishedAt: Timestamp?

    public init(
        whatHappened: String, causes: [Cause], whatWeDid: String, actions: [CorrectiveAction],
        publishedAt: Timestamp? = nil
    ) {
        self.whatHappened = whatHappened
        self.causes = causes
        self.whatWeDid = whatWeDid
        self.actions = actions
        self.publishedAt = publishedAt
    }
}

/// What we do so that it does not happen again: open until its proof is green.
public struct CorrectiveAction: Hashable, Sendable, Codable {
    public enum Proof: Hashable, Sendable, Codable {
        case `guard`(GuardID)
        case record(String, approvedBy: String)
    }

    public let id: ActionID
    public var text: String
    public var owner: String
    public var due: CivilDate
    public var proof: Proof?

    public init(id: ActionID, text: String, owner: String, due: CivilDate, proof: Proof? = nil) {
        self.id = id
        self.text = text
        self.owner = owner
        self.due = due
        self.proof = proof
    }

    public var isDone: Bool { proof != nil }
}
