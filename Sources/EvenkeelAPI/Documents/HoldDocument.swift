public import EvenkeelDomain

/// A hold.
public struct HoldDocument: Codable, Hashable, Sendable {
    public var id: String
    public var predicate: String
    public var owner: String
    public var why: String
    public var since: String
    public var expires: String?
    public var incident: String?

    public init(_ hold: Hold) {
        id = hold.id.text
        predicate = hold.predicate.description
        owner = hold.owner
        why = hold.why
        since = hold.since.description
        expires = hold.expires?.description
        incident = hold.incident?.text
    }
}
