import EvenkeelTestSupport
import Foundation
import Testing

@Suite("kill -9 in the middle of installs", .serialized)
struct InstallKillTests {
    private let sites = (1...24).map { "site-\($0)" }

    /// Writes down that it has started, works for a while, and writes down that it is through.
    private func script(in folder: URL, _ work: String) throws {
        let body = """
            #!/bin/sh
            echo "$EVENKEEL_INSTALLATION" >> started
            \(work)
            echo "$EVENKEEL_INSTALLATION" >> done

            """
        let path = folder.appending(path: "install.sh")
        try Data(body.utf8).write(to: path)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path.path)
    }

    private func lines(_ name: String, in folder: URL) -> [String] {
        let data = FileManager.default.contents(atPath: folder.appending(path: name).path) ?? Data()
        return String(decoding: data, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    private func command(in folder: URL) -> String {
        """
        \(ServerUnderTest.alwaysOpen)
        commands: { slow: { run: ["\(folder.path)/install.sh"], directory: "\(folder.path)" } }
        """
    }

    @Test("between the start of a command and its end: it is found again, and each site is started once")
    func command() async throws {
        let folder = try TemporaryFolder()
        try script(in: folder.url, "until [ -e go ]; do sleep 0.1; done")
        let server = try await ServerUnderTest(in: folder.url, configuration: command(in: folder.url))
        try await server.run(
            fleet: ServerUnderTest.fleet(Array(sites.prefix(4))),
            policy: ServerUnderTest.policy(execute: "{ by: command, command: slow, parallel: 3, retries: 3 }"))
        try await eventually("three installs are under way") { lines("started", in: folder.url).count == 3 }
        for _ in 0..<3 { try await server.killAndRestart() }
        #expect(try await server.states().values.count { $0 == "started" } == 3)
        // They end while nobody is there to hear it.
        server.program.kill()
        try Data().write(to: folder.url.appending(path: "go"))
        try await eventually("three installs have ended") { lines("done", in: folder.url).count == 3 }
        try await server.killAndRestart()
        try await eventually("all four are installed") {
            try await server.states().values.allSatisfy { $0 == "installed" }
        }
        #expect(lines("started", in: folder.url).sorted() == sites.prefix(4).sorted(), "each once")
        #expect(try await server.installs().count == 4)
    }

    @Test("at twelve random moments of 24 installs: none is lost and none started twice")
    func randomMoments() async throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        print("seed \(seed)")
        var random = Seeded(state: seed)
        let folder = try TemporaryFolder()
        try script(in: folder.url, "sleep 0.3")
        let server = try await ServerUnderTest(in: folder.url, configuration: command(in: folder.url))
        try await server.run(
            fleet: ServerUnderTest.fleet(sites),
            policy: ServerUnderTest.policy(execute: "{ by: command, command: slow, parallel: 2, retries: 3 }"))
        for _ in 0..<12 {
            let clock = ContinuousClock()
            try await clock.sleep(
                until: clock.now.advanced(by: .milliseconds(Int(random.next(below: 400)))))
            try await server.killAndRestart()
        }
        try await eventually("all are installed; seed \(seed)", looks: 1200) {
            try await server.states().values.allSatisfy { $0 == "installed" }
        }
        #expect(lines("started", in: folder.url).sorted() == sites.sorted(), "each once; seed \(seed)")
        #expect(lines("done", in: folder.url).sorted() == sites.sorted(), "each once; seed \(seed)")
        #expect(try await server.json("/api/v1/journal/verify")["ok"] as? Bool == true)
    }

    @Test("what is killed with its supervisor is lost, says so, and is not tried again before somebody has looked")
    func supervisor() async throws {
        let folder = try TemporaryFolder()
        try script(in: folder.url, "until [ -e go ]; do sleep 0.1; done")
        let server = try await ServerUnderTest(in: folder.url, configuration: command(in: folder.url))
        try await server.run(
            fleet: ServerUnderTest.fleet(["site-1"]),
            policy: ServerUnderTest.policy(execute: "{ by: command, command: slow, parallel: 1, retries: 3 }"))
        try await eventually("it is under way") { lines("started", in: folder.url).count == 1 }
        server.program.kill()
        for pid in try pids(in: folder.url.appending(path: "evenkeel-data/installs")) { kill(-pid, SIGKILL) }
        try await server.killAndRestart()
        try await eventually("it is lost") { try await server.installs().first?["state"] as? String == "lost" }
        let place = try #require(try await server.places()["site-1"])
        #expect(place.state == "timedOut" && place.note.contains("look at the site"), "\(place)")
        #expect(lines("started", in: folder.url).count == 1)
        let why = try await server.json("/api/v1/rollouts/pbx-5.2/why/site-1")
        #expect("\(why)".contains("look at the site"), "\(why)")
    }

    /// The supervisor and the command of every install, each the leader of a group.
    private func pids(in installs: URL) throws -> [Int32] {
        struct Mark: Decodable { let pid: Int32 }
        let folders = try FileManager.default.contentsOfDirectory(at: installs, includingPropertiesForKeys: nil)
        return try folders.flatMap { folder in
            try ["begun", "command"].map { name in
                try JSONDecoder().decode(Mark.self, from: Data(contentsOf: folder.appending(path: name))).pid
            }
        }
    }

    @Test(
        "between the start and the end of a webhook's install: it is asked for, or sent again under its own id and no other"
    )
    func webhook() async throws {
        let folder = try TemporaryFolder()
        let receiver = try await InstallReceiver(in: folder.url)
        let server = try await ServerUnderTest(
            in: folder.url, configuration: ServerUnderTest.alwaysOpen + "\n" + receiver.declaration(status: true))
        try await server.run(
            fleet: ServerUnderTest.fleet(Array(sites.prefix(6))),
            policy: ServerUnderTest.policy(execute: "{ by: webhook, webhook: ci, parallel: 2, retries: 3 }"))
        try await eventually("two installs are under way") { receiver.started.count == 2 }
        for _ in 0..<3 { try await server.killAndRestart() }
        try receiver.finish()
        try await eventually("all six are installed") {
            try await server.states().values.allSatisfy { $0 == "installed" }
        }
        #expect(receiver.started.map(\.installation).sorted() == sites.prefix(6).sorted(), "each once")
        #expect(Set(receiver.again).isSubset(of: Set(receiver.started.map(\.key))), "again under its own id only")
        #expect(try await server.installs().count == 6)
    }
}

/// SplitMix64.
private struct Seeded {
    var state: UInt64

    mutating func next(below limit: UInt64) -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return (mixed ^ (mixed >> 31)) % limit
    }
}
