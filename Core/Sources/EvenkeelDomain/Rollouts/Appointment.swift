/// A time at which somebody comes to a site: it fulfils the site's place in a rollout. A row; the journal keeps that it
/// was made, moved or ended, and names nobody.
public struct Appointment: Hashable, Sendable, Codable {
    public let id: AppointmentID
    public var rollout: RolloutID
    public var installation: InstallationID
    public var customer: CustomerID
    public var start: Timestamp
    /// What was agreed on, by the clock at the site; nil for those made before it was kept.
    public var wallTime: WallTime?
    public var minutes: Int
    /// Who comes.
    public var person: String
    public var personEmail: EmailAddress?
    public var team: String?
    /// How to get in, whom to ask for.
    public var access: String?
    /// Raised with every change, so that calendars take the newest invitation (RFC 5546, 2.1.4).
    public var sequence: Int
    public var state: AppointmentState
    /// Why it was cancelled, failed or not possible.
    public var note: String?
    public var changedAt: Timestamp

    public init(
        id: AppointmentID, rollout: RolloutID, installation: InstallationID, customer: CustomerID, start: Timestamp,
        minutes: Int, person: String, personEmail: EmailAddress? = nil, team: String? = nil, access: String? = nil,
        changedAt: Timestamp
    ) {
        self.id = id
        self.rollout = rollout
        self.installation = installation
        self.customer = customer
        self.start = start
        self.minutes = minutes
        self.person = person
        self.personEmail = personEmail
        self.team = team
        self.access = access
        sequence = 0
        state = .initial
        self.changedAt = changedAt
    }

    public var end: Timestamp { start + .minutes(minutes) }

    /// Whether it was cancelled because its rollout has stopped or something of ours keeps its site: whoever cancels one says
    /// why.
    public var wentWithItsRollout: Bool { state == .cancelled && note == nil }

    /// Whether it is over and nobody has said what came of it.
    public func isUnreported(at now: Timestamp) -> Bool { state == .agreed && end < now }

    public func overlaps(_ start: Timestamp, _ end: Timestamp) -> Bool { self.start < end && start < self.end }
}
