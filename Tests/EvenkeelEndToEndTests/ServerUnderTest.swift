import EvenkeelTestSupport
import Foundation
import Testing

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// `evenkeel serve` with a real mail server beside it, on loopback.
final class ServerUnderTest {
    let folder: URL
    let port: Int
    private(set) var program: Program
    private(set) var token = ""

    convenience init(in folder: URL, mailPort: Int) async throws {
        try await self.init(
            in: folder,
            configuration: """
                organisation: { name: Bright Line, from: service@brightline.example }
                smtp: { url: "smtp://127.0.0.1:\(mailPort)", require_tls: false }
                components: [{ id: telephony, name: Telephony }]
                """)
    }

    init(in folder: URL, configuration: String) async throws {
        self.folder = folder
        port = try freePort()
        try Data(configuration.utf8).write(to: folder.appending(path: "evenkeel.yaml"))
        program = try Self.start(folder, port)
        try await eventually("the server prints its first token") {
            // With what comes after it: the output is read while it is written.
            token = program.output.firstMatch(of: /(evk_[A-Za-z0-9_-]+)\s/).map { String($0.output.1) } ?? ""
            return !token.isEmpty
        }
        try await waitUntilReady()
    }

    private static func start(_ folder: URL, _ port: Int) throws -> Program {
        try Program(
            .init(filePath: Program.evenkeel.path), ["serve", "--config", "evenkeel.yaml", "--port", "\(port)"],
            in: folder, name: "serve")
    }

    func waitUntilReady() async throws {
        try await eventually("the server is ready; it said: \(program.output)") {
            do { return try await get("/readyz").status == 200 } catch { return false }
        }
    }

    /// `kill -9`, then start again on the same database.
    func killAndRestart() async throws {
        program.kill()
        program = try Self.start(folder, port)
        try await waitUntilReady()
    }

    func get(_ path: String) async throws -> (status: Int, body: Data) { try await send("GET", path, nil, nil) }

    @discardableResult
    func post(_ path: String, json: [String: Any]) async throws -> [String: Any] {
        let (status, body) = try await send(
            "POST", path, JSONSerialization.data(withJSONObject: json), "application/json")
        try #require(
            (200..<300).contains(status), "\(path) answered \(status): \(String(decoding: body, as: UTF8.self))")
        return try JSONSerialization.jsonObject(with: body) as? [String: Any] ?? [:]
    }

    func json(_ path: String) async throws -> [String: Any] {
        let (status, body) = try await get(path)
        try #require(status == 200, "\(path) answered \(status): \(String(decoding: body, as: UTF8.self))")
        return try JSONSerialization.jsonObject(with: body) as? [String: Any] ?? [:]
    }

    func send(_ method: String, _ path: String, _ body: Data?, _ type: String?) async throws -> (
        status: Int, body: Data
    ) {
        let url = try #require(URL(string: "http://127.0.0.1:\(port)\(path)"))
        var request = URLRequest(url: url)
        request.httpMethod = method
        request.httpBody = body
        if let type { request.setValue(type, forHTTPHeaderField: "Content-Type") }
        if !token.isEmpty { request.setValue("Bearer \(token)", forHTTPHeaderField: "Authorization") }
        let (data, response) = try await URLSession.shared.data(for: request)
        return ((response as? HTTPURLResponse)?.statusCode ?? 0, data)
    }
}

/// Postfix's `smtp-sink`, which writes every mail it takes into a file of its own.
final class SMTPSink {
    let port: Int
    private let dump: URL
    private let program: Program

    /// - Parameter delay: seconds before it answers DATA, so that a fan-out takes a while.
    init(in folder: URL, delay: Int = 0) throws {
        port = try freePort()
        dump = folder.appending(path: "mails")
        try FileManager.default.createDirectory(at: dump, withIntermediateDirectories: true)
        // As root it must be told whom to become; the folder is its to write.
        try FileManager.default.setAttributes([.posixPermissions: 0o777], ofItemAtPath: dump.path)
        let user = getuid() == 0 ? ["-u", "nobody"] : []
        let pace = delay > 0 ? ["-w", "\(delay)"] : []
        let path = ["/usr/sbin/smtp-sink", "/usr/local/sbin/smtp-sink"].first {
            FileManager.default.isExecutableFile(atPath: $0)
        }
        program = try Program(
            URL(filePath: try #require(path, "smtp-sink comes with postfix: Scripts/install-packages.sh test")),
            user + pace + ["-d", dump.path + "/%H%M%S.", "127.0.0.1:\(port)", "100"], in: folder, name: "smtp-sink")
    }

    /// Message-ID and recipient of every mail that was taken whole.
    var mails: [(messageID: String, recipient: String)] {
        let names: [String]
        do { names = try FileManager.default.contentsOfDirectory(atPath: dump.path) } catch { return [] }
        return names.compactMap { name in
            let text = String(
                decoding: FileManager.default.contents(atPath: dump.appending(path: name).path) ?? Data(), as: UTF8.self
            )
            guard let id = text.firstMatch(of: /(?mi)^Message-ID: *(<[^>]+>)/)?.output.1,
                let recipient = text.firstMatch(of: /(?mi)^X-Rcpt-Args: *<([^>]+)>/)?.output.1
            else { return nil }
            return (String(id), String(recipient))
        }
    }
}
