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
