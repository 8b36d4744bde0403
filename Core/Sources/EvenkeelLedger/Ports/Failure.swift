/// The world did not answer. The case says what the caller can do.
public enum Failure: Error, Hashable, Sendable {
    /// Another writer was first: read on, decide again.
    case headMoved
    /// Rows a decision rested on have changed: read them and decide again.
    case rowsMoved
    /// Not reachable or busy; whether the last write happened is unknown. Retry with the same command id.
    case unavailable(String)
    /// The disk is full: nothing was written; what was acknowledged is safe. Make room.
    case full(String)
    /// What is stored cannot be read: a hash that does not match, a row that cannot be decoded. Do not go on.
    case damaged(String)
}
