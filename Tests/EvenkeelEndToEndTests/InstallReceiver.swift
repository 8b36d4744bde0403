import EvenkeelTestSupport
import Foundation
import Testing

/// `receiver.py` on loopback: another server that is handed installs, takes each once, and says how it is.
final class InstallReceiver {
    struct Request {
        let key: String
        let installation: String
        let callback: String
    }

    private static let secret = "0123456789abcdef0123456789abcdef"
    private let folder: URL
    private let program: Program
    private let port: Int

    init(in folder: URL) async throws {
        self.folder = folder
        let secret = folder.appending(path: "ci.secret")
        try Data(Self.secret.utf8).write(to: secret)
        let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "receiver.py").path
        let started = try Program(
            URL(filePath: "/usr/bin/python3"), [script, folder.path, Self.secret], in: folder, name: "receiver")
        program = started
        var port = 0
        try await eventually("the receiver has a port; it said: \(started.output)") {
            port = Int(Self.text("port", in: folder)) ?? 0
            return port > 0
        }
        self.port = port
    }

    /// What `evenkeel.yaml` says of it.
    ///
    /// - Parameter status: whether it may be asked how an install is.
    func declaration(status: Bool = false, cancel: Bool = false, rollback: Bool = false) -> String {
        let base = "http://127.0.0.1:\(port)"
        var members = ["url: \(base)/install", "secret_file: \(folder.path)/ci.secret"]
        if status { members.append("status: \"\(base)/status/{key}\"") }
        if rollback { members.append("rollback: \(base)/rollback") }
        if cancel { members.append("cancel: \(base)/cancel") }
        return "webhooks: { ci: { \(members.joined(separator: ", ")) } }\n"
    }

    /// From now on installs end.
    func finish() throws { try Data().write(to: folder.appending(path: "go")) }

    var started: [Request] { requests("start") }

    /// What it was asked to take back, with the version that is to run again.
    var takenBack: [(request: Request, version: String)] {
        lines("rollback").compactMap { words in
            words.count == 4
                ? (Request(key: words[0], installation: words[1], callback: words[2]), words[3]) : nil
        }
    }

    private func requests(_ word: String) -> [Request] {
        lines(word).compactMap { words in
            words.count == 3 ? Request(key: words[0], installation: words[1], callback: words[2]) : nil
        }
    }

    /// The keys of what was handed over once more.
    var again: [String] { lines("again").compactMap(\.first) }

    var cancelled: [String] { lines("cancel").compactMap(\.first) }

    private func lines(_ word: String) -> [[String]] {
        Self.text("log", in: folder).split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
            .filter { $0.first == word }.map { Array($0.dropFirst()) }
    }

    private static func text(_ name: String, in folder: URL) -> String {
        String(
            decoding: FileManager.default.contents(atPath: folder.appending(path: name).path) ?? Data(), as: UTF8.self)
    }
}
