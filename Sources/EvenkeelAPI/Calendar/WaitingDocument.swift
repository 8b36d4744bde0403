public import EvenkeelDomain

/// A site that could start and waits: why, and when it may.
public struct WaitingDocument: Codable, Hashable, Sendable {
    public var installation: String
    public var mayStart: Bool
    public var reason: ReasonDocument
    /// Null where it may start now, or no next start is in sight.
    @Nullable public var opens: String?

    public init(_ site: InstallationID, _ answer: StartAnswer, zone: ZoneOffsets) {
        installation = site.text
        mayStart = answer.isOpen
        switch answer {
        case .open:
            reason = ReasonDocument(code: "turn", text: "It may start and waits for its turn.")
            opens = nil
        case .closed(let obstacle, let next):
            let why = CalendarSentences.obstacle(obstacle, zone: zone)
            reason = ReasonDocument(code: why.code, text: "\(why.text) \(CalendarSentences.next(next, zone))")
            opens = next?.description
        }
    }
}

/// The sites of a rollout that could start, with what each waits for.
public struct WaitingPage: Codable, Hashable, Sendable {
    public var waiting: [WaitingDocument]
    @Nullable public var next: String?

    public init(waiting: [WaitingDocument], next: String? = nil) {
        self.waiting = waiting
        self.next = next
    }
}
