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
    let thread: String?
    let customer: String?
    let customerPath: String?
    /// Whom the mail was sent to that it answers: anybody can write a name into the header of a mail.
    let contact: String?
    let read: String?
    let isUnread: Bool

    init(_ reply: ReplyRow, frame: ConsoleFrame, now: Timestamp, zone: ZoneOffsets) {
        self.frame = frame
        id = reply.id
        subject = reply.subject.isEmpty ? "Without a subject" : reply.subject
        from = reply.from
        text = reply.text
        received = TimeModel(reply.receivedAt, now: now, zone: zone)
        thread = reply.thread
        customer = reply.customer?.text
        customerPath = reply.customer.map { "/console/customers/\($0)" }
        contact = reply.contact?.text
        read = reply.readAt.map { "Read by \(reply.readBy ?? "somebody") at \(zone.localText($0))." }
        isUnread = reply.readAt == nil
    }
}
