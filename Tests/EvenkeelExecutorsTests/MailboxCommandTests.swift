import EvenkeelDomain
import EvenkeelExecutors
import Foundation
import Testing

@Suite("Mail is fetched by a declared command")
struct MailboxCommandTests {
    private func fetch(_ body: String, limit: TimeSpan = .seconds(20)) async throws -> String {
        let script = try Script(body)
        let command = MailboxCommand(
            command: DeclaredCommand(run: [script.path], directory: script.folder.path), limit: limit)
        do {
            let bytes = try await command.fetch()
            try script.remove()
            return String(decoding: bytes, as: UTF8.self)
        } catch let trouble as MailboxCommand.Trouble {
            try script.remove()
            return trouble.description
        }
    }

    @Test("its output is the mail; what it says beside goes to nobody; no mail is no trouble")
    func fetches() async throws {
        #expect(
            try await fetch(#"echo connected >&2; printf 'From a\nSubject: x\n\nHi\n'"#) == "From a\nSubject: x\n\nHi\n"
        )
        #expect(try await fetch("exit 0") == "")
        #expect(try await fetch(#"echo "$HOME$EVENKEEL_TOKEN"; pwd | grep -c evenkeel-executor"#) == "\n1\n")
    }

    @Test("one that fails, hangs or never ends to speak says so and keeps nobody waiting, with all it started")
    func troubles() async throws {
        #expect(try await fetch("echo half a mail; exit 3").contains("exited(3)"))
        #expect(
            try await fetch("sleep 60 & sleep 60", limit: TimeSpan(milliseconds: 300))
                == "the mailbox command did not end within 300ms")
        #expect(try await fetch("head -c 70000000 /dev/zero") == "the mailbox command wrote more than 64 MB")
    }
}
