/// One message to one recipient over one channel. A row; its primary key is (recipient, subject, channel), so
/// the same thing cannot be queued twice.
public struct Delivery: Hashable, Sendable, Codable {
    public let id: DeliveryID
    public var recipient: ContactID
    public var customer: CustomerID
    public var subject: DeliverySubject
    public var channel: String
    public var state: DeliveryState
    public var queuedAt: Timestamp
    public var notBefore: Timestamp
    public var attempts: Int
    public var settledAt: Timestamp?
    /// Why it was merged, suppressed, deferred or given up.
    public var reason: String?

    public init(
        recipient: ContactID, customer: CustomerID, subject: DeliverySubject, channel: String = "email",
        queuedAt: Timestamp, notBefore: Timestamp? = nil
    ) {
        id = DeliveryID("\(subject.key)/\(channel)/\(recipient)")
        self.recipient = recipient
        self.customer = customer
        self.subject = subject
        self.channel = channel
        state = .initial
        self.queuedAt = queuedAt
        self.notBefore = notBefore ?? queuedAt
        attempts = 0
    }
}

/// What a delivery is about; the text is rendered when it is sent.
public enum DeliverySubject: Hashable, Sendable, Codable {
    /// `round` counts the notices of a wave: a date that moved is announced again.
    case notice(RolloutID, revision: Int, wave: Int, round: Int)
    case moved(RolloutID, revision: Int, wave: Int, round: Int)
    /// A revision of the plan moved the date that this customer was told.
    case replanned(RolloutID, revision: Int, wave: Int, was: Timestamp)
    case reminder(RolloutID, revision: Int, wave: Int, round: Int)
    case update(IncidentID, UpdateID)
    case restored(IncidentID, CustomerID)

    /// Unique text of the subject, the first part of a delivery's id.
    public var key: String {
        switch self {
        case .notice(let rollout, let revision, let wave, let round): "notice/\(rollout)/\(revision)/\(wave)/\(round)"
        case .moved(let rollout, let revision, let wave, let round): "moved/\(rollout)/\(revision)/\(wave)/\(round)"
        case .replanned(let rollout, let revision, let wave, _): "replanned/\(rollout)/\(revision)/\(wave)"
        case .reminder(let rollout, let revision, let wave, let round):
            "reminder/\(rollout)/\(revision)/\(wave)/\(round)"
        case .update(let incident, let update): "update/\(incident)/\(update)"
        case .restored(let incident, let customer): "restored/\(incident)/\(customer)"
        }
    }
}
