/// A date or a date with a time as iCalendar writes it (RFC 5545, sections 3.3.4 and 3.3.5): `20270101`,
/// `20270101T223000`, `20270101T223000Z`. Seconds are dropped.
public struct CalendarTime: Hashable, Sendable {
    public let date: CivilDate
    /// Nil for a whole day.
    public let minuteOfDay: Int?
    public let isUTC: Bool

    public init?(_ text: String) {
        let bytes = Array(text.utf8)
        func number(_ range: Range<Int>) -> Int? {
            guard range.upperBound <= bytes.count else { return nil }
            var value = 0
            for byte in bytes[range] {
                guard (48...57).contains(byte) else { return nil }
                value = value * 10 + Int(byte - 48)
            }
            return value
        }
        guard let year = number(0..<4), let month = number(4..<6), let day = number(6..<8),
            let date = CivilDate(year: year, month: month, day: day)
        else { return nil }
        self.date = date
        guard bytes.count > 8 else {
            minuteOfDay = nil
            isUTC = false
            return
        }
        guard bytes[8] == UInt8(ascii: "T"), let hour = number(9..<11), let minute = number(11..<13),
            let second = number(13..<15), hour < 24, minute < 60, second <= 60,
            bytes.count == 15 || (bytes.count == 16 && bytes[15] == UInt8(ascii: "Z"))
        else { return nil }
        minuteOfDay = hour * 60 + minute
        isUTC = bytes.count == 16
    }
}
