/// A text in which `*` stands for any run of characters.
struct WildcardPattern {
    private let text: String
    /// Nil unless every byte is a character.
    private let bytes: [UInt8]?

    init(_ text: String) {
        self.text = text
        bytes = Self.bytes(of: text)
    }

    func matches(_ text: String) -> Bool {
        if let bytes, let textBytes = Self.bytes(of: text) {
            return Self.matches(textBytes, bytes, star: UInt8(ascii: "*"))
        }
        return Self.matches(Array(text), Array(self.text), star: "*")
    }

    /// Comparing bytes is several times faster. A carriage return may be half a character.
    private static func bytes(of text: String) -> [UInt8]? {
        text.utf8.allSatisfy { $0 < 0x80 && $0 != 0x0d } ? Array(text.utf8) : nil
    }

    /// Linear with one point of return (the last star).
    private static func matches<Unit: Equatable>(_ text: [Unit], _ pattern: [Unit], star: Unit) -> Bool {
        var (i, j, back, mark) = (0, 0, -1, 0)
        while i < text.count {
            if j < pattern.count, pattern[j] == star {
                (back, mark, j) = (j, i, j + 1)
            } else if j < pattern.count, pattern[j] == text[i] {
                (i, j) = (i + 1, j + 1)
            } else if back >= 0 {
                mark += 1
                (i, j) = (mark, back + 1)
            } else {
                return false
            }
        }
        return pattern[j...].allSatisfy { $0 == star }
    }
}
