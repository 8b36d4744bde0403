/// Whom a server is told that a message is from and to (RFC 5321 section 2.3.1), whatever its header says.
public struct MailEnvelope: Hashable, Sendable {
    public let sender: MailAddress
    /// At least one.
    public let recipients: [MailAddress]

    /// An address that is not one is `permanent` with code 553, as a server would say (RFC 5321 section 4.2.3); nobody to send
    /// it to is 554.
    public init(from sender: String, to recipients: [String]) throws(MailError) {
        self.sender = try Self.address(sender)
        var addresses: [MailAddress] = []
        for recipient in recipients { addresses.append(try Self.address(recipient)) }
        guard !addresses.isEmpty else { throw .permanent(code: 554, text: "no recipients") }
        self.recipients = addresses
    }

    private static func address(_ text: String) throws(MailError) -> MailAddress {
        do {
            return try MailAddress(text)
        } catch {
            throw .permanent(code: 553, text: "not a mail address: \(HeaderText(text))")
        }
    }
}
