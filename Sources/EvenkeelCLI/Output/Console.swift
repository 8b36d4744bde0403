import Foundation

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Where a command writes: results on standard output, everything else on standard error.
enum Console {
    /// One of the two streams, and what it is connected to.
    enum Stream {
        case output
        case error

        fileprivate var handle: FileHandle { self == .output ? .standardOutput : .standardError }

        var isTerminal: Bool { isatty(handle.fileDescriptor) == 1 }

        /// True where what is written may be drawn over.
        var movesCursor: Bool { Self.movesCursor(isTerminal, term: ProcessInfo.processInfo.environment["TERM"]) }

        /// A terminal that calls itself `dumb`, such as an editor's, prints what moves a cursor as text.
        static func movesCursor(_ isTerminal: Bool, term: String?) -> Bool { isTerminal && term != "dumb" }

        /// Columns of the terminal; nil where there is none, because a file has no right margin.
        var width: Int? {
            guard isTerminal else { return nil }
            var size = winsize()
            guard ioctl(handle.fileDescriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
            return Int(size.ws_col)
        }

        /// Lines of the terminal; nil where there is none.
        var height: Int? {
            guard isTerminal else { return nil }
            var size = winsize()
            guard ioctl(handle.fileDescriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_row > 0 else { return 24 }
            return Int(size.ws_row)
        }

        /// Colours only for people: on a terminal, and not where `NO_COLOR` is set (https://no-color.org).
        var ink: Ink {
            let environment = ProcessInfo.processInfo.environment
            let refused = environment["NO_COLOR"].map { !$0.isEmpty } ?? false
            return Ink(isColoured: movesCursor && !refused)
        }
    }

    /// Writes a result. Fails where it cannot be written, as on a full disk: half a result must not look like a whole.
    static func print(_ text: String) throws { try write(Data((text + "\n").utf8), to: .output) }

    static func print(_ lines: [String]) throws {
        guard !lines.isEmpty else { return }
        try print(lines.joined(separator: "\n"))
    }

    static func write(_ data: Data, to stream: Stream) throws {
        do { try stream.handle.write(contentsOf: data) } catch {
            throw CommandFailure(
                "The output could not be written.", why: "\(error.localizedDescription)",
                hint: "Make room, or write to another place.")
        }
    }

    /// Says something beside the result. If standard error is closed there is nobody left to tell.
    static func note(_ text: String) {
        do { try Stream.error.handle.write(contentsOf: Data((text + "\n").utf8)) } catch { return }
    }

    /// As `note`, without a line's end: what moves the cursor.
    static func draw(_ text: String, to stream: Stream) {
        do { try stream.handle.write(contentsOf: Data(text.utf8)) } catch { return }
    }
}
