public import Foundation

/// What the other side said.
public struct HTTPAnswer: Hashable, Sendable {
    /// How far the body was read.
    public enum End: Hashable, Sendable {
        case whole
        /// It went on beyond the limit of the call.
        case overLimit
        /// The connection was lost, or the time was over, before its end.
        case broken(String)
    }

    public let status: Int
    /// What the header `Retry-After` asks for, where it is a number of up to a day.
    public let retryAfterSeconds: Int?
    /// Where a redirect leads; nobody has followed it.
    public let location: String?
    public let body: Data
    public let end: End
}
