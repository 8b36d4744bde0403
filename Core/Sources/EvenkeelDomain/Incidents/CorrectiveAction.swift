/// What we do so that it does not happen again: open until its proof is green.
public struct CorrectiveAction: Hashable, Sendable, Codable {
    /// Something that can be green.
    public enum Proof: Hashable, Sendable, Codable {
        case `guard`(GuardID)
        /// A record, approved by a second person.
        case record(String, approvedBy: String)
        /// A declared command, such as a probe or a call of a test address, that ended with 0.
        case check(String, greenAt: Timestamp)
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

    /// The text as it stands before a day, as in "Watch the load, by Sunday": without the full stop that its author gave it.
    public var clause: String { text.withoutStop }

    /// The same under another name.
    public func named(_ id: ActionID) -> CorrectiveAction {
        CorrectiveAction(id: id, text: text, owner: owner, due: due, proof: proof)
    }
}
