import EvenkeelDomain
import EvenkeelExecutors
import EvenkeelLedger
import Foundation
import Testing

@Suite("A person is paged by a declared command")
struct StaffCommandTests {
    private func note(_ subject: String = "PAGE") -> StaffNote {
        StaffNote(
            alert: "inc-1-alert-1", incident: "inc-1", reason: .missed,
            person: OnCallPerson(id: "ada", name: "Ada", reach: [.command("pager")]), subject: subject,
            text: "Write.", link: "http://localhost/a/x")
    }

    private func why(_ command: DeclaredCommand, limit: TimeSpan = .seconds(20), name: String = "pager") async
        -> SendError?
    {
        do throws(SendError) {
            try await StaffCommand(commands: ["pager": command], limit: limit).run(name, for: note("--help; rm"))
            return nil
        } catch { return error }
    }

    @Test("ids fill arguments, words stand in the environment only")
    func reached() async throws {
        let script = try Script(#"echo "$1 $2" > args; echo "$EVENKEEL_SUBJECT $EVENKEEL_LINK" > words"#)
        let command = DeclaredCommand(run: [script.path, "{person}", "{subject}"], directory: script.folder.path)
        #expect(await why(command) == nil)
        #expect(try script.written("args") == "ada {subject}\n")
        #expect(try script.written("words") == "--help; rm http://localhost/a/x\n")
        try script.remove()
    }

    @Test("a command that fails, hangs or is not declared has reached nobody, and says why")
    func notReached() async throws {
        let failing = try Script("echo no credit; exit 3")
        #expect(await why(DeclaredCommand(run: [failing.path])) == .later("exit code 3: no credit"))
        let hanging = try Script("exec sleep 60")
        let late = await why(DeclaredCommand(run: [hanging.path]), limit: TimeSpan(milliseconds: 200))
        #expect(late == .later("pager did not end within 200ms"))
        #expect(
            await why(DeclaredCommand(run: [failing.path]), name: "horn")
                == .refused("no command named horn is declared on this server"))
        try failing.remove()
        try hanging.remove()
    }
}
