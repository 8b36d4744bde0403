import EvenkeelDomain
import EvenkeelExecutors
import EvenkeelLedger
import EvenkeelTestSupport
import Foundation
import Testing

/// Every executor here stands for a run of the server: a second one over the same folder is the server after a crash.
@Suite("A command outlives the server that started it", .timeLimit(.minutes(2)))
struct SupervisionTests {
    @Test("after a restart it is under way until it ends, and is not started again")
    func adopted() async throws {
        let script = try Script("echo x >> started; until [ -e go ]; do sleep 0.05; done; echo finished")
        let job = try InstallJob.example()
        #expect(await script.executor().start(job) == .underWay)
        try await soon("it has started") { script.has("started") }
        let after = script.executor()
        #expect(await after.look(at: job) == .underWay)
        #expect(await after.start(job) == .underWay, "asked again, it does nothing")
        try Data().write(to: script.folder.appending(path: "go"))
        try await soon("its end is known") { await after.look(at: job) == .ended(.installed(note: "finished")) }
        #expect(try script.written("started") == "x\n")
        try script.remove()
    }

    @Test("what never began may be started; what another time began under the same number is something else")
    func notStarted() async throws {
        let script = try Script("echo done")
        let job = try InstallJob.example()
        let executor = script.executor()
        #expect(await executor.look(at: job) == .notStarted)
        #expect(try await executor.finish(job) == .installed(note: "done"))
        var restored = job
        restored.startedAt = job.startedAt + .days(1)
        #expect(await executor.look(at: restored) == .notStarted)
        try script.remove()
    }

    @Test("whose supervisor is killed is let finish, and then counts as lost: nobody knows how it ended")
    func lost() async throws {
        let script = try Script("echo $PPID > supervisor; until [ -e go ]; do sleep 0.05; done")
        let job = try InstallJob.example()
        _ = await script.executor().start(job)
        // The supervisor notes which process it has begun just after that has begun.
        try await soon("it has started, and that is noted") {
            script.has("supervisor") && script.has("installs/\(job.key)/command")
        }
        let after = script.executor()
        let pid = try #require(Int32(script.written("supervisor").trimmingCharacters(in: .whitespacesAndNewlines)))
        kill(pid, SIGKILL)
        try await soon("the supervisor is gone") { ended(pid) }
        #expect(await after.look(at: job) == .underWay)
        try Data().write(to: script.folder.appending(path: "go"))
        try await soon("it is lost") {
            if case .ended(.lost) = await after.look(at: job) { true } else { false }
        }
        try script.remove()
    }

    private func ended(_ pid: Int32) -> Bool {
        guard let data = FileManager.default.contents(atPath: "/proc/\(pid)/stat") else { return true }
        return String(decoding: data, as: UTF8.self).split(separator: ")").last?.hasPrefix(" Z") ?? true
    }

    @Test("a halt stops what its owner lets it stop, with everything it started; the rest is let finish")
    func stop() async throws {
        let script = try Script("sh -c 'while :; do sleep 0.1; done' & echo $! > child; touch started; wait")
        let job = try InstallJob.example()
        let stubborn = script.executor()
        _ = await stubborn.start(job)
        try await soon("it has started") { script.has("started") }
        #expect(await stubborn.cancel(job) == .goesOn)
        let yielding = script.executor { $0.mayBeStopped = true }
        #expect(await yielding.cancel(job) == .asked)
        try await soon("it has stopped") {
            await yielding.look(at: job) == .ended(.cancelled(note: "the command install was stopped"))
        }
        let child = try #require(Int32(script.written("child").trimmingCharacters(in: .whitespacesAndNewlines)))
        #expect(ended(child))
        try script.remove()
    }

    @Test("a failure is taken back where a way back is declared, and says whether that worked")
    func rollback() async throws {
        let script = try Script(
            #"case "$1" in back) echo restored > back; exit $2;; *) echo 'disk full'; exit 9;; esac"#)
        for (code, note) in [("0", "exit code 9: disk full; taken back"), ("1", "taking it back failed too")] {
            let executor = script.executor { $0.rollback = [script.path, "back", code] }
            let result = try await executor.finish(try .example(Int(code).map { $0 + 1 } ?? 1))
            #expect(result.isFailed && result.note.contains(note), "\(result)")
            #expect(script.has("back"))
        }
        try script.remove()
    }

    @Test("what a person wants gone is put back by the declared way, which is told the version before")
    func ordered() async throws {
        let script = try Script(#"echo "$1 $2 $EVENKEEL_PREVIOUS" >> ran"#)
        var job = try InstallJob.example(3)
        job.backTo = Version("5.1.0")
        let executor = script.executor { $0.rollback = [script.path, "back", "{previous}"] }
        #expect(try await executor.finish(job).isInstalled)
        #expect(try script.written("ran") == "back 5.1.0 5.1.0\n", "the way forward did not run")
        let oneWay = try await script.executor().finish(job)
        #expect(oneWay == .failed(note: "the command install declares no rollback on this server"))
        try script.remove()
    }

    @Test("a declared exit code says that the site was not there")
    func unreachable() async throws {
        let script = try Script("echo 'no route to host'; exit 4")
        let executor = script.executor { $0.unreachable = [4] }
        #expect(
            try await executor.finish(.example())
                == .unreachable(note: "the site was not there (exit code 4): no route to host"))
        try script.remove()
    }

    @Test("secrets reach the command, and neither its note, its captured output, its arguments nor a file")
    func secrets() async throws {
        let script = try Script(
            #"echo "$API_TOKEN" > token; echo "$DB_PASSWORD" > password; tr '\0' ' ' < /proc/$PPID/cmdline > parent; "#
                + #"echo "using $API_TOKEN and $DB_PASSWORD"; exit 3"#)
        let file = script.folder.appending(path: "secrets")
        try Data("# of the database\nDB_PASSWORD=correct horse\n".utf8).write(to: file)
        try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: file.path)
        let executor = script.executor(
            {
                $0.secrets = ["API_TOKEN"]
                $0.secretsFile = file.path
            }, environment: ["API_TOKEN": "tok_42_secret", "OTHER": "not handed on"])
        let job = try InstallJob.example()
        let result = try await executor.finish(job)
        #expect(result == .failed(note: "exit code 3: using [secret] and [secret]"))
        #expect(try script.written("token") == "tok_42_secret\n")
        #expect(try script.written("password") == "correct horse\n")
        #expect(try !script.written("parent").contains("tok_42"))
        let install = Install(
            id: job.id, rollout: job.rollout, installation: job.site.id, executor: .command, attempt: 1,
            startedAt: job.startedAt, endsBy: job.startedAt)
        #expect(await executor.output(of: install) == "using [secret] and [secret]\n")
        let kept = try #require(
            FileManager.default.enumerator(
                at: script.folder.appending(path: "installs"), includingPropertiesForKeys: nil))
        for case let url as URL in kept {
            let text = String(decoding: FileManager.default.contents(atPath: url.path) ?? Data(), as: UTF8.self)
            #expect(!text.contains("tok_42_secret") && !text.contains("correct horse"), "\(url.path)")
        }
        try script.remove()
    }

    @Test("a secret that is missing, or open to everybody, starts nothing and says so without naming its value")
    func badSecrets() async throws {
        let script = try Script("touch started")
        let file = script.folder.appending(path: "secrets")
        try Data("A=value-one\n".utf8).write(to: file)
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: file.path)
        let open = try await script.executor { $0.secretsFile = file.path }.finish(.example(1))
        #expect(open.isFailed && open.note.contains("open to everybody") && !open.note.contains("value-one"), "\(open)")
        let missing = try await script.executor { $0.secrets = ["NOT_SET"] }.finish(.example(2))
        #expect(missing.isFailed && missing.note.contains("NOT_SET"), "\(missing)")
        #expect(!script.has("started"))
        try script.remove()
    }
}
