import EvenkeelLedger
import Foundation

/// What is kept of one supervised install on disk, so that whoever comes later knows what became of it.
///
/// | file | written by | says |
/// | --- | --- | --- |
/// | `begun` | the supervisor, first of all and once | which process supervises |
/// | `command` | the supervisor | which process group does the work |
/// | `stop` | the server | end it |
/// | `output` | the supervisor | the last of what was printed, without secrets |
/// | `result` | the supervisor, last of all | how it ended |
struct InstallFolder: Sendable {
    let path: String

    init(path: String) { self.path = path }

    init(in root: String, key: String) { path = root + "/" + key }

    private func file(_ name: String) -> String { path + "/" + name }

    var exists: Bool { FileManager.default.fileExists(atPath: path) }

    func make() throws {
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    }

    func remove() throws { try FileManager.default.removeItem(atPath: path) }

    var supervisor: ProcessMark? { read("begun") }
    var command: ProcessMark? { read("command") }
    var end: SupervisedEnd? { read("result") }
    var isToStop: Bool { FileManager.default.fileExists(atPath: file("stop")) }

    var output: String? {
        FileManager.default.contents(atPath: file("output")).map { String(decoding: $0, as: UTF8.self) }
    }

    /// Claims the work; false if somebody has begun it already. A link cannot replace a file, and what it links is
    /// whole.
    func begin(as mark: ProcessMark) throws -> Bool {
        let draft = file("begun.\(mark.pid)")
        try write(try JSONEncoder().encode(mark), to: draft)
        let linked = link(draft, file("begun")) == 0
        unlink(draft)
        return linked
    }

    func note(command: ProcessMark) throws { try replace("command", with: try JSONEncoder().encode(command)) }

    func note(output: String) throws { try replace("output", with: Data(output.utf8)) }

    func note(end: SupervisedEnd) throws { try replace("result", with: try JSONEncoder().encode(end)) }

    func askToStop() throws { try write(Data(), to: file("stop")) }

    private func read<Value: Decodable>(_ name: String) -> Value? {
        guard let data = FileManager.default.contents(atPath: file(name)) else { return nil }
        // Files appear whole; one that cannot be read was not written by us, and says nothing.
        do { return try JSONDecoder().decode(Value.self, from: data) } catch { return nil }
    }

    /// Whole or not at all, and on stable storage when this returns.
    private func replace(_ name: String, with data: Data) throws {
        let draft = file(name + ".new")
        try write(data, to: draft)
        guard rename(draft, file(name)) == 0 else { throw POSIXError(.init(rawValue: errno) ?? .EIO) }
    }

    private func write(_ data: Data, to path: String) throws {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw POSIXError(.init(rawValue: errno) ?? .EIO) }
        let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        try handle.write(contentsOf: data)
        try handle.synchronize()
        try handle.close()
    }
}
