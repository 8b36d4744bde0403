/// A mistyped time of a signal, put right by a line that stands beside it for ever. The signal itself is never edited.
public struct SignalCorrection: Hashable, Sendable, Codable {
    /// Which signal of the incident, counted from 0.
    public var signal: Int
    public var was: Timestamp
    public var at: Timestamp
    public var why: String
    public var by: String
    public var correctedAt: Timestamp

    public init(signal: Int, was: Timestamp, at: Timestamp, why: String, by: String, correctedAt: Timestamp) {
        self.signal = signal
        self.was = was
        self.at = at
        self.why = why
        self.by = by
        self.correctedAt = correctedAt
    }
}
