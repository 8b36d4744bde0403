public import EvenkeelDomain

/// An appointment as an iCalendar object (RFC 5545) with the method of its state (RFC 5546): an invitation, or its
/// cancellation. The identifier stays the same through all changes; the sequence rises with each. Times are in UTC, so that
/// no reader needs our rules of a zone.
public struct CalendarInvitation: Hashable, Sendable {
    public enum Method: String, Sendable {
        case request = "REQUEST"
        case cancel = "CANCEL"
    }

    /// Nil where nobody is invited, or we have no address to invite from: an entry to keep. An invitation names an organiser
    /// and at least one attendee (RFC 5546, 3.2.2), and an entry without a method names neither (RFC 5545, 3.8.4).
    public let method: Method?
    public let text: String

    /// - Parameters:
    ///   - summary: one line, in the reader's language.
    ///   - description: what else the reader should know; each side gets its own.
    public init(
        _ appointment: Appointment, summary: String, description: String, location: String, organiser: EmailAddress?,
        organisation: String, attendees: [EmailAddress], domain: String
    ) {
        let isOver = appointment.state == .cancelled || appointment.state == .notPossible
        let invited = organiser == nil ? [] : Self.once(attendees)
        method = invited.isEmpty ? nil : isOver ? .cancel : .request
        var lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Evenkeel//Evenkeel//EN", "CALSCALE:GREGORIAN"]
        if let method { lines.append("METHOD:\(method.rawValue)") }
        lines += [
            "BEGIN:VEVENT", "UID:\(Self.escaped(appointment.id.text))@\(domain)",
            "DTSTAMP:\(Self.time(appointment.changedAt))", "DTSTART:\(Self.time(appointment.start))",
            "DTEND:\(Self.time(appointment.end))", "SEQUENCE:\(appointment.sequence)",
            "STATUS:\(isOver ? "CANCELLED" : "CONFIRMED")", "SUMMARY:\(Self.escaped(summary))",
        ]
        if !description.isEmpty { lines.append("DESCRIPTION:\(Self.escaped(description))") }
        if !location.isEmpty { lines.append("LOCATION:\(Self.escaped(location))") }
        if let organiser, !invited.isEmpty {
            lines.append("ORGANIZER;CN=\(Self.parameter(organisation)):\(Self.link(organiser))")
        }
        lines += invited.map { "ATTENDEE;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=FALSE:\(Self.link($0))" }
        lines += ["TRANSP:OPAQUE", "END:VEVENT", "END:VCALENDAR"]
        text = lines.map(Self.folded).joined()
    }

    /// What the entry is called where it travels, which names the method it holds (RFC 6047, 2.4).
    public var mediaType: String { "text/calendar" + (method.map { "; method=\($0.rawValue)" } ?? "") }

    /// Nobody is named twice, also where upper and lower case differ.
    private static func once(_ attendees: [EmailAddress]) -> [EmailAddress] {
        var seen: Set<String> = []
        return attendees.filter { seen.insert($0.folded).inserted }
    }

    /// What separates the parts of an address in a link is written as its number (RFC 6068, 2): a `#` would end it.
    private static func link(_ address: EmailAddress) -> String {
        "mailto:"
            + address.description.map { character in
                switch character {
                case "#": "%23"
                case "&": "%26"
                case "/": "%2F"
                case "=": "%3D"
                default: String(character)
                }
            }.joined()
    }

    /// `20261214T090000Z`.
    static func time(_ instant: Timestamp) -> String {
        let (date, rest) = instant.dateAndMilliseconds
        let seconds = rest / 1000
        func two(_ value: Int64) -> String { value < 10 ? "0\(value)" : "\(value)" }
        return date.description.filter { $0 != "-" } + "T" + two(seconds / 3600) + two(seconds / 60 % 60)
            + two(seconds % 60) + "Z"
    }

    /// TEXT of RFC 5545, 3.3.11. Control characters other than line ends have no place in it.
    static func escaped(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\", ";", ",": escaped += "\\\(scalar)"
            case "\n": escaped += "\\n"
            case _ where scalar.value < 32 || scalar.value == 127: continue
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }

    /// A quoted parameter value, which holds no quote and no control character (RFC 5545, 3.2).
    private static func parameter(_ text: String) -> String {
        "\""
            + String(
                String.UnicodeScalarView(text.unicodeScalars.filter { $0 != "\"" && $0.value >= 32 && $0.value != 127 })
            ) + "\""
    }

    /// Lines of at most 75 octets; a continuation begins with a space, and no character is cut (RFC 5545, 3.1).
    private static func folded(_ line: String) -> String {
        var folded = ""
        var octets = 0
        for character in line.unicodeScalars {
            let width = String(character).utf8.count
            if octets + width > 75 {
                folded += "\r\n "
                octets = 1
            }
            folded.unicodeScalars.append(character)
            octets += width
        }
        return folded + "\r\n"
    }
}
