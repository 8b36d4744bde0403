/// A person made a hold hold longer.
public struct HoldRenewal: Hashable, Sendable, Codable {
    /// When it was to end from then on; nil for when it is lifted.
    public var expires: Timestamp?
    public var why: String
    public var by: String
    public var at: Timestamp

    public init(expires: Timestamp?, why: String, by: String, at: Timestamp) {
        self.expires = expires
        self.why = why
        self.by = by
        self.at = at
    }
}
