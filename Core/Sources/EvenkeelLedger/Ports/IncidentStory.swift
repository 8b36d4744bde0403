public import EvenkeelDomain

/// An incident as a message tells it, for channels that carry data beside the text.
public struct IncidentStory: Hashable, Sendable {
    public struct Part: Hashable, Sendable {
        public var id: UpdateID
        public var status: IncidentStatus
        public var body: String
        public var at: Timestamp

        public init(id: UpdateID, status: IncidentStatus, body: String, at: Timestamp) {
            self.id = id
            self.status = status
            self.body = body
            self.at = at
        }
    }

    public var id: IncidentID
    public var title: String
    public var status: IncidentStatus
    public var impact: Impact
    public var began: Timestamp
    public var createdAt: Timestamp
    public var resolvedAt: Timestamp?
    /// Newest first, up to the update of the message: what came later is told by its own.
    public var updates: [Part]
    public var components: [Component]
    /// The page on which its reader finds it; nil for the page of all.
    public var link: String?

    public init(
        id: IncidentID, title: String, status: IncidentStatus, impact: Impact, began: Timestamp, createdAt: Timestamp,
        resolvedAt: Timestamp?, updates: [Part], components: [Component]
    ) {
        self.id = id
        self.title = title
        self.status = status
        self.impact = impact
        self.began = began
        self.createdAt = createdAt
        self.resolvedAt = resolvedAt
        self.updates = updates
        self.components = components
    }

    init(_ incident: Incident, upTo index: Int, components: [Component]) {
        let told = incident.updates[...index]
        self.init(
            id: incident.id, title: incident.title, status: incident.updates[index].status, impact: incident.impact,
            began: incident.began, createdAt: incident.ownedAt ?? incident.updates[0].at,
            resolvedAt: told.last { $0.status == .resolved }?.at,
            updates: told.reversed().map { Part(id: $0.id, status: $0.status, body: $0.body, at: $0.at) },
            components: components)
    }
}
