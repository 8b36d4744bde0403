/// What is wrong with a recurrence rule.
public enum RecurrenceTrouble: Error, Hashable, Sendable {
    case noFrequency
    /// A part that is no `NAME=value`.
    case notAPart(String)
    case twice(String)
    /// A part that the standard has, or does not, and that is not understood here.
    case notUnderstood(String)
    case badValue(part: String, value: String)
    /// COUNT and UNTIL exclude one another.
    case countAndUntil
}
