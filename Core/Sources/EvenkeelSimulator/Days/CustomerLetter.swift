import EvenkeelDomain
import EvenkeelLedger

/// A letter about a planned change as its recipient reads it: from the text that was sent and nothing else.
///
/// The text is that of `MessageCatalog.bare`: `name: value` lines, those of a list with a margin.
struct CustomerLetter: Sendable {
    /// A line of its table: `beta-hq: Friday 6 March 2026`, with two days where one comes instead of the other.
    struct Line: Sendable {
        let site: InstallationID
        let days: [CivilDate]
    }

    let kind: String
    let lines: [Line]
    let day: CivilDate?
    let newDay: CivilDate?
    let isGivenUp: Bool
    /// Of an appointment: it is off.
    let isCancelled: Bool

    init(_ message: OutgoingMessage) {
        kind = String(message.subject.prefix { $0 != ":" })
        var (lines, values, flags): ([Line], [String: String], Set<String>) = ([], [:], [])
        for line in message.text.split(separator: "\n") {
            let trimmed = line.drop { $0 == " " }
            guard let colon = trimmed.firstIndex(of: ":") else {
                flags.insert(String(trimmed))
                continue
            }
            let (name, value) = (String(trimmed[..<colon]), trimmed[trimmed.index(after: colon)...].drop { $0 == " " })
            if name == "site" {
                let site = value.prefix { $0 != ":" }
                lines.append(Line(site: InstallationID(String(site)), days: Self.days(value.dropFirst(site.count))))
            } else {
                values[name] = String(value)
            }
        }
        self.lines = lines
        day = values["day"].flatMap { Self.days($0[...]).first }
        newDay = values["new_day"].flatMap { Self.days($0[...]).first }
        isGivenUp = flags.contains("given_up")
        isCancelled = flags.contains("cancelled")
    }

    private static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]

    /// Each `6 March 2026` in it.
    private static func days(_ text: Substring) -> [CivilDate] {
        let words = text.split { !$0.isLetter && !$0.isNumber }
        return words.indices.dropFirst().dropLast().compactMap { index in
            guard let month = months.firstIndex(of: String(words[index])), let day = Int(words[index - 1]),
                let year = Int(words[index + 1])
            else { return nil }
            return CivilDate(year: year, month: month + 1, day: day)
        }
    }
}
