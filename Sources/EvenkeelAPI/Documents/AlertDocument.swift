public import EvenkeelDomain

/// A word to one of our own people.
public struct AlertDocument: Codable, Hashable, Sendable {
    public var id: String
    public var incident: String
    public var reason: String
    /// A page must be acknowledged.
    public var page: Bool
    @Nullable public var person: String?
    public var state: String
    public var raisedAt: String
    public var answerBy: String?
    public var reached: [String]
    public var failed: [String]
    public var acknowledgedAt: String?
    public var acknowledgedBy: String?

    public init(_ alert: StaffAlert, incident: IncidentID) {
        id = alert.id.text
        self.incident = incident.text
        reason = alert.reason.rawValue
        page = alert.reason.isPage
        person = alert.person?.text
        state = AlertSentences.state(alert)
        raisedAt = alert.raisedAt.description
        answerBy = alert.answerBy?.description
        reached = alert.reached
        failed = alert.failed
        acknowledgedAt = alert.acknowledgedAt?.description
        acknowledgedBy = alert.acknowledgedBy
    }
}

/// A page of alerts, those that want an answer first.
public struct AlertPage: Codable, Hashable, Sendable {
    public var alerts: [AlertDocument]
    @Nullable public var next: String?

    public init(alerts: [AlertDocument], next: String?) {
        self.alerts = alerts
        self.next = next
    }
}
