import EvenkeelChannels
import EvenkeelLedger
import Foundation

/// Messages for the tests of this folder.
enum Letters {
    /// 1 December 2026, 10:00 UTC: a Tuesday.
    static let morning = Date(timeIntervalSince1970: 1_796_119_200)

    static func letter(
        from name: String = "Evenkeel",
        to recipient: String = "Anna",
        subject: String = "Planned upgrade",
        id: String = "d1@evenkeel.example",
        text: String = "Hello.\n",
        html: String? = nil
    ) throws -> MIMEMessage {
        MIMEMessage(
            from: Mailbox(name: name, address: try MailAddress("support@vendor.example")),
            to: [Mailbox(name: recipient, address: try MailAddress("anna@acme.example"))],
            subject: subject, date: morning, messageID: try MessageID(id), text: text, html: html)
    }

    static func source(_ message: MIMEMessage) -> String {
        String(decoding: message.bytes(), as: UTF8.self)
    }

    /// The lines of the header, still folded and encoded.
    static func headerLines(_ message: MIMEMessage) -> [String] {
        let source = source(message)
        return source.prefix(upTo: source.firstRange(of: "\r\n\r\n")?.lowerBound ?? source.endIndex)
            .split(separator: "\r\n").map(String.init)
    }
}

extension SMTPTransport {
    /// One of which nothing is known that would follow.
    func send(
        _ message: MIMEMessage, to recipients: [String], from sender: String, once intent: SendIntent? = nil
    ) async throws(MailError) {
        try await send(message, in: try MailEnvelope(from: sender, to: recipients), once: intent)
    }
}
