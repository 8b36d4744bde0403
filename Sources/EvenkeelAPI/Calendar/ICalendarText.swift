public import EvenkeelDomain

/// Events as an iCalendar file (RFC 5545): lines end with CRLF and are folded at 75 octets.
public struct ICalendarText: Sendable {
    public struct Event: Hashable, Sendable {
        /// Stays the same for as long as the event is the same, whatever moves.
        public var uid: String
        /// Whole days from one to another, both included.
        public var from: CivilDate
        public var to: CivilDate
        public var summary: String
        public var description: String
        /// Whether it is certain, or only planned.
        public var isConfirmed: Bool
        /// Raised at each change.
        public var sequence: Int

        public init(
            uid: String, from: CivilDate, to: CivilDate, summary: String, description: String, isConfirmed: Bool,
            sequence: Int
        ) {
            self.uid = uid
            self.from = from
            self.to = to
            self.summary = summary
            self.description = description
            self.isConfirmed = isConfirmed
            self.sequence = sequence
        }
    }

    public let text: String

    /// - Parameter now: when the file was made.
    public init(_ events: [Event], product: String, at now: Timestamp) {
        var lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//\(Self.escaped(product))//Evenkeel//EN"]
        for event in events {
            lines += [
                "BEGIN:VEVENT", "UID:\(Self.escaped(event.uid))", "DTSTAMP:\(Self.utc(now))",
                "DTSTART;VALUE=DATE:\(Self.date(event.from))", "DTEND;VALUE=DATE:\(Self.date(event.to + 1))",
                "SUMMARY:\(Self.escaped(event.summary))", "DESCRIPTION:\(Self.escaped(event.description))",
                "STATUS:\(event.isConfirmed ? "CONFIRMED" : "TENTATIVE")", "SEQUENCE:\(event.sequence)",
                "TRANSP:TRANSPARENT", "END:VEVENT",
            ]
        }
        lines.append("END:VCALENDAR")
        text = lines.flatMap(Self.folded).joined(separator: "\r\n") + "\r\n"
    }

    private static func date(_ date: CivilDate) -> String { date.description.filter { $0 != "-" } }

    private static func utc(_ instant: Timestamp) -> String {
        let (day, rest) = instant.dateAndMilliseconds
        let clock = ZoneOffsets.utc.localText(instant).suffix(5).filter { $0 != ":" }
        let seconds = rest / 1000 % 60
        return "\(date(day))T\(clock)\(seconds < 10 ? "0" : "")\(seconds)Z"
    }

    /// Text as RFC 5545, section 3.3.11, wants it; other control characters are left out.
    private static func escaped(_ text: String) -> String {
        var escaped = ""
        for character in text {
            switch character {
            case "\\", ";", ",": escaped += "\\\(character)"
            case "\n", "\r\n": escaped += "\\n"
            default:
                if character.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control }) {
                    escaped.append(character)
                }
            }
        }
        return escaped
    }

    /// At most 75 octets a line, never inside a character.
    private static func folded(_ line: String) -> [String] {
        var lines: [String] = []
        var current = ""
        for character in line {
            if current.utf8.count + String(character).utf8.count > 75 {
                lines.append(current)
                current = " "
            }
            current.append(character)
        }
        return lines + [current]
    }
}
