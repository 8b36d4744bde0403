import EvenkeelTestSupport
import Foundation
import Testing

@Suite("A halt while commands run on the real server", .serialized)
struct HaltInstallTests {
    /// Starts a child in its group and waits with it until somebody says `go`.
    private func script(in folder: URL) throws {
        let body = """
            #!/bin/sh
            case "$1" in
            back) echo "$EVENKEEL_INSTALLATION $EVENKEEL_PREVIOUS" >> back;;
            *)
                echo "$EVENKEEL_INSTALLATION" >> started
                sleep 600 & echo $! >> children
                until [ -e go ]; do sleep 0.1; done;;
            esac

            """
        let path = folder.appending(path: "install.sh")
        try Data(body.utf8).write(to: path)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path.path)
    }

    private func lines(_ name: String, in folder: URL) -> [String] {
        let data = FileManager.default.contents(atPath: folder.appending(path: name).path) ?? Data()
        return String(decoding: data, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    /// One that nobody has waited for yet is over all the same.
    private func hasEnded(_ pid: Int32) -> Bool {
        let stat = FileManager.default.contents(atPath: "/proc/\(pid)/stat") ?? Data()
        return stat.isEmpty || String(decoding: stat, as: UTF8.self).contains(") Z ")
    }

    private func start(_ folder: URL, onHalt: String) async throws -> ServerUnderTest {
        try script(in: folder)
        let path = "\(folder.path)/install.sh"
        let server = try await ServerUnderTest(
            in: folder,
            configuration: """
                \(ServerUnderTest.alwaysOpen)
                commands: { slow: { run: ["\(path)"], rollback: ["\(path)", back], directory: "\(folder.path)", on_halt: \(onHalt) } }
                """)
        try await server.run(
            fleet: ServerUnderTest.fleet(["site-1", "site-2", "site-3"]),
            policy: ServerUnderTest.policy(execute: "{ by: command, command: slow, parallel: 2, retries: 3 }"))
        try await eventually("two installs are under way") { lines("children", in: folder).count == 2 }
        try await server.post("/api/v1/rollouts/pbx-5.2/halt", json: ["reason": "smoke"])
        return server
    }

    @Test("what may be stopped is ended with everything it started, put back, and its place is taken back")
    func stopped() async throws {
        let folder = try TemporaryFolder()
        let server = try await start(folder.url, onHalt: "stop")
        try await eventually("both are cancelled") {
            Set(try await server.installs().compactMap { $0["state"] as? String }) == ["cancelled"]
        }
        #expect(Set(try await server.states().values) == ["recalled"], "and the third never started")
        #expect(lines("started", in: folder.url).count == 2)
        #expect(Set(lines("back", in: folder.url)) == Set(lines("started", in: folder.url).map { "\($0) 5.1.0" }))
        for child in lines("children", in: folder.url) {
            let pid = try #require(Int32(child))
            #expect(hasEnded(pid), "nothing of the group is left")
        }
        let notes = try await server.places().values.map(\.note)
        #expect(notes.filter { $0.contains("was stopped") }.count == 2, "\(notes)")
        let why = try await server.json("/api/v1/rollouts/pbx-5.2/why/site-3")
        #expect(why["code"] as? String == "halted", "\(why)")
    }

    @Test("what is let finish is installed after the halt, and is shown; a second order to halt is told that it stands")
    func finished() async throws {
        let folder = try TemporaryFolder()
        let server = try await start(folder.url, onHalt: "finish")
        let (status, _) = try await server.send(
            "POST", "/api/v1/rollouts/pbx-5.2/halt", Data(#"{"reason":"smoke"}"#.utf8), "application/json")
        #expect(status == 409)
        let (advance, _) = try await server.send(
            "POST", "/api/v1/rollouts/pbx-5.2/advance", Data(#"{"reason":"go"}"#.utf8), "application/json")
        #expect(advance == 409, "who comes second is told")
        try Data().write(to: folder.url.appending(path: "go"))
        try await eventually("both are installed") {
            try await server.states().values.sorted() == ["installed", "installed", "recalled"]
        }
        for child in lines("children", in: folder.url) { if let pid = Int32(child) { kill(pid, SIGKILL) } }
    }
}
