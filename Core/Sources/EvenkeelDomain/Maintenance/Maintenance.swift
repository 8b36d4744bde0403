/// Planned work that customers will notice: the sibling of an incident, told before instead of after.
///
/// Waves of a rollout appear beside it as scheduled maintenance; what is here was announced by a person.
public struct Maintenance: Hashable, Sendable, Codable {
    public let id: MaintenanceID
    public var title: String
    public var components: [ComponentID]
    public var visibility: Incident.Visibility
    /// Whom it concerns; nil for every customer.
    public var concerns: Predicate?
    public var from: Timestamp
    public var to: Timestamp
    public var status: MaintenanceStatus
    /// What was said, in order; the first announces it.
    public var notes: [MaintenanceNote]

    public init(
        id: MaintenanceID, title: String, components: [ComponentID], visibility: Incident.Visibility,
        concerns: Predicate?, announcement: MaintenanceNote
    ) {
        self.id = id
        self.title = title
        self.components = components
        self.visibility = visibility
        self.concerns = concerns
        from = announcement.from
        to = announcement.to
        status = .initial
        notes = [announcement]
    }

    /// Begun by the clock, and nobody has said that it is over.
    public func isUnderWay(at now: Timestamp) -> Bool { !status.isOver && from <= now }
}

/// One thing that is said about planned work.
public struct MaintenanceNote: Hashable, Sendable, Codable {
    public enum Kind: String, CaseIterable, Codable, Sendable {
        case scheduled, moved
        /// Its end has come and nobody said that it is done: those who wait for it hear so.
        case overran
        case completed, cancelled
    }

    public var kind: Kind
    public var from: Timestamp
    public var to: Timestamp
    public var at: Timestamp
    public var text: String
    /// The same by language: `["it": "..."]`.
    public var texts: [String: String]
    public var fannedOut = false

    public init(
        kind: Kind, from: Timestamp, to: Timestamp, at: Timestamp, text: String = "", texts: [String: String] = [:]
    ) {
        self.kind = kind
        self.from = from
        self.to = to
        self.at = at
        self.text = text
        self.texts = texts
    }

    /// What is said in a language, and whether it is in another for want of that one.
    public func words(in language: String) -> (text: String, isElsewhere: Bool) {
        if let own = texts[language] { return (own, false) }
        return (text, !text.isEmpty && language != "en")
    }
}
