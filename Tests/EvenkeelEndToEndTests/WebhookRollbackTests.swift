import EvenkeelTestSupport
import Foundation
import Testing

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

@Suite("A rollout that another server installs, taken back", .serialized)
struct WebhookRollbackTests {
    private func post(_ callback: String, _ state: String) async throws -> Int {
        var request = URLRequest(url: try #require(URL(string: callback)))
        request.httpMethod = "POST"
        request.httpBody = Data(#"{"state":"\#(state)","note":"build 813"}"#.utf8)
        let (_, response) = try await URLSession.shared.data(for: request)
        return (response as? HTTPURLResponse)?.statusCode ?? 0
    }

    @Test(
        "it is asked at its own address, with the version before; what became of each site comes by callback, also across a kill"
    )
    func life() async throws {
        let folder = try TemporaryFolder()
        let receiver = try await InstallReceiver(in: folder.url)
        let server = try await ServerUnderTest(
            in: folder.url,
            configuration: ServerUnderTest.alwaysOpen + "\n" + receiver.declaration(rollback: true))
        let sites = ["back", "stuck", "stays"]
        try await server.run(
            fleet: ServerUnderTest.fleet(sites),
            policy: ServerUnderTest.policy(execute: "{ by: webhook, webhook: ci, parallel: 4 }"))
        try await eventually("all are handed over") { receiver.started.count == sites.count }
        for request in receiver.started { #expect(try await post(request.callback, "installed") == 200) }
        #expect(Set(try await server.states().values) == ["installed"])
        try await server.post(
            "/api/v1/rollouts/pbx-5.2/rollback", json: ["reason": "fax is down", "installations": ["back", "stuck"]])
        try await eventually("both are asked for") { receiver.takenBack.count == 2 }
        #expect(receiver.takenBack.allSatisfy { $0.version == "5.1.0" })
        #expect(try await server.states()["back"] == "rollingBack")
        // The server goes down between the request and its end.
        try await server.killAndRestart()
        let asked = Dictionary(receiver.takenBack.map { ($0.request.installation, $0.request.callback) }) { $1 }
        #expect(try await post(try #require(asked["back"]), "installed") == 200)
        #expect(try await post(try #require(asked["back"]), "installed") == 200, "told twice, counted once")
        #expect(try await post(try #require(asked["stuck"]), "failed") == 200)
        #expect(try await server.states() == ["back": "rolledBack", "stuck": "failed", "stays": "installed"])
        let why = try await server.json("/api/v1/rollouts/pbx-5.2/why/back")
        #expect((why["text"] as? String)?.contains("runs 5.1.0 again") == true, "\(why)")
        #expect(receiver.started.count == 3 && receiver.takenBack.count == 2, "nothing is begun twice")
        try await eventually("who is at the site is told, once") {
            let told = try await server.json("/api/v1/deliveries?limit=100")["deliveries"] as? [[String: Any]] ?? []
            let ids = told.compactMap { $0["id"] as? String }.filter { $0.contains("rolled-back") }
            #expect(ids.count <= 1, "\(ids)")
            return ids.first?.contains("c-back") == true
        }
    }
}
