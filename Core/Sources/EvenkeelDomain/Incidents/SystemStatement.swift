/// What the system says by policy, as facts: the words are made from it for each reader.
public enum SystemStatement: Hashable, Sendable, Codable {
    /// The first word after a halt.
    case notWorking(components: [String], since: Timestamp)
    case reportOverdue(promised: Timestamp)
    /// Those whom a resolve left open were promised word, and got none. The time is the last minute of their day.
    case restOverdue(promised: Timestamp)
    /// What a report promised to do by a day is not done, and has a new one.
    case actionOverdue(action: String, promised: CivilDate, new: CivilDate)
    /// It has happened before, in that incident; whether what was promised then was done.
    case repeats(IncidentID, began: Timestamp, wasComplete: Bool)
}
