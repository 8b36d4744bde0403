public import EvenkeelDomain

/// A notice to one customer about one wave.
public struct NoticeDocument: Codable, Hashable, Sendable {
    public var rollout: String
    public var revision: Int
    /// Counted from 1.
    public var wave: Int
    public var customer: String
    public var state: String
    public var announcedAt: String
    /// When the day was named that stands.
    public var toldAt: String?
    public var installations: [String]
    @Nullable public var day: String?
    /// Of those sites that go on another day, each with it.
    public var days: [String: String]
    /// Those of them to which somebody came in vain: none of these days is theirs before another visit is agreed on.
    public var toBeAgreed: [String]?
    /// Those of them whose day was agreed to and stands, while it is asked about the others.
    public var agreed: [String]?
    /// Whether the policy asks for their agreement.
    public var mustAgree: Bool
    public var postponed: Int
    @Nullable public var remindedAt: String?
    /// Whether nobody could be written to when it went out, and nobody there has heard of it since.
    public var nobodyTold: Bool?

    /// - Parameter repeated: the sites of its rollout where a visit has to be made again.
    public init(_ row: NoticeRow, repeated: Set<InstallationID>) {
        rollout = row.rollout.text
        revision = row.revision
        wave = row.wave + 1
        customer = row.customer.text
        state = row.state.rawValue
        announcedAt = row.announcedAt.description
        toldAt = row.namedAt.description
        installations = row.installations.map(\.text)
        agreed = row.stands ? row.agreed.map(\.text).sorted() : []
        mustAgree = row.mustAgree
        postponed = row.postponed
        day = row.day?.description
        toBeAgreed = row.installations.filter(repeated.contains).map(\.text)
        days = Dictionary(uniqueKeysWithValues: row.days.map { ($0.key.text, $0.value.description) })
        remindedAt = row.remindedAt?.description
        nobodyTold = row.isUnheard
    }
}
