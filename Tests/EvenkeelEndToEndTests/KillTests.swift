import Foundation
import Testing

@Suite("kill -9", .serialized)
struct KillTests {
    @Test("In the middle of a mail fan-out: nothing is lost, at most one mail for each open session comes twice, under the same Message-ID")
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
                "body": "Telephony does not work at your site. It is ours to fix.", "audience": "country=in=(DE,IL)",
            ])
        let id = try #require(incident["id"] as? String)
        try await eventually("a few mails have arrived") { sink.mails.count >= 8 }
        try await server.killAndRestart()
        try await server.killAndRestart()  // and once more, at once

        try await eventually("every delivery is settled", looks: 1200) {
            let open = try await deliveries(server, "queued") + deliveries(server, "claimed")
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
        // Two kills, four sessions each.
        #expect(twice <= 8, "\(twice) mails came twice")
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

    private func deliveries(_ server: ServerUnderTest, _ state: String) async throws -> Int {
        let page = try await server.json("/api/v1/deliveries?state=\(state)&limit=1000")
        return (page["deliveries"] as? [Any])?.count ?? -1
    }
}
