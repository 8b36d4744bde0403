/// A 64-bit FNV-1a digest of a sorted list of texts: names a fan-out, a wave or a recall in the journal
/// without listing its members. A check against mistakes, not against an adversary: the hash chain does that.
public struct Digest: Hashable, Sendable, Codable, CustomStringConvertible {
    public let description: String

    public init(of texts: some Sequence<String>) {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for text in texts.sorted() {
            for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
            hash = (hash ^ 0xff) &* 0x100_0000_01b3
        }
        let digits = String(hash, radix: 16)
        description = String(repeating: "0", count: 16 - digits.count) + digits
    }

    public init(from decoder: any Decoder) throws {
        description = try decoder.singleValueContainer().decode(String.self)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
