/// An instant: milliseconds since 1970-01-01T00:00:00Z, leap seconds ignored as in POSIX.
public struct Timestamp: Hashable, Comparable, Sendable, CustomStringConvertible {
    public let milliseconds: Int64

    public init(milliseconds: Int64) { self.milliseconds = milliseconds }

    public static let distantFuture = Timestamp(milliseconds: 253_402_300_799_000)

    public static func < (left: Self, right: Self) -> Bool { left.milliseconds < right.milliseconds }
    public static func + (left: Self, right: TimeSpan) -> Self {
        Timestamp(milliseconds: left.milliseconds + right.milliseconds)
    }
    public static func - (left: Self, right: TimeSpan) -> Self {
        Timestamp(milliseconds: left.milliseconds - right.milliseconds)
    }
    public static func - (left: Self, right: Self) -> TimeSpan {
        TimeSpan(milliseconds: left.milliseconds - right.milliseconds)
    }

    /// RFC 3339 in UTC: `2026-12-01T08:00:00Z`, with milliseconds only where there are some.
    public var description: String {
        let (date, rest) = dateAndMilliseconds
        let seconds = rest / 1000
        let clock = "\(two(seconds / 3600)):\(two(seconds / 60 % 60)):\(two(seconds % 60))"
        let fraction = rest % 1000
        return "\(date)T\(clock)" + (fraction == 0 ? "" : "." + three(fraction)) + "Z"
    }

    /// The UTC calendar day and the milliseconds into it.
    public var dateAndMilliseconds: (CivilDate, Int64) {
        let day = milliseconds.flooredQuotient(by: 86_400_000)
        return (CivilDate(dayNumber: Int(day)), milliseconds - day * 86_400_000)
    }

    /// Reads RFC 3339 with any offset; nil where it is not one.
    public init?(rfc3339 text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count >= 20, bytes[10] == UInt8(ascii: "T") || bytes[10] == UInt8(ascii: "t"),
            let date = CivilDate(String(text.prefix(10))),
            bytes[13] == UInt8(ascii: ":"), bytes[16] == UInt8(ascii: ":"),
            let hour = number(bytes[11..<13]), let minute = number(bytes[14..<16]), let second = number(bytes[17..<19]),
            hour < 24, minute < 60, second <= 60
        else { return nil }
        var index = 19
        var fraction: Int64 = 0
        if bytes[index] == UInt8(ascii: ".") {
            index += 1
            var scale: Int64 = 100
            let start = index
            while index < bytes.count, (48...57).contains(bytes[index]) {
                fraction += Int64(bytes[index] - 48) * scale
                scale /= 10
                index += 1
            }
            guard index > start else { return nil }
        }
        guard index < bytes.count else { return nil }
        var offsetMinutes = 0
        switch bytes[index] {
        case UInt8(ascii: "Z"), UInt8(ascii: "z"):
            guard index == bytes.count - 1 else { return nil }
        case UInt8(ascii: "+"), UInt8(ascii: "-"):
            guard bytes.count == index + 6, bytes[index + 3] == UInt8(ascii: ":"),
                let hours = number(bytes[(index + 1)..<(index + 3)]), let minutes = number(bytes[(index + 4)...]),
                hours < 24, minutes < 60
            else { return nil }
            offsetMinutes = (hours * 60 + minutes) * (bytes[index] == UInt8(ascii: "-") ? -1 : 1)
        default: return nil
        }
        let seconds = Int64(date.dayNumber) * 86_400 + Int64((hour * 60 + minute - offsetMinutes) * 60 + second)
        self.init(milliseconds: seconds * 1000 + fraction)
    }
}

extension Timestamp: Codable {
    public init(from decoder: any Decoder) throws {
        self.init(milliseconds: try decoder.singleValueContainer().decode(Int64.self))
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(milliseconds)
    }
}

func two(_ value: some BinaryInteger) -> String { value < 10 ? "0\(value)" : "\(value)" }
func three(_ value: some BinaryInteger) -> String { value < 10 ? "00\(value)" : value < 100 ? "0\(value)" : "\(value)" }

private func number(_ digits: ArraySlice<UInt8>) -> Int? {
    guard !digits.isEmpty, digits.allSatisfy({ (48...57).contains($0) }) else { return nil }
    return digits.reduce(0) { $0 * 10 + Int($1 - 48) }
}

extension FixedWidthInteger {
    /// Division that rounds towards minus infinity, so that instants before 1970 fall on the right day.
    func flooredQuotient(by divisor: Self) -> Self {
        let quotient = self / divisor
        return self % divisor != 0 && (self < 0) != (divisor < 0) ? quotient - 1 : quotient
    }
}
