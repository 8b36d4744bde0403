/// One message to one recipient over one channel. A row; its primary key is (recipient, subject, channel), so
/// the same thing cannot be queued twice.
public struct Delivery: Hashable, Sendable, Codable {
    public let id: DeliveryID
    public var recipient: ContactID
    public var customer: CustomerID
    public var subject: DeliverySubject
    public var channel: String
    public var priority: DeliveryPriority
    public var state: DeliveryState
    public var queuedAt: Timestamp
    public var notBefore: Timestamp
    public var attempts: Int
    public var settledAt: Timestamp?
    /// Why it was merged, suppressed, deferred or given up.
    public var reason: String?

    public init(
        recipient: ContactID, customer: CustomerID, subject: DeliverySubject, channel: String = "email",
        priority: DeliveryPriority = .planned, queuedAt: Timestamp, notBefore: Timestamp? = nil
    ) {
        id = DeliveryID("\(subject.key)/\(channel)/\(recipient)")
        self.recipient = recipient
        self.customer = customer
        self.subject = subject
        self.channel = channel
        self.priority = priority
        state = .initial
        self.queuedAt = queuedAt
        self.notBefore = notBefore ?? queuedAt
        attempts = 0
    }

    private static let hand = "let go by "

    /// The reason of a message that a person sends now.
    public static func letGo(by actor: String) -> String { hand + actor }

    /// True where a person wants it to leave at once.
    public var isLetGo: Bool {
        guard let reason else { return false }
        return reason.hasPrefix(Self.hand) || (isDoubted && reason.contains(": \(Self.hand)"))
    }

    /// How the reason of a message begins that was once handed over without an answer.
    public static let doubt = "it may have arrived"

    private static let unanswered = doubt + " unanswered"

    /// - Parameter isUnanswered: true where nobody answered; false where it was not waited for.
    public static func doubted(_ why: String, isUnanswered: Bool = false) -> String {
        if why.hasPrefix(isUnanswered ? unanswered : doubt) { return why }
        return "\(isUnanswered ? unanswered : doubt): \(why)"
    }

    /// Steps that say nothing of whether it arrived: a message that was in doubt before them keeps the reason,
    /// unless it is given another that says so.
    public static let stepsUnderway: Set<DeliveryState.Step> = [.handOver, .release, .goLive]

    /// True where it may have come twice, or may do so yet.
    public var isDoubted: Bool { state == .uncertain || reason?.hasPrefix(Self.doubt) == true }

    /// True where it was handed over before, and nobody said whether it was taken.
    public var isUnanswered: Bool { reason?.hasPrefix(Self.unanswered) == true }

    /// The reason that stands with a delivery whose content went into another one.
    public static func merged(into other: some CustomStringConvertible, because why: String? = nil) -> String {
        (why.map { "\($0): " } ?? "") + "merged into \(other)"
    }
}
