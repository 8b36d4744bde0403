/// The last of an output of any length, without secrets.
struct OutputTail: Sendable {
    /// What is kept for people to read.
    static let capacityBytes = 16 << 10
    private static let noteBytes = 400
    static let mask = "[secret]"

    private let secrets: [String]
    private let roomBytes: Int
    private var bytes: [UInt8] = []
    private var isCut = false

    init(secrets: some Sequence<String>) {
        // A short value would be found everywhere; the longest first, since one may hold another.
        self.secrets = secrets.filter { $0.utf8.count >= 4 }.sorted { $0.utf8.count > $1.utf8.count }
        // So much more is kept that no secret is cut in two where the tail begins.
        roomBytes = Self.capacityBytes + (self.secrets.first?.utf8.count ?? 0)
    }

    mutating func append(_ chunk: UnsafeRawBufferPointer) {
        bytes += chunk.suffix(roomBytes)
        isCut = isCut || chunk.count > roomBytes
        if bytes.count > roomBytes {
            isCut = true
            bytes.removeFirst(bytes.count - roomBytes)
        }
    }

    var text: String {
        var text = String(decoding: bytes, as: UTF8.self)
        for secret in secrets { text.replace(secret, with: Self.mask) }
        guard isCut else { return text }
        // The first bytes may be the rest of a secret whose beginning is gone.
        return String(decoding: text.utf8.suffix(min(Self.capacityBytes, text.utf8.count / 2 + 1)), as: UTF8.self)
    }

    /// The last line that is not empty, without control characters.
    var lastLine: String {
        let line = text.split(whereSeparator: \.isNewline).last { !$0.allSatisfy(\.isWhitespace) } ?? ""
        let plain = String(line.filter { $0.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control } })
        return String(decoding: plain.utf8.suffix(Self.noteBytes), as: UTF8.self)
    }
}
