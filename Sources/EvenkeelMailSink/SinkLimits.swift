/// The bounds within which a sink stays whatever is sent to it.
public struct SinkLimits: Sendable {
    /// The largest message, in bytes.
    public var messageBytes = 10_000_000
    /// The messages kept; beyond it the oldest go.
    public var messages = 10_000
    /// The bytes kept in all messages together; beyond it the oldest go.
    public var keptBytes = 64_000_000
    /// Recipients of one message (RFC 5321 section 4.5.3.1.8 asks for at least 100).
    public var recipients = 100
    /// Connections at one time.
    public var connections = 200
    /// Commands in a row that may fail before the sink hangs up.
    public var errorsInARow = 20

    /// A command with its CRLF: 512 in RFC 5321 section 4.5.3.1.4, and room for the parameters of extensions.
    static let commandBytes = 2048
    /// A line of a message with its CRLF (RFC 5321 section 4.5.3.1.6).
    static let dataLineBytes = 1000

    public init() {}
}
