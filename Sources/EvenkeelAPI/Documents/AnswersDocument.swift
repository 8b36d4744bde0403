import EvenkeelDomain
public import EvenkeelLedger

/// What customers said of the sites of a rollout, by a call or by one press, the latest first.
public struct AnswersDocument: Codable, Hashable, Sendable {
    public struct Answer: Codable, Hashable, Sendable {
        public var outcome: String
        public var installation: String
        /// `fine` or `trouble`.
        public var answer: String
        public var at: String
        /// `call` or `link`.
        public var way: String
        public var from: String
        public var recordedBy: String
        public var recordedAt: String
        public var note: String

        public init(_ row: AnswerRow) {
            outcome = row.outcome.text
            installation = row.installation.text
            answer = row.isFine ? "fine" : "trouble"
            at = row.at.description
            way = row.way.rawValue
            from = row.from
            recordedBy = row.recordedBy
            recordedAt = row.recordedAt.description
            note = row.note
        }
    }

    public var rollout: String
    public var answers: [Answer]

    public init(rollout: String, _ rows: [AnswerRow]) {
        self.rollout = rollout
        answers = rows.map(Answer.init)
    }
}
