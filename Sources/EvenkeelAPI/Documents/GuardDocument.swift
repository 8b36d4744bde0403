public import EvenkeelDomain

/// A guard.
public struct GuardDocument: Codable, Hashable, Sendable {
    public var id: String
    public var incident: String
    public var action: String
    public var when: String
    public var soakHours: Int
    public var atSites: Int
    public var matching: String
    public var beforeWave: Int
    public var since: String

    public init(_ rule: Guard) {
        id = rule.id.text
        incident = rule.incident.text
        action = rule.action.text
        when = rule.when.description
        soakHours = rule.soakHours
        atSites = rule.atSites
        matching = rule.matching.description
        beforeWave = rule.beforeWave
        since = rule.since.description
    }
}
