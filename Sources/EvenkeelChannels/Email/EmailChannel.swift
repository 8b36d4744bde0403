public import EvenkeelDomain
public import EvenkeelLedger
import Foundation

/// Sends deliveries as e-mail over SMTP.
public struct EmailChannel: Channel {
    public let name = "email"
    private let transport: SMTPTransport
    private let from: EmailAddress
    private let fromName: String
    /// Whom it is from, in the header.
    private let sender: Result<Mailbox, MailRefusal>
    private let clock: @Sendable () -> Timestamp

    /// - Parameter clock: stamps the Date header.
    public init(
        transport: SMTPTransport, from: EmailAddress, fromName: String, clock: @escaping @Sendable () -> Timestamp
    ) {
        self.transport = transport
        self.from = from
        self.fromName = fromName
        sender = Result { () throws(MailRefusal) in
            Mailbox(name: fromName, address: try MailAddress(from.description))
        }
        self.clock = clock
    }

    public func send(_ message: OutgoingMessage) async throws(SendError) {
        try await send(message, once: .written, before: nil)
    }

    public func send(
        _ message: OutgoingMessage, once intent: SendIntent, before next: OutgoingMessage?
    ) async throws(SendError) {
        do throws(MailError) {
            try await transport.send(
                try mime(message), in: try envelope(message), once: intent, before: next.flatMap(announced))
        } catch {
            switch error {
            case .permanent(let code, let text): throw .refused("\(code) \(text)")
            case .turnedAway(let code, let text): throw .refused("the message is refused: \(code) \(text)")
            case .transient(let code, let text): throw .later("\(code) \(text)")
            case .unreachable(let text): throw .unreachable(text)
            case .uncertain(let text): throw .uncertain(text)
            }
        }
    }

    /// Nil where it cannot be sent: that is said when it is its turn.
    private func announced(_ message: OutgoingMessage) -> MailEnvelope? {
        do { return try envelope(message) } catch { return nil }
    }

    /// Bounces come back to its sender: with the token of a reply it is known what they are about.
    private func envelope(_ message: OutgoingMessage) throws(MailError) -> MailEnvelope {
        try MailEnvelope(from: message.replyTo ?? from.description, to: [message.to.description])
    }

    private func mime(_ message: OutgoingMessage) throws(MailError) -> MIMEMessage {
        do throws(MailRefusal) {
            let replyTo = try message.replyTo.map { address throws(MailRefusal) in
                Mailbox(name: fromName, address: try MailAddress(address))
            }
            let unsubscribe = try message.unsubscribe.map { link throws(MailRefusal) in try UnsubscribeLink(link) }
            let thread = try message.thread.map { id throws(MailRefusal) in try MessageID(id) }
            return MIMEMessage(
                from: try sender.get(),
                to: [Mailbox(name: message.toName, address: try MailAddress(message.to.description))],
                subject: message.subject,
                date: Date(timeIntervalSince1970: Double(clock().milliseconds) / 1000),
                messageID: try MessageID(message.messageID), inReplyTo: thread, references: thread.map { [$0] } ?? [],
                replyTo: replyTo, unsubscribe: unsubscribe, text: message.text, html: message.html,
                calendar: message.invitation.map { .init(type: $0.mediaType, text: $0.text) })
        } catch {
            throw .permanent(code: 553, text: "\(error)")
        }
    }
}
