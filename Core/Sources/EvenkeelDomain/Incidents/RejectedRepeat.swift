/// That somebody said an incident is no repeat of an earlier one.
public struct RejectedRepeat: Hashable, Sendable, Codable {
    public var of: IncidentID
    public var at: Timestamp
    public var by: String

    public init(of: IncidentID, at: Timestamp, by: String) {
        self.of = of
        self.at = at
        self.by = by
    }
}
