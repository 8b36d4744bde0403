public import EvenkeelDomain
public import EvenkeelLedger

/// One call with a customer, as `POST /api/v1/rollouts/{id}/answers` takes it.
public struct AnswerRequest: Encodable, Hashable, Sendable {
    public static let members = ["installation", "answer", "from", "note", "at"]

    /// What the customer said.
    public enum Word: String, CaseIterable, Encodable, Sendable { case fine, trouble }

    public var installation: String
    public var answer: Word
    public var from: String
    public var note: String?
    public var at: String?

    public init(installation: String, answer: Word, from: String, note: String?, at: String?) {
        self.installation = installation
        self.answer = answer
        self.from = from
        self.note = note
        self.at = at
    }

    /// - Parameter key: names the call, so that it counts once however often it is sent.
    public static func read(
        _ object: JSONObject, rollout: RolloutID, key: String
    ) throws(Problem) -> CustomerAnswer {
        guard let word = try object.choice("answer", of: Word.self) else {
            throw object.missing("answer", expected: "what the customer said: fine or trouble")
        }
        return CustomerAnswer(
            rollout: rollout, installation: InstallationID(try object.requiredLine("installation")),
            isFine: word == .fine, at: try object.time("at"), way: .call, from: try object.requiredLine("from"),
            note: try object.excerpt("note", limit: noteLimit) ?? "", key: key)
    }

    /// A note is a sentence or two, not a transcript.
    public static let noteLimit = 500
}
