import Foundation

/// The bytes of a file and the name people know it by. Always UTF-8, without a byte-order mark, within a size limit.
struct SourceText {
    let name: String
    let bytes: [UInt8]

    init(text: String, named name: String, limit: Int) throws(FileProblems) {
        try self.init(bytes: Array(text.utf8), named: name, limit: limit)
    }

    init(path: String, limit: Int) throws(FileProblems) {
        try self.init(bytes: try Self.contents(of: path, limit: limit), named: path, limit: limit)
    }

    init(bytes: [UInt8], named name: String, limit: Int) throws(FileProblems) {
        guard bytes.count <= limit else { throw Self.tooLarge(name, bytes.count, limit) }
        self.name = name
        self.bytes = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
        if !Self.isUTF8(self.bytes) {
            let good = Self.validPrefix(self.bytes)
            let line = 1 + self.bytes[..<good].count { $0 == 10 }
            let problem = FileProblem(
                file: name, line: line, expected: "text in UTF-8",
                hint: "save the file as UTF-8; spreadsheets call it \"CSV UTF-8\"")
            throw FileProblems([problem])
        }
    }

    var text: String { String(decoding: bytes, as: UTF8.self) }

    /// How many lines it has; a line end at the end begins no other.
    var lineCount: Int { max(1, bytes.count { $0 == 10 } + (bytes.last == 10 ? 0 : 1)) }

    /// Read piece by piece into the one array that is kept: a large file is in memory once.
    private static func contents(of path: String, limit: Int) throws(FileProblems) -> [UInt8] {
        do {
            // The size is looked at first, so that a wrong path does not fill the memory.
            let size = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0
            guard size <= limit else { throw Self.tooLarge(path, size, limit) }
            let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
            var bytes: [UInt8] = []
            bytes.reserveCapacity(size)
            // What is no file, such as a pipe, says its size only at its end.
            while bytes.count <= limit, let piece = try file.read(upToCount: 1 << 22), !piece.isEmpty {
                bytes.append(contentsOf: piece)
            }
            try file.close()
            return bytes
        } catch let problems as FileProblems {
            throw problems
        } catch {
            let problem = FileProblem(
                file: path, expected: "a file that can be read", hint: "check the path and the permissions")
            throw FileProblems([problem])
        }
    }

    private static func tooLarge(_ name: String, _ size: Int, _ limit: Int) -> FileProblems {
        FileProblems([FileProblem(file: name, expected: "at most \(limit) bytes, found \(size)")])
    }

    /// Looks at a megabyte at a time, to the next line end, which is never inside a character. Plain ASCII, which most
    /// files are, is told eight bytes at a time.
    private static func isUTF8(_ bytes: [UInt8]) -> Bool {
        bytes.withUnsafeBytes { bytes in
            var start = 0
            while start < bytes.count {
                var end = min(start + (1 << 20), bytes.count)
                while end < bytes.count, bytes[end - 1] != 10 { end += 1 }
                let piece = UnsafeRawBufferPointer(rebasing: bytes[start..<end])
                if !isASCII(piece), String(validating: piece, as: UTF8.self) == nil { return false }
                start = end
            }
            return true
        }
    }

    private static func isASCII(_ bytes: UnsafeRawBufferPointer) -> Bool {
        let words = bytes.count / 8
        var all: UInt64 = 0
        for word in 0..<words { all |= bytes.loadUnaligned(fromByteOffset: word * 8, as: UInt64.self) }
        for index in words * 8..<bytes.count { all |= UInt64(bytes[index]) }
        return all & 0x8080_8080_8080_8080 == 0
    }

    /// The number of bytes before the first that is not UTF-8.
    private static func validPrefix(_ bytes: [UInt8]) -> Int {
        var decoder = UTF8()
        var iterator = bytes.makeIterator()
        var count = 0
        while case .scalarValue(let scalar) = decoder.decode(&iterator) { count += UTF8.width(scalar) }
        return min(count, bytes.count)
    }
}
