/// Why an incident cannot be declared to be a repeat of another.
public enum RepeatObstacle: String, CaseIterable, Hashable, Sendable {
    case itself
    /// A rehearsal promised nobody anything.
    case drill
    /// Nothing was promised that could have been kept.
    case withoutReport
    /// This one is public and that one is not.
    case notPublic
}
