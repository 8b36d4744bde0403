public import EvenkeelDomain

/// A promise, with the incident it was made on.
public struct PromiseDocument: Codable, Hashable, Sendable {
    public var id: String
    public var incident: String
    public var kind: String
    public var madeAt: String
    public var due: String
    public var state: String
    @Nullable public var keptBy: String?
    public var settledAt: String?
    /// An action's id, or a regulator's stage such as `nis2/notification`.
    public var subject: String?

    public init(_ promise: Promise, incident: Incident) {
        id = promise.id.text
        self.incident = incident.id.text
        kind = promise.kind.rawValue
        madeAt = promise.madeAt.description
        due = promise.due.description
        state = promise.state.rawValue
        keptBy = promise.keptBy?.rawValue
        settledAt = promise.settledAt?.description
        subject = promise.subject
    }
}
