import Foundation

/// A mailbox as a folder: each mail is a file in `new`, and moves to `cur` once it was taken up.
public struct Maildir: Sendable {
    private let folder: URL

    public init(path: String) { folder = URL(filePath: path) }

    /// Makes the folders where they are missing.
    public func make() throws {
        for name in ["new", "cur", "tmp"] {
            try FileManager.default.createDirectory(
                at: folder.appending(path: name), withIntermediateDirectories: true)
        }
    }

    /// The names of mails that nobody has taken up, in their order.
    public func news(limit: Int = 100) throws -> [String] {
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.appending(path: "new").path)
        return Array(names.filter { !$0.hasPrefix(".") }.sorted().prefix(limit))
    }

    /// Of a large mail its beginning: the header says whose it is and what it answers, and the text comes first.
    public func read(_ name: String) throws -> ReceivedMail {
        let handle = try FileHandle(forReadingFrom: folder.appending(path: "new").appending(path: name))
        defer { handle.closeFile() }
        let bytes = Array(try handle.read(upToCount: ReceivedMail.limitBytes + 1) ?? Data())
        return ReceivedMail(Array(bytes.prefix(ReceivedMail.limitBytes)), isCut: bytes.count > ReceivedMail.limitBytes)
    }

    /// Marks a mail as seen.
    public func settle(_ name: String) throws {
        let seen = folder.appending(path: "cur").appending(path: name + (name.contains(":2,") ? "" : ":2,S"))
        if FileManager.default.fileExists(atPath: seen.path) { try FileManager.default.removeItem(at: seen) }
        try FileManager.default.moveItem(at: folder.appending(path: "new").appending(path: name), to: seen)
    }

    /// Puts mails into `new`, each complete or not at all.
    public func put(_ bytes: [UInt8], named name: String) throws {
        let draft = folder.appending(path: "tmp").appending(path: name)
        try Data(bytes).write(to: draft)
        let place = folder.appending(path: "new").appending(path: name)
        if FileManager.default.fileExists(atPath: place.path) { try FileManager.default.removeItem(at: place) }
        try FileManager.default.moveItem(at: draft, to: place)
    }

    /// The mails of an mbox: each begins with a line `From `; `>From ` in a text lost its mark.
    public static func split(mbox bytes: [UInt8]) -> [[UInt8]] {
        let opening = Array("From ".utf8)
        var mails: [[UInt8]] = []
        var isAfterEmptyLine = true
        for line in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            if isAfterEmptyLine, line.starts(with: opening) {
                mails.append([])
            } else if !mails.isEmpty {
                let marks = line.prefix { $0 == UInt8(ascii: ">") }.count
                let isMarked = marks > 0 && line.dropFirst(marks).starts(with: opening)
                mails[mails.count - 1] += (isMarked ? line.dropFirst() : line) + [UInt8(ascii: "\n")]
            } else if !line.isEmpty {
                // A single mail, without a line before it.
                mails.append(Array(line) + [UInt8(ascii: "\n")])
            }
            isAfterEmptyLine = line.isEmpty || line.elementsEqual([UInt8(ascii: "\r")])
        }
        return mails
    }
}
