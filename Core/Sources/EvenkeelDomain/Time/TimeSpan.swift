/// A length of time in milliseconds. Written by people as `90s`, `15m`, `48h`, `7d`, `2w`.
public struct TimeSpan: Hashable, Comparable, Sendable, CustomStringConvertible {
    public let milliseconds: Int64

    public init(milliseconds: Int64) { self.milliseconds = milliseconds }

    public static let zero = TimeSpan(milliseconds: 0)
    public static func seconds(_ count: Int) -> Self { Self(milliseconds: Int64(count) * 1000) }
    public static func minutes(_ count: Int) -> Self { Self(milliseconds: Int64(count) * 60_000) }
    public static func hours(_ count: Int) -> Self { Self(milliseconds: Int64(count) * 3_600_000) }
    public static func days(_ count: Int) -> Self { Self(milliseconds: Int64(count) * 86_400_000) }

    public static func < (left: Self, right: Self) -> Bool { left.milliseconds < right.milliseconds }
    public static func * (left: Self, factor: Int) -> Self { Self(milliseconds: left.milliseconds * Int64(factor)) }
    public static func + (left: Self, right: Self) -> Self {
        Self(milliseconds: left.milliseconds + right.milliseconds)
    }

    /// Days as a real number: 36 hours are 1.5.
    public var days: Double { Double(milliseconds) / 86_400_000 }

    /// The largest unit that divides it: `7d`, `90m`, `1500ms`.
    public var description: String {
        let units: [(Int64, String)] = [(86_400_000, "d"), (3_600_000, "h"), (60_000, "m"), (1000, "s")]
        for (size, name) in units where milliseconds != 0 && milliseconds % size == 0 {
            return "\(milliseconds / size)\(name)"
        }
        return milliseconds == 0 ? "0d" : "\(milliseconds)ms"
    }

    /// Reads `90s`, `15m`, `48h`, `7d`, `2w`; nil for anything else, a negative or an absurd length included.
    public init?(_ text: String) {
        guard let unit = text.last, let count = Int64(text.dropLast()), (0...1_000_000).contains(count),
            text.first != "+"
        else { return nil }
        switch unit {
        case "s": self.init(milliseconds: count * 1000)
        case "m": self.init(milliseconds: count * 60_000)
        case "h": self.init(milliseconds: count * 3_600_000)
        case "d": self.init(milliseconds: count * 86_400_000)
        case "w": self.init(milliseconds: count * 7 * 86_400_000)
        default: return nil
        }
    }
}

extension TimeSpan: Codable {
    public init(from decoder: any Decoder) throws {
        self.init(milliseconds: try decoder.singleValueContainer().decode(Int64.self))
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(milliseconds)
    }
}
