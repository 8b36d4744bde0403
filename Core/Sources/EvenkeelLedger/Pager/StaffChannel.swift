public import EvenkeelDomain

/// A word to one of our own people, ready to be handed over.
public struct StaffNote: Hashable, Sendable {
    public var alert: AlertID
    public var incident: IncidentID
    public var reason: StaffAlert.Reason
    public var person: OnCallPerson
    public var subject: String
    public var text: String
    /// Where a page is acknowledged by pressing a button.
    public var link: String

    /// Said in a mail whose answer acknowledges it.
    public static let byReply = "Or reply to this mail: that acknowledges it too."

    public init(
        alert: AlertID, incident: IncidentID, reason: StaffAlert.Reason, person: OnCallPerson, subject: String,
        text: String, link: String
    ) {
        self.alert = alert
        self.incident = incident
        self.reason = reason
        self.person = person
        self.subject = subject
        self.text = text
        self.link = link
    }
}

/// Hands a note to one of a person's ways of being reached. Returns once it was taken, in bounded time.
public protocol StaffChannel: Sendable {
    func carry(_ note: StaffNote, over reach: OnCallPerson.Reach) async throws(SendError)
}
