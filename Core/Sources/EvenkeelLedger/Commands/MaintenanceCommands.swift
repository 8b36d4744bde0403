public import EvenkeelDomain

/// Announces planned work.
public struct ScheduleMaintenance: Hashable, Sendable {
    public var id: MaintenanceID
    public var title: String
    public var text: String
    public var texts: [String: String] = [:]
    public var components: [ComponentID] = []
    public var visibility = Incident.Visibility.audience
    public var concerns: Predicate?
    public var from: Timestamp
    public var to: Timestamp
    /// How many customers it concerns now.
    public var audience = 0
    /// What the leak guard found in the text.
    public var leaks: [LeakGuard.Finding] = []
    /// Why it may stand.
    public var override: String?

    public init(id: MaintenanceID, title: String, text: String, from: Timestamp, to: Timestamp) {
        self.id = id
        self.title = title
        self.text = text
        self.from = from
        self.to = to
    }
}

/// Moves planned work, says that it takes longer, that it is done, or that it does not take place.
public struct ChangeMaintenance: Hashable, Sendable {
    public var id: MaintenanceID
    public var step: MaintenanceStatus.Step
    public var text: String
    public var texts: [String: String] = [:]
    /// The new times of a move; nil keeps them.
    public var from: Timestamp?
    public var to: Timestamp?
    public var leaks: [LeakGuard.Finding] = []
    public var override: String?

    public init(id: MaintenanceID, step: MaintenanceStatus.Step, text: String = "") {
        self.id = id
        self.step = step
        self.text = text
    }
}
