/// Evidence that something is wrong, with its source and time.
public struct Signal: Hashable, Sendable, Codable {
    public enum Source: String, CaseIterable, Codable, Sendable { case probe, alert, verdict, staff, customer }

    public var source: Source
    public var at: Timestamp
    public var note: String?

    public init(source: Source, at: Timestamp, note: String? = nil) {
        self.source = source
        self.at = at
        self.note = note
    }
}
