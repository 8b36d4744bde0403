/// Why nothing is mailed to an address any more: its server said that it takes nothing.
public struct Quarantine: Hashable, Sendable, Codable {
    public var since: Timestamp
    public var reason: String

    public init(since: Timestamp, reason: String) {
        self.since = since
        self.reason = reason
    }
}
