import EvenkeelDomain
import EvenkeelLedger

/// What somebody answered, to be read by a person.
struct ReplyModel: PageModel {
    static let template = "reply"

    let frame: ConsoleFrame
    let id: String
    let subject: String
    let from: String
    let text: String
    let received: TimeModel
    /// What it answers.
    let thread: ReplyThread?
    let customer: String?
    let customerPath: String?
    /// Whom the mail was sent to that it answers: anybody can write a name into the header of a mail.
    let contact: String?
    let read: String?
    let isUnread: Bool

    init(_ reply: ReplyRow, thread: ReplyThread?, frame: ConsoleFrame, now: Timestamp, zone: ZoneOffsets) {
        self.frame = frame
        id = reply.id
        subject = reply.title
        from = reply.sender
        text = reply.text.allSatisfy(\.isWhitespace) ? "The mail holds no text." : reply.text
        received = TimeModel(reply.receivedAt, now: now, zone: zone)
        self.thread = thread
        customer = reply.customer?.text
        customerPath = reply.customer.map { "/console/customers/\($0)" }
        contact = reply.contact.map { contact in
            reply.customer.map { MessageWords.address(contact, of: $0) } ?? contact.text
        }
        read = reply.readAt.map { "Read by \(reply.readBy ?? "somebody") at \(zone.localText($0))." }
        isUnread = reply.readAt == nil
    }
}

extension ReplyRow {
    var title: String { subject.allSatisfy(\.isWhitespace) ? "Without a subject" : subject }

    /// What its header says; nobody vouches for it.
    var sender: String { from.allSatisfy(\.isWhitespace) ? "an unknown sender" : from }

    var standing: String { waits ? "nobody has read it" : isAutomatic ? "automatic" : "read" }
}
