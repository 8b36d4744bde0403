import EvenkeelTestSupport
import Foundation
import Testing

@Suite("kill -9", .serialized)
struct KillTests {
    @Test(
        "In the middle of a mail fan-out: nothing is lost, at most one mail for each open session comes twice, under the same Message-ID"
    )
    func midFanOut() async throws {
        let folder = try TemporaryFolder()
        let sink = try SMTPSink(in: folder.url, delay: 1)
        let server = try await ServerUnderTest(in: folder.url, mailPort: sink.port)
        let examples = Program.repository.appending(path: "Examples")
        for (path, file) in [("/api/v1/fleet/import", "fleet.csv"), ("/api/v1/contacts/import", "contacts.csv")] {
            let body = try Data(contentsOf: examples.appending(path: file))
            let (status, answer) = try await server.send("POST", path, body, "text/csv")
            try #require(status < 300, "\(String(decoding: answer, as: UTF8.self))")
        }
        _ = try await server.send("PUT", "/api/v1/outbound", Data(#"{"state":"live"}"#.utf8), "application/json")
        let incident = try await server.post(
            "/api/v1/incidents",
            json: [
                "title": "Telephony is down", "impact": "critical", "components": ["telephony"],
                "body": "Telephony does not work at your site. It is ours to fix.", "audience": "country==IL",
            ])
        let id = try #require(incident["id"] as? String)
        try await eventually("a few mails have arrived") { sink.mails.count >= 8 }
        try await server.killAndRestart()
        try await server.killAndRestart()  // and once more, at once

        try await eventually("every delivery is settled", looks: 1200) {
            let open =
                try await deliveries(server, "queued") + deliveries(server, "claimed")
                + deliveries(server, "sending") + deliveries(server, "uncertain")
            let sent = try await deliveries(server, "sent")
            return open == 0 && sent > 0
        }
        let wanted = try await deliveries(server, "sent")
        #expect(try await deliveries(server, "dead") == 0)
        let mails = sink.mails
        let ids = Set(mails.map(\.messageID))
        #expect(ids.count == wanted, "every delivery arrived")
        let twice = mails.count - ids.count
        // Two kills; four sessions each, and the one beside them for what is critical.
        #expect(twice <= 10, "\(twice) mails came twice")
        for (messageID, copies) in Dictionary(grouping: mails, by: \.messageID) {
            #expect(Set(copies.map(\.recipient)).count == 1, "\(messageID) went to one recipient only")
        }
        // The decision survived, and so did the promise that goes with it.
        let shown = try await server.json("/api/v1/incidents/\(id)")
        let promise = try #require(shown["promise"] as? [String: Any])
        #expect(promise["state"] as? String == "open")
        #expect(promise["kind"] as? String == "update")
        let check = try await server.json("/api/v1/journal/verify")
        #expect(check["ok"] as? Bool == true, "\(check)")
    }

    @Test(
        "A promise that falls due while the server is down is recorded as broken and the silence is admitted; one that falls due after the restart is kept by the holding line"
    )
    func promises() async throws {
        let folder = try TemporaryFolder()
        let sink = try SMTPSink(in: folder.url)
        let server = try await ServerUnderTest(in: folder.url, mailPort: sink.port)
        let missed = try await own(server, "Telephony is down", nextIn: 3)
        let kept = try await own(server, "Voicemail is down", nextIn: 12)
        server.program.kill()
        let due = try await promise(of: missed.due)
        try await eventually("the first promise has fallen due") { Date() > due.addingTimeInterval(2) }
        try await server.killAndRestart()
        try await eventually("the missed promise is recorded") {
            try await server.json("/api/v1/incidents/\(missed.id)")["updates"].map { ($0 as? [Any])?.count ?? 0 } ?? 0
                >= 2
        }
        let promises = try await states(server, of: missed.id)
        #expect(promises.contains("broken"))
        let shown = try await server.json("/api/v1/incidents/\(missed.id)")
        #expect("\(shown["updates"] ?? "")".contains("We owed you word"), "the silence is admitted: \(shown)")

        try await eventually("the second promise is kept") { try await states(server, of: kept.id).contains("kept") }
        #expect(try await !states(server, of: kept.id).contains("broken"))
    }

    private func promise(of due: String) async throws -> Date { try #require(ISO8601DateFormatter().date(from: due)) }

    private func own(_ server: ServerUnderTest, _ title: String, nextIn seconds: Double) async throws -> (
        id: String, due: String
    ) {
        let due = ISO8601DateFormatter().string(from: Date().addingTimeInterval(seconds))
        let incident = try await server.post(
            "/api/v1/incidents",
            json: [
                "title": title, "impact": "critical", "components": ["telephony"],
                "body": "It does not work. It is ours to fix.",
                "next_by": due,
            ])
        return (try #require(incident["id"] as? String), due)
    }

    private func states(_ server: ServerUnderTest, of incident: String) async throws -> [String] {
        let page = try await server.json("/api/v1/promises")
        return (page["promises"] as? [[String: Any]] ?? [])
            .filter { $0["incident"] as? String == incident }.compactMap { $0["state"] as? String }
    }

    private func deliveries(_ server: ServerUnderTest, _ state: String) async throws -> Int {
        let page = try await server.json("/api/v1/deliveries?state=\(state)&limit=1000")
        return (page["deliveries"] as? [Any])?.count ?? -1
    }
}
