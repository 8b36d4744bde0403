import EvenkeelTestSupport
import Foundation
import Testing

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

@Suite("What an executor says of an install, and when", .serialized)
struct InstallReportTests {
    /// One site each: what its executor reports in this order, each with the answer it gets, and what comes of it.
    private struct Case {
        let site: String
        let reports: [(said: String, status: Int)]
        let place: String
        let install: String
        let why: String
    }

    private static let cases = [
        Case(
            site: "once", reports: [("installed", 200)], place: "installed", install: "installed", why: "the usual case"
        ),
        Case(
            site: "progress", reports: [("running", 202), ("queued", 202), ("installed", 200)], place: "installed",
            install: "installed", why: "news on the way are welcome"),
        Case(
            site: "twice", reports: [("installed", 200), ("installed", 200)], place: "installed", install: "installed",
            why: "the answer to the first may have been lost"),
        Case(
            site: "failed-twice", reports: [("failed", 200), ("failed", 200)], place: "failed", install: "failed",
            why: "told twice, counted once"),
        Case(
            site: "takes-it-back", reports: [("installed", 200), ("failed", 409)], place: "installed",
            install: "installed", why: "the first end stands"),
        Case(
            site: "changes-its-mind", reports: [("failed", 200), ("installed", 409)], place: "failed",
            install: "failed", why: "the first end stands"),
        Case(
            site: "after-its-end", reports: [("installed", 200), ("running", 202)], place: "installed",
            install: "installed", why: "old news change nothing"),
        Case(
            site: "timed-out-late", reports: [("timed_out", 200), ("installed", 200)], place: "installed",
            install: "installed", why: "what was done after all was done"),
        Case(
            site: "timed-out-twice", reports: [("timed_out", 200), ("timed_out", 200)], place: "timedOut",
            install: "timedOut", why: "told twice, counted once"),
        Case(
            site: "garbage", reports: [("exploded", 422), ("", 422), ("installed", 200)], place: "installed",
            install: "installed", why: "what cannot be read loses nothing"),
        Case(
            site: "gives-up", reports: [("cancelled", 200)], place: "skipped", install: "cancelled",
            why: "nobody had asked it to stop: its turn comes again"),
    ]

    private func post(_ callback: String, _ state: String) async throws -> Int {
        let url = try #require(URL(string: callback))
        var request = URLRequest(url: url)
        request.httpMethod = "POST"
        request.httpBody = Data(#"{"state":"\#(state)","note":"build 812"}"#.utf8)
        let (_, response) = try await URLSession.shared.data(for: request)
        return (response as? HTTPURLResponse)?.statusCode ?? 0
    }

    private func install(_ server: ServerUnderTest, _ site: String) async throws -> [String: Any] {
        try #require(try await server.installs().first { $0["installation"] as? String == site })
    }

    @Test("twice, against itself, unreadably, late, or never: the first end stands, and what was done counts")
    func table() async throws {
        let folder = try TemporaryFolder()
        let receiver = try await InstallReceiver(in: folder.url)
        let server = try await ServerUnderTest(
            in: folder.url, configuration: ServerUnderTest.alwaysOpen + "\n" + receiver.declaration())
        let sites = Self.cases.map(\.site) + ["late", "never"]
        try await server.run(
            fleet: ServerUnderTest.fleet(sites),
            policy: ServerUnderTest.policy(execute: "{ by: webhook, webhook: ci, parallel: 20, timeout: 5s }"))
        try await eventually("all are handed over") { receiver.started.count == sites.count }
        let handed = Dictionary(receiver.started.map { ($0.installation, $0.callback) }) { first, _ in first }
        for row in Self.cases {
            let callback = try #require(handed[row.site])
            for (said, status) in row.reports {
                #expect(try await post(callback, said) == status, "\(row.site) said \(said): \(row.why)")
            }
            #expect(try await install(server, row.site)["state"] as? String == row.install, "\(row.site): \(row.why)")
            #expect(try await server.states()[row.site] == row.place, "\(row.site): \(row.why)")
        }
        let another = try #require(handed["once"]).replacing(#/[^/]*$/#, with: "AAAA")
        #expect(try await post(another, "failed") == 404, "whoever has no address of it says nothing")
        let late = try #require(handed["late"])
        try await eventually("nobody waits any longer", looks: 1000) {
            let never = try await install(server, "never")["state"] as? String
            return try await install(server, "late")["state"] as? String == "lost" && never == "lost"
        }
        #expect(try await post(late, "installed") == 200)
        let places = try await server.places()
        #expect(places["late"]?.state == "installed", "late news count")
        #expect(places["never"]?.state == "timedOut")
        #expect(places["never"]?.note.contains("nobody reported an end") == true, "\(places)")
        for site in ["late", "never"] {
            #expect(receiver.started.count { $0.installation == site } == 1, "not started twice unknowingly")
        }
    }

    @Test("after a halt: asked to stop once, and whatever the end is, it is heard")
    func cancelled() async throws {
        let folder = try TemporaryFolder()
        let receiver = try await InstallReceiver(in: folder.url)
        let server = try await ServerUnderTest(
            in: folder.url, configuration: ServerUnderTest.alwaysOpen + "\n" + receiver.declaration(cancel: true))
        let sites = ["obeys", "too-far", "breaks", "obeys-then-done"]
        try await server.run(
            fleet: ServerUnderTest.fleet(sites + ["waits"]),
            policy: ServerUnderTest.policy(execute: "{ by: webhook, webhook: ci, parallel: 4, retries: 3 }"))
        try await eventually("four are handed over") { receiver.started.count == 4 }
        let begun = receiver.started
        try await server.post("/api/v1/rollouts/pbx-5.2/halt", json: ["reason": "smoke"])
        try await eventually("each was told to stop") { Set(receiver.cancelled) == Set(begun.map(\.key)) }
        #expect(receiver.cancelled.count == 4, "once")
        #expect(Set(try await server.states().values) == ["cancelling", "recalled"])
        let ends = ["cancelled", "installed", "failed", "cancelled"]
        let wanted = ["recalled", "installed", "failed", "recalled"]
        for (request, (end, state)) in zip(begun, zip(ends, wanted)) {
            #expect(try await post(request.callback, end) == 200)
            #expect(try await server.states()[request.installation] == state)
        }
        // It said that it had stopped, and was through after all.
        #expect(try await post(begun[3].callback, "installed") == 200)
        #expect(try await server.states()[begun[3].installation] == "installed")
        // A failure after a halt has no second try, and what was taken back stays so.
        #expect(receiver.started.count == 4)
    }
}
