/// Numbers as nearly all files write them, read from bytes: digits, and one point between digits.
enum PlainNumber {
    /// Powers of ten that are exact.
    private static let powers: [Double] = (0...15).map { power in (0..<power).reduce(1.0) { value, _ in value * 10 } }

    /// The number that `Double(_: String)` reads in these bytes; nil where they are written in any other way.
    ///
    /// With at most 15 digits the digits and the power of ten are exact, so one division is rounded correctly
    /// (W. D. Clinger, How to Read Floating Point Numbers Accurately, 1990).
    static func decimal(_ bytes: UnsafeRawBufferPointer) -> Double? {
        guard let first = bytes.first, let last = bytes.last, isDigit(first), isDigit(last) else { return nil }
        var digits: UInt64 = 0
        var point: Int?
        for (index, byte) in bytes.enumerated() {
            if byte == UInt8(ascii: "."), point == nil {
                point = index
            } else {
                guard isDigit(byte) else { return nil }
                digits = digits &* 10 &+ UInt64(byte & 15)
            }
        }
        let isExact = bytes.count - (point == nil ? 0 : 1) <= 15
        if !isExact { return Double(String(decoding: bytes, as: UTF8.self)) }
        return point.map { Double(digits) / powers[bytes.count - 1 - $0] } ?? Double(digits)
    }

    /// A number of at most nine digits.
    static func whole(_ bytes: UnsafeRawBufferPointer) -> Int? {
        guard (1...9).contains(bytes.count), bytes.allSatisfy(isDigit) else { return nil }
        return bytes.reduce(0) { $0 * 10 + Int($1 & 15) }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte &- 48 < 10 }
}
