import Foundation

/// A program started by a test: the real binary, or a server beside it.
final class Program {
    private let process = Process()
    private let outputFile: URL

    /// The binary `evenkeel` that was built with these tests.
    static var evenkeel: URL {
        var folder = Bundle(for: Program.self).bundleURL
        while folder.path != "/", !FileManager.default.isExecutableFile(atPath: folder.appending(path: "evenkeel").path)
        {
            folder = folder.deletingLastPathComponent()
        }
        return folder.appending(path: "evenkeel")
    }

    static var repository: URL {
        URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    }

    init(_ program: URL, _ arguments: [String], in folder: URL, name: String) throws {
        outputFile = folder.appending(path: "\(name)-\(UUID().uuidString).log")
        guard FileManager.default.createFile(atPath: outputFile.path, contents: nil) else {
            throw CocoaError(.fileWriteUnknown)
        }
        let handle = try FileHandle(forWritingTo: outputFile)
        process.executableURL = program
        process.arguments = arguments
        process.currentDirectoryURL = folder
        process.standardOutput = handle
        process.standardError = handle
        process.standardInput = FileHandle.nullDevice
        try process.run()
    }

    deinit { kill() }

    var output: String {
        String(decoding: FileManager.default.contents(atPath: outputFile.path) ?? Data(), as: UTF8.self)
    }

    var isRunning: Bool { process.isRunning }

    /// As `kill -9`.
    func kill() {
        guard process.isRunning else { return }
        Foundation.kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    func interrupt() {
        process.terminate()
        process.waitUntilExit()
    }

    /// Waits for the end and returns the exit code.
    func end() -> Int32 {
        process.waitUntilExit()
        return process.terminationStatus
    }
}

/// A port nobody listens on.
func freePort() throws -> Int {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let bound = withUnsafeMutablePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            bind(descriptor, $0, length) == 0 && getsockname(descriptor, $0, &length) == 0
        }
    }
    guard bound else { throw CocoaError(.featureUnsupported) }
    return Int(UInt16(bigEndian: address.sin_port))
}

/// A folder that is removed with the test.
final class TemporaryFolder {
    let url = FileManager.default.temporaryDirectory.appending(path: "evenkeel-e2e-\(UUID().uuidString.prefix(8))")

    init() throws { try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true) }

    deinit {
        do { try FileManager.default.removeItem(at: url) } catch { print("left behind: \(url.path) (\(error))") }
    }
}
