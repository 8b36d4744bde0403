import Foundation

/// The bytes of a file and the name people know it by. Always UTF-8, without a byte-order mark, within a size limit.
struct SourceText {
    let name: String
    let bytes: [UInt8]

    init(text: String, named name: String, limit: Int) throws(FileProblems) {
        try self.init(bytes: Array(text.utf8), named: name, limit: limit)
    }

    init(path: String, limit: Int) throws(FileProblems) {
        let data: Data
        do {
            // The size is looked at first, so that a wrong path does not fill the memory.
            let size = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0
            guard size <= limit else { throw Self.tooLarge(path, size, limit) }
            data = try Data(contentsOf: URL(fileURLWithPath: path))
        } catch let problems as FileProblems {
            throw problems
        } catch {
            let problem = FileProblem(
                file: path, expected: "a file that can be read", hint: "check the path and the permissions")
            throw FileProblems([problem])
        }
        try self.init(bytes: Array(data), named: path, limit: limit)
    }

    init(bytes: [UInt8], named name: String, limit: Int) throws(FileProblems) {
        guard bytes.count <= limit else { throw Self.tooLarge(name, bytes.count, limit) }
        self.name = name
        self.bytes = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
        if String(validating: self.bytes, as: UTF8.self) == nil {
            let good = Self.validPrefix(self.bytes)
            let line = 1 + self.bytes[..<good].count { $0 == 10 }
            let problem = FileProblem(
                file: name, line: line, expected: "text in UTF-8",
                hint: "save the file as UTF-8; spreadsheets call it \"CSV UTF-8\"")
            throw FileProblems([problem])
        }
    }

    var text: String { String(decoding: bytes, as: UTF8.self) }

    private static func tooLarge(_ name: String, _ size: Int, _ limit: Int) -> FileProblems {
        FileProblems([FileProblem(file: name, expected: "at most \(limit) bytes, found \(size)")])
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
