/// A length in days and minutes. A day is as long as its date, 23 hours or 25 where clocks change; minutes are exact
/// (RFC 5545, section 3.3.6). Written `PT4H`, `P1D`, `P1DT12H`, `P2W`.
public struct NominalSpan: Hashable, Sendable, Codable {
    public var days: Int
    public var minutes: Int

    public init(days: Int = 0, minutes: Int = 0) {
        self.days = days
        self.minutes = minutes
    }

    /// How many days it may reach into, the first not counted.
    var reachDays: Int { days + (minutes + 1439) / 1440 + 1 }

    /// Nil for what is none, for nothing at all, and for more than ten years.
    public init?(_ text: String) {
        guard text.hasPrefix("P") else { return nil }
        var (days, minutes, seconds) = (0, 0, 0)
        var digits = ""
        var isTime = false
        var seen = 0
        for character in text.dropFirst() {
            switch character {
            case "0"..."9" where digits.count < 7: digits.append(character)
            case "T" where !isTime && digits.isEmpty: isTime = true
            default:
                guard let number = Int(digits) else { return nil }
                switch (character, isTime) {
                case ("W", false): days += 7 * number
                case ("D", false): days += number
                case ("H", true): minutes += 60 * number
                case ("M", true): minutes += number
                case ("S", true): seconds += number
                default: return nil
                }
                digits = ""
                seen += 1
            }
        }
        minutes += (seconds + 59) / 60
        guard digits.isEmpty, seen > 0, days + minutes > 0, days <= 3660, minutes <= 3660 * 1440 else { return nil }
        self.init(days: days, minutes: minutes)
    }
}
