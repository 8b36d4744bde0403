public import EvenkeelDomain

/// One message to one recipient.
public struct DeliveryDocument: Codable, Hashable, Sendable {
    public var id: String
    public var recipient: String
    public var customer: String
    public var subject: String
    public var channel: String
    public var state: String
    public var queuedAt: String
    public var notBefore: String
    public var attempts: Int
    public var settledAt: String?
    public var reason: String?
    /// True where it may have come twice, or may do so yet.
    public var uncertain: Bool
    /// When it leaves, in words; only where that is asked for.
    public var leaves: String?

    public init(_ delivery: Delivery, leaves: String? = nil) {
        id = delivery.id.text
        recipient = delivery.recipient.text
        customer = delivery.customer.text
        subject = delivery.subject.key
        channel = delivery.channel
        state = delivery.state.rawValue
        queuedAt = delivery.queuedAt.description
        notBefore = delivery.notBefore.description
        attempts = delivery.attempts
        settledAt = delivery.settledAt?.description
        reason = delivery.reason
        uncertain = delivery.isDoubted
        self.leaves = leaves
    }
}
