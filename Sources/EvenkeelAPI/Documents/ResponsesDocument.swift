import EvenkeelDomain
public import EvenkeelLedger

/// What customers said of the sites of a rollout, by a call, by one press or through a system, the latest first.
public struct ResponsesDocument: Codable, Hashable, Sendable {
    public struct Response: Codable, Hashable, Sendable {
        public var outcome: String
        public var installation: String
        /// `fine` or `trouble`.
        public var response: String
        public var at: String
        /// `call`, `link`, or `report` for one that came with other outcomes.
        public var way: String
        public var from: String
        public var recordedBy: String
        public var recordedAt: String
        public var note: String

        public init(_ row: ResponseRow) {
            outcome = row.outcome.text
            installation = row.installation.text
            response = row.isFine ? "fine" : "trouble"
            at = row.at.description
            way = row.way.rawValue
            from = row.from
            recordedBy = row.recordedBy
            recordedAt = row.recordedAt.description
            note = row.note
        }
    }

    public var rollout: String
    public var responses: [Response]

    public init(rollout: String, _ rows: [ResponseRow]) {
        self.rollout = rollout
        responses = rows.map(Response.init)
    }
}
