public import EvenkeelDomain

/// Cause and corrective action.
public struct ReportDocument: Codable, Hashable, Sendable {
    public struct Cause: Codable, Hashable, Sendable {
        public var kind: String
        public var text: String
    }

    public struct Action: Codable, Hashable, Sendable {
        public var id: String
        public var text: String
        public var owner: String
        public var due: String
        /// The guard that is its proof.
        public var `guard`: String?
        public var done: Bool
    }

    public var whatHappened: String
    public var causes: [Cause]
    public var whatWeDid: String
    public var actions: [Action]
    public var publishedAt: String?

    public init(_ report: Report) {
        whatHappened = report.whatHappened
        causes = report.causes.map { Cause(kind: $0.kind.rawValue, text: $0.text) }
        whatWeDid = report.whatWeDid
        actions = report.actions.map { action in
            var proof: String?
            if case .guard(let id) = action.proof { proof = id.text }
            return Action(
                id: action.id.text, text: action.text, owner: action.owner, due: action.due.description, guard: proof,
                done: action.isDone)
        }
        publishedAt = report.publishedAt?.description
    }
}
