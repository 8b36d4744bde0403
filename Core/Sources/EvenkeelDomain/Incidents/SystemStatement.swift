/// What the system says by policy, as facts: the words are made from it for each reader.
public enum SystemStatement: Hashable, Sendable, Codable {
    /// The first word after a halt.
    case notWorking(components: [String], since: Timestamp)
    case reportOverdue(promised: Timestamp)
    /// Those whom a resolve left open were promised word, and got none. The time is the last minute of their day.
    case restOverdue(promised: Timestamp)
    /// It has happened before, in that incident; whether what was promised then was done.
    case repeats(IncidentID, began: Timestamp, wasComplete: Bool)
}
