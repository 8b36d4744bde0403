/// What somebody asked for who has not confirmed yet that the address is theirs. It stands in the mail that asks them and
/// in the link of that mail, and nowhere else: who never confirms is not remembered.
public struct SubscriptionWish: Hashable, Sendable, Codable {
    /// How long the link works.
    public static let lifetime = TimeSpan.hours(24)

    /// Sorted, each once; empty for everything.
    public let components: [ComponentID]
    public let locale: String?
    public let askedAt: Timestamp

    public init(components: some Sequence<ComponentID>, locale: String?, askedAt: Timestamp) {
        self.components = Set(components).sorted()
        self.locale = locale
        self.askedAt = askedAt
    }

    public var endsAt: Timestamp { askedAt + Self.lifetime }

    /// The same wish asked again within the hour is one wish: one mail.
    var key: String {
        let hour = askedAt.milliseconds / TimeSpan.hours(1).milliseconds
        return "\(hour)/\(Digest(of: components.map(\.text) + ["locale \(locale ?? "")"]))"
    }

    /// The wish as a line of text, without its time; the reverse of `init(text:askedAt:)`.
    public var text: String { ([locale ?? ""] + components.map(\.text)).joined(separator: "\n") }

    public init(text: String, askedAt: Timestamp) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        self.init(
            components: lines.dropFirst().map { ComponentID($0) },
            locale: lines.first.flatMap { $0.isEmpty ? nil : $0 },
            askedAt: askedAt)
    }
}
