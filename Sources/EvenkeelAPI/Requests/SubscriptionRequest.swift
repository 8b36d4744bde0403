public import EvenkeelDomain

/// `POST /api/v1/subscriptions`: what somebody of the public asks for.
public struct SubscriptionRequest: Hashable, Sendable {
    public static let members = ["email", "components", "locale"]

    public var address: EmailAddress
    /// Empty for everything.
    public var components: [ComponentID]
    public var locale: String?

    /// Refuses what is no address and what is no component: both are the same for whoever asks.
    public init(
        email: String, components: [String], locale: String?, known: Set<ComponentID>
    ) throws(Problem) {
        guard let address = EmailAddress(email) else {
            throw Sentences.badParameter("email", value: email, expected: "an address such as name@example.com")
        }
        self.address = address
        for name in components where !known.contains(ComponentID(name)) {
            throw Sentences.badParameter(
                "components", value: name, expected: "one of \(known.map(\.text).sorted().joined(separator: ", "))")
        }
        self.components = components.map { ComponentID($0) }
        if let locale, !Self.isTag(locale) {
            throw Sentences.badParameter("locale", value: locale, expected: "a language such as en, it or he-IL")
        }
        self.locale = locale
    }

    public init(_ object: JSONObject, known: Set<ComponentID>) throws(Problem) {
        try self.init(
            email: try object.requiredLine("email"), components: try object.texts("components", atMost: 100) ?? [],
            locale: try object.line("locale"), known: known)
    }

    /// BCP 47 as far as it matters: letters, digits and hyphens.
    private static func isTag(_ text: String) -> Bool {
        (2...35).contains(text.utf8.count)
            && text.utf8.allSatisfy {
                (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0) || $0 == 45
            }
    }
}
