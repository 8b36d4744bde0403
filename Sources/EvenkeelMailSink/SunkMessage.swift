/// A message as it arrived: the envelope and the bytes.
public struct SunkMessage: Equatable, Sendable {
    /// The address of `MAIL FROM`; empty for the null sender.
    public let from: String
    /// The addresses of `RCPT TO`, in order.
    public let recipients: [String]
    /// The message with CRLF line ends, without the dots added for transport.
    public let data: [UInt8]

    public init(from: String, recipients: [String], data: [UInt8]) {
        self.from = from
        self.recipients = recipients
        self.data = data
    }

    /// The header, decoded as far as a summary needs it.
    public var header: SunkHeader { SunkHeader(parsing: data) }
}
