import EvenkeelDomain
import EvenkeelExecutors
import EvenkeelHTTP
import EvenkeelLedger
import EvenkeelTestSupport
import Foundation
import Testing

/// A script on loopback: `ci.py` is what a CI server does with the installs it is handed.
final class CIServer {
    static let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    let folder: URL
    private let process = Process()
    private(set) var port = 0

    init(script name: String = "ci.py") async throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "evenkeel-ci-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        process.executableURL = URL(filePath: "/usr/bin/env")
        let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: name).path
        process.arguments = [
            "python3", script, folder.appending(path: "port").path, folder.appending(path: "log").path,
        ]
        process.environment = ["CI_SECRET": Self.secret, "PATH": "/usr/local/bin:/usr/bin:/bin"]
        try process.run()
        try await soon("the server has a port") { bound() != nil }
        port = try #require(bound())
    }

    deinit {
        // Threads of the pool block signals, and what they start inherits that: it would not hear a SIGTERM.
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    private func bound() -> Int? {
        FileManager.default.contents(atPath: folder.appending(path: "port").path)
            .flatMap { Int(String(decoding: $0, as: UTF8.self)) }
    }

    var log: [String] {
        let data = FileManager.default.contents(atPath: folder.appending(path: "log").path) ?? Data()
        return String(decoding: data, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    /// Over one folder: a second one is the server after a restart.
    func executor(
        _ path: String, status: Bool = false, cancel: Bool = false, rollback: Bool = false,
        at now: Timestamp = Timestamp(milliseconds: 1_800_000_000_000)
    ) throws -> WebhookExecutor {
        let base = "http://127.0.0.1:\(port)"
        let webhook = DeclaredWebhook(
            url: try #require(URL(string: base + path)), status: status ? base + "/status/{key}" : nil,
            cancel: cancel ? URL(string: base + "/cancel") : nil,
            rollback: rollback ? URL(string: base + "/rollback") : nil, secret: WebhookSecret(Self.secret))
        return WebhookExecutor(
            webhooks: ["install": webhook], folder: folder.appending(path: "installs").path,
            baseURL: "https://status.acme.example", now: { now })
    }
}

@Suite("An install that is handed to another server", .timeLimit(.minutes(2)))
struct WebhookExecutorTests {
    @Test("what is to go back is told to the address declared for it, with the version before, and to no other")
    func rollback() async throws {
        let ci = try await CIServer()
        var job = try InstallJob.example()
        job.backTo = Version("5.1.0")
        let executor = try ci.executor("/install", status: true, rollback: true)
        #expect(await executor.start(job) == .underWay)
        try await soon("its end is known") { await executor.look(at: job) == .ended(.installed(note: "build 812")) }
        #expect(ci.log == ["start \(job.key) acme-hq back to 5.1.0"])
        let oneWay = try ci.executor("/install", status: true)
        #expect(
            await oneWay.start(job)
                == .ended(.failed(note: "the webhook install declares no rollback on this server")))
        #expect(ci.log.count == 1)
    }

    @Test("it is handed over signed, and asked for until it has ended")
    func polled() async throws {
        let ci = try await CIServer()
        let executor = try ci.executor("/install", status: true)
        let job = try InstallJob.example()
        #expect(await executor.look(at: job) == .notStarted)
        #expect(await executor.start(job) == .underWay)
        try await soon("its end is known") { await executor.look(at: job) == .ended(.installed(note: "build 812")) }
        #expect(ci.log == ["start \(job.key) acme-hq"])
    }

    @Test("an answer that tells the end is the end; a refusal is a failure; a redirect leads nowhere")
    func answers() async throws {
        let ci = try await CIServer()
        for (path, note) in [
            ("/at-once", "disk full"), ("/nothing", "the webhook answered 404"),
            ("/redirect", "the webhook answered 307"),
        ] {
            let executor = try ci.executor(path)
            let job = try InstallJob.example()
            _ = await executor.start(job)
            try await soon("\(path) has ended") { await executor.look(at: job) == .ended(.failed(note: note)) }
        }
        #expect(ci.log.count == 1)
    }

    @Test("an answer without end is hung up on and counts as taken: it fills no memory, and nothing is asked twice")
    func endless() async throws {
        let ci = try await CIServer()
        let executor = try ci.executor("/endless")
        let job = try InstallJob.example()
        _ = await executor.start(job)
        try await soon("it was hung up on") { ci.log == ["start \(job.key) acme-hq", "hung up on"] }
        #expect(await executor.look(at: job) == .underWay)
    }

    @Test(
        "what could not be handed over says why, with how often it was tried, and once it is called off nobody is asked"
    )
    func notTaken() async throws {
        let ci = try await CIServer()
        for (path, trouble) in [
            ("/down", "the webhook answered 500; tried "),
            ("/closing", "the webhook gave no answer (Empty reply from server); tried "),
        ] {
            let executor = try ci.executor(path, status: true)
            let job = try InstallJob.example()
            _ = await executor.start(job)
            try await soon("\(path) says why") {
                guard case .notTaken(let note) = await executor.look(at: job) else { return false }
                return note.hasPrefix(trouble) && !note.contains("so far")
            }
            #expect(await executor.cancel(job) == .asked)
            // The status would answer that it is installed.
            for _ in 0..<3 {
                guard case .notTaken(let note) = await executor.look(at: job) else {
                    Issue.record("\(path) counts as taken once it is called off")
                    continue
                }
                #expect(note.hasPrefix(trouble))
            }
        }
    }

    @Test("a server that is busy is asked again under the same id; what it has answered is not sent again by a restart")
    func again() async throws {
        let ci = try await CIServer()
        let job = try InstallJob.example()
        let first = try ci.executor("/broken")
        _ = await first.start(job)
        // Until it is taken, it says why it is not.
        try await soon("it is taken at last") {
            let progress = await first.look(at: job)
            return !ci.log.isEmpty && progress == .underWay
        }
        let calledBack = try ci.executor("/broken")
        for _ in 0..<3 { #expect(await calledBack.look(at: job) == .underWay) }
        let asking = try ci.executor("/broken", status: true)
        try await soon("its end is known") { await asking.look(at: job) == .ended(.installed(note: "build 812")) }
        #expect(ci.log == ["start \(job.key) acme-hq"])
    }

    @Test("what had no answer is sent again by a restart, under the same id")
    func unanswered() async throws {
        let ci = try await CIServer()
        let job = try InstallJob.example()
        let first = try ci.executor("/closing")
        _ = await first.start(job)
        try await soon("it had no answer") {
            if case .notTaken = await first.look(at: job) { true } else { false }
        }
        #expect(await first.cancel(job) == .asked, "the first tries no more")
        let after = try ci.executor("/install")
        #expect(await after.look(at: job) == .underWay)
        try await soon("it was handed over") { ci.log == ["start \(job.key) acme-hq"] }
    }

    @Test("an end that stood in the answer is known after a restart")
    func answeredEnd() async throws {
        let ci = try await CIServer()
        for (path, note) in [("/at-once", "disk full"), ("/nothing", "the webhook answered 404")] {
            let job = try InstallJob.example()
            let executor = try ci.executor(path)
            _ = await executor.start(job)
            try await soon("\(path) has ended") { await executor.look(at: job) == .ended(.failed(note: note)) }
            #expect(await (try ci.executor("/install")).look(at: job) == .ended(.failed(note: note)))
        }
        #expect(ci.log.count == 1)
    }

    @Test("after a halt a restart does not hand over what may not have arrived")
    func haltedMeanwhile() async throws {
        let ci = try await CIServer()
        var job = try InstallJob.example()
        _ = await (try ci.executor("/install")).start(job)
        try await soon("it was started") { ci.log.count == 1 }
        job.isWanted = false
        #expect(await (try ci.executor("/install")).look(at: job) == .underWay)
        #expect(ci.log.count == 1)
    }

    @Test("it is told to stop where the other side can be told; its end says what came of it")
    func cancel() async throws {
        let ci = try await CIServer()
        let job = try InstallJob.example()
        let executor = try ci.executor("/install", cancel: true)
        _ = await executor.start(job)
        try await soon("it was started") { ci.log.count == 1 }
        #expect(await executor.cancel(job) == .asked)
        try await soon("it was told") { ci.log.last == "cancel \(job.key)" }
    }

    @Test("what was given up is not asked for again, whoever comes back; the other side is told to stop")
    func givenUp() async throws {
        let ci = try await CIServer()
        let job = try InstallJob.example()
        var other = job
        other.id = try #require(InstallID(99))
        let executor = try ci.executor("/down", cancel: true)
        _ = await executor.start(job)
        try await soon("it is known that it was refused") {
            if case .notTaken = await executor.look(at: job) { true } else { false }
        }
        #expect(await executor.abandon(job) == false, "nobody knows whether it runs")
        try await soon("it was told to stop") { ci.log.contains("cancel \(job.key)") }
        let given = ci.log.count { $0 == "refused \(job.key)" }
        // Three attempts of another take longer than the next one of this would have.
        _ = await executor.start(other)
        try await soon("another is asked for again") { ci.log.count { $0 == "refused \(other.key)" } == 3 }
        #expect(ci.log.count { $0 == "refused \(job.key)" } == given)
        guard case .notTaken = await executor.look(at: job) else {
            Issue.record("what nobody took counts as taken once it was given up")
            return
        }
        #expect(ci.log.count { $0 == "refused \(job.key)" } == given)
    }

    @Test("what is over its time is not handed over any more, neither by itself nor after a restart")
    func overItsTime() async throws {
        let ci = try await CIServer()
        let job = try InstallJob.example()
        let first = try ci.executor("/down")
        _ = await first.start(job)
        try await soon("it was refused") { !ci.log.isEmpty }
        _ = await first.cancel(job)
        let sent = ci.log.count
        let late = try ci.executor("/down", status: true, at: job.startedAt + job.timeout)
        #expect(await late.look(at: job) == .underWay)
        // It only asks what became of it.
        try await soon("it was asked for") { await late.look(at: job) == .ended(.installed(note: "build 812")) }
        let another = try ci.executor("/down", status: true, at: job.startedAt + job.timeout)
        #expect(await another.start(job) == .underWay)
        try await soon("nor handed over") { await another.look(at: job) == .ended(.installed(note: "build 812")) }
        #expect(ci.log.count == sent)
    }

    @Test("the token of a callback opens its own install and no other")
    func token() async throws {
        let ci = try await CIServer()
        let executor = try ci.executor("/install")
        func install(_ number: Int) throws -> Install {
            Install(
                id: try #require(InstallID(number)), rollout: "r", installation: "a", executor: .webhook, attempt: 1,
                startedAt: Timestamp(milliseconds: 1_800_000_000_000),
                endsBy: Timestamp(milliseconds: 1_800_000_900_000))
        }
        let first = try install(7)
        #expect(!executor.mayReport(first, declaredAs: "install", token: ""))
        #expect(!executor.mayReport(first, declaredAs: "install", token: String(repeating: "a", count: 43)))
        let report = Array(#"{"state": "unreachable", "note": "no\u0007 route", "x": 1}"#.utf8)
        #expect(WebhookReport(report)?.progress == .ended(.unreachable(note: "no route")))
        #expect(WebhookReport(Array("<html>".utf8)) == nil)
        #expect(WebhookReport(Array(#"{"state": "fine"}"#.utf8)) == nil)
    }
}
