import EvenkeelDomain
public import Foundation

/// A mail as a value, written out as RFC 5322 bytes.
///
/// Nothing in it can start a header field that the writer did not mean: addresses
/// and identifiers exist only in valid form, names and subjects are cleaned, and
/// bodies are encoded. Equal values give equal bytes, so a message sent again after
/// a crash is the same message.
public struct MIMEMessage: Equatable, Sendable {
    public let from: Mailbox
    /// Those named in the header; who receives it is said to the transport. May be empty.
    public let to: [Mailbox]
    public let subject: HeaderText
    public let date: Date
    public let messageID: MessageID
    /// The message this one answers or follows.
    public let inReplyTo: MessageID?
    /// The thread from its first message on; one incident is one thread.
    public let references: [MessageID]
    public let replyTo: Mailbox?
    public let unsubscribe: UnsubscribeLink?
    public let text: String
    /// The same in HTML; nil sends plain text alone.
    public let html: String?
    /// A calendar entry with its method, which clients show as an invitation (RFC 6047); nil for none.
    public let calendar: CalendarPart?

    /// An iCalendar object as a part of a mail; its type names the method where it has one.
    public struct CalendarPart: Equatable, Sendable {
        public let type: String
        public let text: String

        public init(type: String, text: String) {
            self.type = type
            self.text = text
        }
    }

    /// A message. `subject` is cleaned of line breaks and control characters.
    public init(
        from: Mailbox,
        to: [Mailbox],
        subject: String,
        date: Date,
        messageID: MessageID,
        inReplyTo: MessageID? = nil,
        references: [MessageID] = [],
        replyTo: Mailbox? = nil,
        unsubscribe: UnsubscribeLink? = nil,
        text: String,
        html: String? = nil,
        calendar: CalendarPart? = nil
    ) {
        self.calendar = calendar
        self.from = from
        self.to = to
        self.subject = HeaderText(subject)
        self.date = date
        self.messageID = messageID
        self.inReplyTo = inReplyTo
        self.references = references
        self.replyTo = replyTo
        self.unsubscribe = unsubscribe
        self.text = text
        self.html = html
    }

    /// The message as RFC 5322 bytes: CRLF line ends, ASCII only, without dot-stuffing.
    public func bytes() -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(2048 + text.utf8.count * 5 / 4 + (html?.utf8.count ?? 0) * 5 / 4)
        for field in header { field.write(to: &bytes) }
        writeContent(to: &bytes)
        return bytes
    }

    private var header: [HeaderField] {
        var fields = [
            HeaderField("From", from.tokens),
            HeaderField("To", to.isEmpty ? ["undisclosed-recipients:;"] : Self.listed(to)),
            HeaderField("Subject", subject.tokens(afterName: "Subject")),
            HeaderField("Date", [Self.written(date)]),
            HeaderField("Message-ID", [messageID.token]),
        ]
        if let inReplyTo { fields.append(HeaderField("In-Reply-To", [inReplyTo.token])) }
        if !references.isEmpty { fields.append(HeaderField("References", references.map(\.token))) }
        if let replyTo { fields.append(HeaderField("Reply-To", replyTo.tokens)) }
        // RFC 3834 section 5 and the older custom: no holiday notice shall answer this.
        fields.append(HeaderField("Auto-Submitted", ["auto-generated"]))
        fields.append(HeaderField("Precedence", ["bulk"]))
        if let unsubscribe {
            fields.append(HeaderField("List-Unsubscribe", ["<\(unsubscribe)>"]))
            if unsubscribe.oneClick {
                fields.append(HeaderField("List-Unsubscribe-Post", ["List-Unsubscribe=One-Click"]))
            }
        }
        fields.append(HeaderField("MIME-Version", ["1.0"]))
        return fields
    }

    /// "=_" occurs in neither quoted-printable nor base64, so no body can hold this (RFC 2045 section 6.7).
    private static let boundary = "=_evenkeel"

    private func writeContent(to bytes: inout [UInt8]) {
        // The richest last (RFC 2046, section 5.1.4); the calendar entry is one more form of the same news.
        var parts = [MIMEBody(type: "text/plain", text: text)]
        if let html { parts.append(MIMEBody(type: "text/html", text: html)) }
        if let calendar { parts.append(MIMEBody(type: calendar.type, text: calendar.text)) }
        guard parts.count > 1 else { return parts[0].write(to: &bytes) }
        HeaderField("Content-Type", ["multipart/alternative;", "boundary=\"\(Self.boundary)\""]).write(to: &bytes)
        for part in parts {
            bytes += "\r\n--\(Self.boundary)\r\n".utf8
            part.write(to: &bytes)
        }
        bytes += "\r\n--\(Self.boundary)--\r\n".utf8
    }

    private static func listed(_ mailboxes: [Mailbox]) -> [String] {
        mailboxes.enumerated().flatMap { index, mailbox in
            var tokens = mailbox.tokens
            if index < mailboxes.count - 1 { tokens[tokens.count - 1] += "," }
            return tokens
        }
    }

    /// RFC 5322 section 3.3, in UTC: `Tue, 01 Dec 2026 10:00:00 +0000`.
    private static func written(_ date: Date) -> String {
        let instant = Timestamp(milliseconds: Int64((date.timeIntervalSince1970 * 1000).rounded(.down)))
        let (civil, milliseconds) = instant.dateAndMilliseconds
        let (year, month, day) = civil.yearMonthDay
        let second = Int(milliseconds / 1000)
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let time = [second / 3600, second / 60 % 60, second % 60].map(twoDigits).joined(separator: ":")
        return "\(shortName(civil.weekday)), \(twoDigits(day)) \(months[month - 1]) \(year) \(time) +0000"
    }

    private static func shortName(_ weekday: Weekday) -> String {
        switch weekday {
        case .monday: "Mon"
        case .tuesday: "Tue"
        case .wednesday: "Wed"
        case .thursday: "Thu"
        case .friday: "Fri"
        case .saturday: "Sat"
        case .sunday: "Sun"
        }
    }

    private static func twoDigits(_ number: Int) -> String {
        number < 10 ? "0\(number)" : "\(number)"
    }
}
