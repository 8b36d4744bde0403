/// The number of one started install: given once, kept across restarts, never used again.
///
/// A positive integer below 2^31, since update agents in the field read it as a signed 32-bit number (hawkBit's action
/// id; SWUpdate parses it with `%d`).
public struct InstallID: Hashable, Comparable, Sendable, CustomStringConvertible {
    public let number: Int32

    /// Nil for a number that no agent could read.
    public init?(_ number: Int) {
        guard number > 0, let small = Int32(exactly: number) else { return nil }
        self.number = small
    }

    /// Nil for a text that is not such a number written plainly: no sign, no zero in front.
    public init?(_ text: String) {
        guard let number = Int(text), text == "\(number)" else { return nil }
        self.init(number)
    }

    public var description: String { "\(number)" }

    public static func < (left: Self, right: Self) -> Bool { left.number < right.number }
}

extension InstallID: Codable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let id = Self(try container.decode(Int.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not the number of an install")
        }
        self = id
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(number)
    }
}
