import EvenkeelTestSupport
import Foundation
import Testing

@Suite("After a restore", .serialized)
struct RestoreTests {
    private func configuration(mailPort: Int) -> String {
        """
        organisation: { name: Bright Line, from: service@brightline.example }
        smtp: { url: "smtp://127.0.0.1:\(mailPort)", require_tls: false }
        components: [{ id: telephony, name: Telephony }]
        """
    }

    private func run(_ arguments: [String], in folder: TemporaryFolder) throws -> String {
        let program = try Program(Program.evenkeel, arguments, in: folder.url, name: "cli")
        #expect(program.end() == 0, "it said: \(program.output)")
        return program.output
    }

    private func count(_ server: ServerUnderTest, _ state: String) async throws -> Int {
        let page = try await server.json("/api/v1/deliveries?state=\(state)&limit=1000")
        return (page["deliveries"] as? [Any])?.count ?? -1
    }

    private func say(_ server: ServerUnderTest, _ status: String, of id: String) async throws {
        try await server.post("/api/v1/incidents/\(id)/updates", json: ["status": status, "body": "Said \(status)."])
    }

    @Test(
        "Nothing leaves until a person says so: what waited is held, what comes is captured, `live` sends only the latter"
    )
    func restore() async throws {
        let folder = try TemporaryFolder()
        // Nobody listens there yet, so that everything waits.
        let server = try await ServerUnderTest(in: folder.url, configuration: configuration(mailPort: try freePort()))
        let examples = Program.repository.appending(path: "Examples")
        for (path, file) in [("/api/v1/fleet/import", "fleet.csv"), ("/api/v1/contacts/import", "contacts.csv")] {
            let (status, _) = try await server.send(
                "POST", path, try Data(contentsOf: examples.appending(path: file)), "text/csv")
            try #require(status < 300)
        }
        _ = try await server.send("PUT", "/api/v1/outbound", Data(#"{"state":"live"}"#.utf8), "application/json")
        let incident = try await server.post(
            "/api/v1/incidents",
            json: [
                "title": "Telephony is down", "impact": "critical", "components": ["telephony"], "body": "It is down.",
                "audience": "country==IL",
            ])
        let id = try #require(incident["id"] as? String)
        try await eventually("messages wait") { try await count(server, "queued") > 3 }
        _ = try run(["backup", "backup.sqlite"], in: folder)
        try await say(server, "identified", of: id)

        let locked = try Program(Program.evenkeel, ["restore", "backup.sqlite"], in: folder.url, name: "cli")
        #expect(locked.end() == 1 && locked.output.contains("another server uses"), "\(locked.output)")
        server.program.kill()
        let sink = try SMTPSink(in: folder.url)
        try Data(configuration(mailPort: sink.port).utf8).write(to: folder.url.appending(path: "evenkeel.yaml"))
        let said = try run(["restore", "backup.sqlite"], in: folder)
        #expect(said.contains("Nothing leaves") && said.contains(".before-"), "\(said)")
        try await server.killAndRestart()

        #expect(try await server.json("/api/v1/outbound")["state"] as? String == "capture")
        let held = try await count(server, "held")
        #expect(held > 3)
        for state in ["queued", "claimed", "sending", "uncertain", "captured"] {
            #expect(try await count(server, state) == 0, "\(state)")
        }
        let shown = try await server.json("/api/v1/incidents/\(id)")
        #expect((shown["updates"] as? [Any])?.count == 1, "what was said after the backup is not in it")
        try await say(server, "monitoring", of: id)
        try await eventually("what comes is captured") { try await count(server, "captured") >= held }
        #expect(sink.mails.isEmpty, "nothing left")

        _ = try await server.send("PUT", "/api/v1/outbound", Data(#"{"state":"live"}"#.utf8), "application/json")
        try await eventually("what came since leaves") { try await count(server, "sent") >= held }
        #expect(try await count(server, "held") == held, "what may have been sent since stays")
        let key = ["--server", "http://127.0.0.1:\(server.port)"]
        setenv("EVENKEEL_TOKEN", server.token, 1)
        let dropped = try run(["delivery", "drop", "--held", "--reason", "They went out before."] + key, in: folder)
        #expect(dropped.contains("suppressed"), "\(dropped)")
        #expect(try await count(server, "held") == 0)
        let sent = try await count(server, "sent")
        try await eventually("the sink has them") { sink.mails.count == sent }
        #expect(try await server.json("/api/v1/journal/verify")["ok"] as? Bool == true)
    }

    @Test("A backup that is none is refused and changes nothing")
    func refused() throws {
        let folder = try TemporaryFolder()
        try Data("no database".utf8).write(to: folder.url.appending(path: "none.sqlite"))
        let program = try Program(Program.evenkeel, ["restore", "none.sqlite"], in: folder.url, name: "cli")
        #expect(program.end() == 1)
        #expect(!FileManager.default.fileExists(atPath: folder.url.path + "/evenkeel-data"))
    }
}
