import Foundation

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Standard input as lines of bytes.
enum StandardInput {
    /// A line longer than this is no line of a program.
    static let limitBytes = 1 << 20

    /// Hands every line to `body`, without its end; also the last one where no end follows. A line that is too long is
    /// handed on as nil.
    static func forEachLine(_ body: (UnsafeBufferPointer<UInt8>?) throws -> Void) throws {
        var buffer = [UInt8](repeating: 0, count: 4 * limitBytes)
        var filled = 0
        var isSkipping = false
        while true {
            let room = buffer.count - filled
            let count = buffer.withUnsafeMutableBytes { read(STDIN_FILENO, $0.baseAddress.map { $0 + filled }, room) }
            guard count >= 0 else {
                if errno == EINTR { continue }
                throw CommandFailure(
                    "Standard input could not be read.", why: String(cString: strerror(errno)),
                    hint: "Send one JSON object a line.")
            }
            if count == 0 { break }
            filled += count
            var start = 0
            try buffer.withUnsafeBufferPointer { bytes in
                while let end = bytes[start..<filled].firstIndex(of: UInt8(ascii: "\n")) {
                    if isSkipping {
                        isSkipping = false
                    } else {
                        try body(UnsafeBufferPointer(rebasing: bytes[start..<end]))
                    }
                    start = end + 1
                }
            }
            if filled - start > limitBytes, !isSkipping {
                try body(nil)
                isSkipping = true
            }
            if isSkipping { start = filled }
            buffer.withUnsafeMutableBytes { bytes in
                if start < filled, let base = bytes.baseAddress { memmove(base, base + start, filled - start) }
            }
            filled -= start
        }
        guard filled > 0, !isSkipping else { return }
        try buffer.withUnsafeBufferPointer { try body(UnsafeBufferPointer(rebasing: $0[..<filled])) }
    }
}
