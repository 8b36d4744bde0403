import EvenkeelDomain
import EvenkeelExecutors
import EvenkeelLedger
import Foundation
import Testing

@Suite("A declared command and what becomes of it", .timeLimit(.minutes(2)))
struct CommandExecutorTests {
    private let short = TimeSpan(milliseconds: 300)

    @Test("exit code 0 is installed, and the last line is the note")
    func success() async throws {
        let script = try Script("echo first; echo 'all is well' >&2; echo; echo '   '")
        #expect(try await script.install() == .installed(note: "all is well"))
        try script.remove()
    }

    @Test(
        "any other end is a failure that says how it ended",
        arguments: [
            ("exit 3", "exit code 3"), ("echo 'no disk'; exit 12", "exit code 12: no disk"),
            ("kill -9 $$", "ended by signal 9"), ("kill -11 $$", "ended by signal 11"),
        ])
    func failure(body: String, note: String) async throws {
        let script = try Script(body)
        #expect(try await script.install() == .failed(note: note))
        try script.remove()
    }

    @Test("a command that hangs is timed out and killed with its children, even those that ignore SIGTERM")
    func hang() async throws {
        let script = try Script(
            """
            trap '' TERM
            sh -c 'trap "" TERM; echo $$ > child; while :; do sleep 1; done' &
            echo $$ > parent
            while :; do sleep 1; done
            """)
        let result = try await script.install(job: .example(timeout: short))
        #expect(result.isTimedOut, "\(result)")
        for name in ["parent", "child"] {
            let pid = try #require(Int32(script.written(name).trimmingCharacters(in: .whitespacesAndNewlines)))
            #expect(!isRunning(pid), "the \(name) is still there")
        }
        try script.remove()
    }

    @Test("a command that cleans up when its time is up may do so, and may talk while it does")
    func hangThatObeys() async throws {
        let script = try Script(
            "trap 'echo taking back; echo stopped > stopped; exit 0' TERM; echo working; while :; do sleep 0.1; done")
        let result = try await script.install(job: .example(timeout: short))
        #expect(
            result
                == .timedOut(note: "the command install did not end within \(short); its last words: taking back"))
        #expect(script.has("stopped"))
        try script.remove()
    }

    @Test("a child that ignores SIGTERM is killed even if its parent obeys at once")
    func stubbornChild() async throws {
        let script = try Script(
            "sh -c 'trap \"\" TERM; echo $$ > child; while :; do sleep 1; done' & while :; do sleep 1; done")
        let result = try await script.install(job: .example(timeout: short))
        #expect(result.isTimedOut, "\(result)")
        let pid = try #require(Int32(script.written("child").trimmingCharacters(in: .whitespacesAndNewlines)))
        #expect(!isRunning(pid))
        try script.remove()
    }

    @Test("a command that closes its outputs and hangs is timed out like any other")
    func silentHang() async throws {
        let script = try Script("exec >&- 2>&-; while :; do sleep 1; done")
        let result = try await script.install(job: .example(timeout: short))
        #expect(result == .timedOut(note: "the command install did not end within \(short)"))
        try script.remove()
    }

    @Test("a daemon that was started and keeps the output open does not make an install that exited 0 late")
    func daemon() async throws {
        let script = try Script(
            """
            setsid sh -c 'echo $$ > daemon; exec sleep 30' &
            until [ -s daemon ]; do :; done
            echo 'started the service'
            exit 0
            """)
        #expect(try await script.install() == .installed(note: "started the service"))
        let pid = try #require(Int32(script.written("daemon").trimmingCharacters(in: .whitespacesAndNewlines)))
        #expect(isRunning(pid), "what an install starts goes on")
        kill(pid, SIGKILL)
        try script.remove()
    }

    @Test("the same daemon does not hide a failure either")
    func daemonOfAFailure() async throws {
        let script = try Script("sleep 30 & echo $! > daemon; echo 'half done'; exit 4")
        #expect(try await script.install() == .failed(note: "exit code 4: half done"))
        let pid = try #require(Int32(script.written("daemon").trimmingCharacters(in: .whitespacesAndNewlines)))
        kill(pid, SIGKILL)
        try script.remove()
    }

    @Test("a daemon of its own session that outlives a time-out does not hold the executor")
    func daemonOfAHang() async throws {
        let script = try Script(
            "setsid sh -c 'echo $$ > daemon; exec sleep 30' & until [ -s daemon ]; do :; done; while :; do sleep 1; done"
        )
        let clock = ContinuousClock()
        let began = clock.now
        let result = try await script.install(job: .example(timeout: short))
        #expect(result.isTimedOut, "\(result)")
        #expect(clock.now - began < .seconds(20))
        let pid = try #require(Int32(script.written("daemon").trimmingCharacters(in: .whitespacesAndNewlines)))
        kill(pid, SIGKILL)
        try script.remove()
    }

    @Test("megabytes of garbage on both outputs are an outcome with a short note of text")
    func garbage() async throws {
        let script = try Script(
            "head -c 6000000 /dev/urandom; head -c 6000000 /dev/urandom >&2; printf '\\n\\033[31mend\\007 of it\\000\\n'"
        )
        let result = try await script.install()
        #expect(result.isInstalled)
        #expect(result.note.hasSuffix("end of it"), "\(result)")
        try script.remove()

        let endless = try Script("cat /dev/zero")
        let stopped = try await endless.install(job: .example(timeout: short))
        #expect(stopped.isTimedOut, "\(stopped)")
        try endless.remove()

        let oneLine = try Script("head -c 3000000 /dev/urandom; exit 9")
        let failed = try await oneLine.install()
        #expect(failed.note.hasPrefix("exit code 9"))
        #expect(failed.note.utf8.count < 1500)
        #expect(failed.note.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control })
        try oneLine.remove()
    }

    @Test("a command that closes its outputs and waits for input gets an end of file, and goes on")
    func closedOutputs() async throws {
        let script = try Script("exec >&- 2>&-; cat > read; echo done > finished; exit 0")
        #expect(try await script.install() == .installed(note: ""))
        #expect(script.has("finished"))
        #expect(try script.written("read").isEmpty)
        try script.remove()
    }

    @Test("what cannot be started is a failure that says why")
    func cannotStart() async throws {
        let missing = try Script("exit 0")
        try FileManager.default.removeItem(atPath: missing.path)
        let first = try await missing.install()
        #expect(first.isFailed && first.note.contains("could not be run"), "\(first)")
        try missing.remove()

        let plain = try Script("exit 0", executable: false)
        let second = try await plain.install()
        #expect(second.isFailed && second.note.contains("could not be run"), "\(second)")
        try plain.remove()

        let interpreter = try Script("exit 0", shebang: "#!/nowhere/at/all")
        let third = try await interpreter.install()
        #expect(third.isFailed && third.note.contains("could not be run"), "\(third)")
        try interpreter.remove()

        let elsewhere = try Script("exit 0")
        let fourth = try await elsewhere.install(directory: elsewhere.folder.path + "/gone")
        #expect(fourth.isFailed && fourth.note.contains("could not be run"), "\(fourth)")
        try elsewhere.remove()

        let folder = FileManager.default.temporaryDirectory
        let nobody = try await Script.executor([:], in: folder).finish(try .example())
        #expect(nobody == .failed(note: "no command named install is declared on this server"))
        let nothing = Script.executor(["install": DeclaredCommand(run: [])], in: folder)
        let empty = try await nothing.finish(try .example())
        #expect(empty == .failed(note: "the command install is empty"))
    }

    @Test("arguments are filled and reach the program as they are, without a shell")
    func arguments() async throws {
        let script = try Script(#"for a in "$@"; do printf '[%s]\n' "$a" >> arguments; done"#)
        let result = try await script.install(
            [
                "{installation}", "--to={version}", "{customer}/{product}/{rollout}/{attempt}", "{nothing}", "{open",
                "a b; $(touch x) `touch x` $HOME *", "", "{version}{version}",
            ], job: .example(version: "5.2.0-rc.1+build.7"))
        #expect(result.isInstalled, "\(result)")
        #expect(
            try script.written("arguments") == """
                [acme-hq]
                [--to=5.2.0-rc.1+build.7]
                [acme/pbx/pbx-5.2/2]
                [{nothing}]
                [{open]
                [a b; $(touch x) `touch x` $HOME *]
                []
                [5.2.0-rc.1+build.75.2.0-rc.1+build.7]

                """)
        #expect(!script.has("x"))
        try script.remove()
    }

    @Test(
        "what could become an option, a path or a line of its own is not passed on, and nothing is started",
        arguments: [
            ("-rf", "pbx", "5.2.0"), ("../../etc", "pbx", "5.2.0"), ("a b", "pbx", "5.2.0"), ("a\nb", "pbx", "5.2.0"),
            ("", "pbx", "5.2.0"), ("acme-hq", "--help", "5.2.0"), ("acme-hq", "../pbx", "5.2.0"),
            ("acme-hq", "pbx", "5.2.0+../../../etc/passwd"), ("acme-hq", "pbx", "5.2.0-a b;c"),
        ])
    func hostileValues(site: String, product: String, version: String) async throws {
        let script = try Script("touch started")
        let result = try await script.install(
            ["{installation}", "{product}", "{version}"],
            job: .example(site: site, product: product, version: version))
        #expect(result.isFailed && result.note.contains("characters that are not passed to commands"), "\(result)")
        #expect(!script.has("started"))
        try script.remove()
    }

    @Test("a product with a free name is data in the environment, where no command line has it")
    func productInEnvironment() async throws {
        let script = try Script(#"echo "$EVENKEEL_PRODUCT""#)
        let result = try await script.install(["{installation}"], job: .example(product: "--the $(big) one"))
        #expect(result == .installed(note: "--the $(big) one"))
        try script.remove()
    }

    @Test("the environment is our own: nothing of the server's, the values by name")
    func environment() async throws {
        setenv("EVENKEEL_TOKEN", "evk_secret", 1)
        setenv("SMTP_PASSWORD", "secret", 1)
        defer {
            unsetenv("EVENKEEL_TOKEN")
            unsetenv("SMTP_PASSWORD")
        }
        let script = try Script("/usr/bin/env > environment; /bin/pwd > directory")
        #expect(try await script.install().isInstalled)
        // What the shell itself sets is no concern of ours.
        let lines = try script.written("environment").split(separator: "\n").map(String.init).filter { line in
            !["PWD=", "OLDPWD=", "SHLVL=", "_="].contains { line.hasPrefix($0) }
        }
        #expect(
            lines.sorted() == [
                "EVENKEEL_ATTEMPT=2", "EVENKEEL_CUSTOMER=acme", "EVENKEEL_INSTALL=7", "EVENKEEL_INSTALLATION=acme-hq",
                "EVENKEEL_PRODUCT=pbx", "EVENKEEL_ROLLOUT=pbx-5.2", "EVENKEEL_VERSION=5.2.0",
                "LANG=C.UTF-8",
                "PATH=/usr/local/bin:/usr/bin:/bin",
            ])
        let directory = try script.written("directory").trimmingCharacters(in: .whitespacesAndNewlines)
        #expect(URL(fileURLWithPath: directory).lastPathComponent == script.folder.lastPathComponent)
        try script.remove()
    }

    @Test("no open file of the server reaches the command")
    func openFiles() async throws {
        let script = try Script("ls /proc/self/fd | wc -l > count")
        let kept = open("/dev/null", O_RDONLY)
        defer { close(kept) }
        #expect(try await script.install().isInstalled)
        let count = try #require(Int(script.written("count").trimmingCharacters(in: .whitespacesAndNewlines)))
        // 0, 1, 2 and the directory that ls itself reads.
        #expect(count == 4)
        try script.remove()
    }

    @Test("fifty at once all end, each with its own outcome")
    func many() async throws {
        let script = try Script(#"[ "$1" = site-7 ] && exit 7; echo "$1""#)
        let results = try await withThrowingTaskGroup(of: (Int, InstallResult).self) { group in
            for number in 0..<50 {
                group.addTask {
                    (
                        number,
                        try await script.install(["{installation}"], job: .example(number + 1, site: "site-\(number)"))
                    )
                }
            }
            return try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
        for number in 0..<50 {
            #expect(
                results[number] == (number == 7 ? .failed(note: "exit code 7") : .installed(note: "site-\(number)")))
        }
        try script.remove()
    }

    /// False for a process that is gone, or dead and only not yet collected.
    private func isRunning(_ pid: Int32) -> Bool {
        guard let status = FileManager.default.contents(atPath: "/proc/\(pid)/stat") else { return false }
        let text = String(decoding: status, as: UTF8.self)
        let state = text.split(separator: ")").last?.split(separator: " ").first
        return state != "Z" && state != "X"
    }
}
