import EvenkeelDomain
import Foundation

/// How figures, days and times are written for people.
enum Figures {
    /// `12,345`.
    static func count(_ number: Int) -> String {
        let digits = String(number.magnitude)
        let groups = stride(from: digits.count, to: 0, by: -3).reversed().map { end in
            digits.dropLast(digits.count - end).suffix(end > 3 ? 3 : end)
        }
        return (number < 0 ? "-" : "") + groups.joined(separator: ",")
    }

    /// `1 site`, `2 sites`.
    static func count(_ number: Int, _ noun: String, plural: String? = nil) -> String {
        "\(count(number)) \(number == 1 ? noun : plural ?? noun + "s")"
    }

    /// `71 %`, rounded down: what is nearly reached is not reached.
    static func percent(_ share: Double) -> String {
        let whole = Int((share * 100 + 1e-9).rounded(.down))
        return whole == 0 && share > 0 ? "<1 %" : "\(whole) %"
    }

    /// `Tue 2026-12-01`.
    static func day(_ date: CivilDate) -> String { "\(date.weekday.rawValue.prefix(3).capitalized) \(date)" }

    /// The same of a date as documents write it.
    static func day(_ text: String) -> String { CivilDate(text).map(day) ?? text }

    /// `2026-12-01 08:30` in UTC, of a time as documents write it.
    ///
    /// - Parameter isDue: true for what was promised by then: with the second, where it has one.
    static func time(_ text: String?, isDue: Bool = false) -> String {
        guard let text else { return "-" }
        return Timestamp(rfc3339: text).map { isDue ? ZoneOffsets.utc.dueText($0) : ZoneOffsets.utc.localText($0) }
            ?? text
    }
}
