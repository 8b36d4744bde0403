/// What somebody chose to be told. Whoever chose nothing is told everything that concerns them.
public struct MessageChoice: Hashable, Sendable, Codable {
    /// How much of an incident.
    public enum Incidents: String, CaseIterable, Codable, Sendable {
        case all
        /// When something has changed: neither "still working on it" nor holding lines.
        case changes
        /// That it began, and that it is over.
        case ends
        case none
    }

    public var incidents: Incidents
    /// Whether planned changes are told.
    public var planned: Bool

    public init(incidents: Incidents = .all, planned: Bool = true) {
        self.incidents = incidents
        self.planned = planned
    }

    /// The same without one list.
    public func without(_ list: MessageList) -> MessageChoice {
        switch list {
        case .incidents: MessageChoice(incidents: .none, planned: planned)
        case .planned: MessageChoice(incidents: incidents, planned: false)
        case .subscription: self
        }
    }
}
