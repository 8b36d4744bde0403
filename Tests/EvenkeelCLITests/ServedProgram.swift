import Foundation

/// `evenkeel serve` on a database of its own, and the program as its client.
final class ServedProgram {
    let folder: URL
    private let process = Process()
    private let address: String
    private let token: String

    /// Returns once the server says where it answers.
    init(configuration: String? = nil) async throws {
        folder = try Folder.make()
        process.executableURL = Program.binary
        process.arguments = ["serve", "--port", "0", "--data", folder.appendingPathComponent("data").path]
        if let configuration {
            let file = folder.appendingPathComponent("evenkeel.yaml")
            try Data(configuration.utf8).write(to: file)
            process.arguments? += ["--config", file.path]
        }
        process.environment = [:]
        process.currentDirectoryURL = folder
        process.standardInput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        let pipe = Pipe()
        process.standardOutput = pipe
        let (chunks, feed) = AsyncStream.makeStream(of: Data.self)
        pipe.fileHandleForReading.readabilityHandler = { handle in
            let data = handle.availableData
            if data.isEmpty { feed.finish() } else { feed.yield(data) }
        }
        try process.run()
        var said = ""
        for await chunk in chunks {
            said += String(decoding: chunk, as: UTF8.self)
            if said.contains("answers at"), said.hasSuffix("\n") { break }
        }
        pipe.fileHandleForReading.readabilityHandler = nil
        func word(beginning: String) throws -> String {
            let words = said.split(whereSeparator: \.isWhitespace).map(String.init)
            guard let word = words.first(where: { $0.hasPrefix(beginning) }) else { throw Mute(said: said) }
            return word
        }
        address = try word(beginning: "http://")
        token = try word(beginning: "evk_")
    }

    struct Mute: Error { let said: String }

    func run(_ arguments: String..., token: String? = nil) async throws -> Program.Run {
        try await Program.run(
            arguments, environment: ["EVENKEEL_SERVER": address, "EVENKEEL_TOKEN": token ?? self.token])
    }

    /// The server's own check of its journal.
    func verifyRemotely() async throws -> Program.Run {
        try await run("journal", "verify", "--server", address, "--format", "json")
    }

    func end() {
        process.terminate()
        process.waitUntilExit()
        Folder.remove(folder)
    }
}
