/// JSON text in the making: bytes that are handed on as soon as there are enough of them, so that a document of any
/// size is written in the memory of a small one.
///
/// Text is escaped as `WireJSON` escapes it (RFC 8259 section 7, without escaping slashes).
struct JSONBytes {
    static let flushedAtBytes = 1 << 20

    private let sink: (UnsafeRawBufferPointer) throws -> Void
    private var bytes: [UInt8] = []

    init(sink: @escaping (UnsafeRawBufferPointer) throws -> Void) {
        self.sink = sink
        bytes.reserveCapacity(Self.flushedAtBytes + (1 << 16))
    }

    mutating func append(_ more: some Collection<UInt8>) throws {
        bytes.append(contentsOf: more)
        if bytes.count >= Self.flushedAtBytes { try flush() }
    }

    mutating func append(_ text: StaticString) {
        text.withUTF8Buffer { bytes.append(contentsOf: $0) }
    }

    /// The text in quotes.
    mutating func appendQuoted(_ text: String) { Self.appendQuoted(text, to: &bytes) }

    mutating func flush() throws {
        guard !bytes.isEmpty else { return }
        try bytes.withUnsafeBytes(sink)
        bytes.removeAll(keepingCapacity: true)
    }

    static func appendQuoted(_ text: String, to bytes: inout [UInt8]) {
        bytes.append(quote)
        var text = text
        text.withUTF8 { utf8 in
            if utf8.allSatisfy({ $0 >= 0x20 && $0 != quote && $0 != backslash }) {
                bytes.append(contentsOf: utf8)
            } else {
                for byte in utf8 { appendEscaped(byte, to: &bytes) }
            }
        }
        bytes.append(quote)
    }

    private static func appendEscaped(_ byte: UInt8, to bytes: inout [UInt8]) {
        switch byte {
        case quote, backslash: bytes += [backslash, byte]
        case 0x08: bytes += [backslash, UInt8(ascii: "b")]
        case 0x09: bytes += [backslash, UInt8(ascii: "t")]
        case 0x0A: bytes += [backslash, UInt8(ascii: "n")]
        case 0x0C: bytes += [backslash, UInt8(ascii: "f")]
        case 0x0D: bytes += [backslash, UInt8(ascii: "r")]
        case 0..<0x20:
            let digits = Array("0123456789abcdef".utf8)
            bytes += [
                backslash, UInt8(ascii: "u"), digits[0], digits[0], digits[Int(byte >> 4)], digits[Int(byte & 15)],
            ]
        default: bytes.append(byte)
        }
    }

    private static let quote = UInt8(ascii: "\"")
    private static let backslash = UInt8(ascii: "\\")
}
