/// What the system says at the due second when no human did: facts only. The words are made from it for each language.
public struct HoldingLine: Hashable, Sendable, Codable {
    public enum Staff: String, CaseIterable, Codable, Sendable {
        /// A person has answered since the last alarm: their team is on it.
        case acknowledged
        /// An alarm was handed over and nobody has answered yet.
        case alerted
        /// The alarm goes out with this line.
        case beingAlerted
        /// Nobody could be alerted: then nothing is claimed.
        case nobody
    }

    public var staff: Staff
    /// The last time somebody had news.
    public var newsSince: Timestamp
    /// Set after downtime: the promise that was not kept. The line then admits the silence.
    public var missed: Timestamp?

    public init(staff: Staff, newsSince: Timestamp, missed: Timestamp? = nil) {
        self.staff = staff
        self.newsSince = newsSince
        self.missed = missed
    }

    /// How long the mail of a holding line waits for a person's update, which takes its place.
    public static let mailWaits = TimeSpan.seconds(60)
    /// After so many in a row a person of a higher role must write.
    public static let inARowLimit = 3
}
