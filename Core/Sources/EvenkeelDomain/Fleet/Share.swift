/// A number from 0 to 1: a score, a rate, a share. Cannot hold anything else.
public struct Share: Hashable, Comparable, Sendable {
    public let value: Double

    /// Nil outside 0...1, and for what is not a number.
    public init?(_ value: Double) {
        guard value >= 0, value <= 1 else { return nil }
        self.value = value
    }

    /// Reads `0.7`, `.7` or `70%`; nil for anything else.
    public init?(_ text: String) {
        let isPercentage = text.hasSuffix("%")
        let digits = isPercentage ? text.dropLast() : text[...]
        // Swift also reads `0x1p-1`, `1e-2` and `nan`, which nobody means by a share.
        guard digits.utf8.allSatisfy({ (48...57).contains($0) || $0 == 46 }), let number = Double(digits) else {
            return nil
        }
        self.init(isPercentage ? number / 100 : number)
    }

    public static let zero = Share(known: 0)
    public static let one = Share(known: 1)

    private init(known value: Double) { self.value = value }

    public static func < (left: Self, right: Self) -> Bool { left.value < right.value }
}

extension Share: Codable {
    public init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer().decode(Double.self)
        guard let share = Share(value) else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "not in 0...1: \(value)"))
        }
        self = share
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(value)
    }
}
