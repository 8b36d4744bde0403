public import EvenkeelDomain

/// Somebody of the public who confirmed.
public struct SubscriberDocument: Codable, Hashable, Sendable {
    public var address: String
    /// `active`, or `quarantined` while the address takes no mail. Who has not confirmed is not listed: nothing is kept.
    public var state: String
    /// Empty for everything.
    public var components: [String]
    public var incidents: String
    @Nullable public var locale: String?
    public var confirmedAt: String
    @Nullable public var quarantine: String?

    public init(_ subscriber: Subscriber) {
        address = subscriber.address.description
        state = subscriber.quarantine == nil ? "active" : "quarantined"
        components = subscriber.components.map(\.text).sorted()
        incidents = subscriber.incidents.rawValue
        locale = subscriber.locale
        confirmedAt = subscriber.confirmedAt.description
        quarantine = subscriber.quarantine?.reason
    }
}

/// A page of subscribers, with the cursor of the next one.
public struct SubscriberPage: Codable, Hashable, Sendable {
    public var subscribers: [SubscriberDocument]
    @Nullable public var next: String?

    public init(subscribers: [SubscriberDocument], next: String?) {
        self.subscribers = subscribers
        self.next = next
    }
}

/// The answer to whoever asks to be told: the same for every address.
public struct SubscriptionDocument: Codable, Hashable, Sendable {
    public var state: String
    public var text: String

    public init(_ words: SubscriptionWords) {
        state = "asked"
        text = words.asked
    }
}
