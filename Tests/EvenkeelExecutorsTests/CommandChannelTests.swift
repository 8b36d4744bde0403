import EvenkeelDomain
import EvenkeelExecutors
import EvenkeelLedger
import Foundation
import Testing

@Suite("A customer is told by a declared command")
struct CommandChannelTests {
    private func tell(_ script: Script, limit: TimeSpan = .seconds(20), text: String = "Found it.") async throws
        -> SendError?
    {
        let channel = CommandChannel(
            name: "acme-desk",
            command: DeclaredCommand(
                run: [script.path, "{endpoint}", "{incident}", "{subject}"], directory: script.folder.path),
            named: "open-ticket", limit: limit)
        let message = OutgoingMessage(
            delivery: "update/inc-1/u1/acme-desk/endpoint/acme-desk",
            to: try #require(EmailAddress("acme-desk@endpoint.invalid")), toName: nil, subject: "$(reboot) --help",
            text: text, language: "he", messageID: "m@x", thread: nil,
            incident: IncidentStory(
                id: "inc-1", title: "t", status: .identified, impact: .major, began: Timestamp(milliseconds: 0),
                createdAt: Timestamp(milliseconds: 0), resolvedAt: nil, updates: [], components: []))
        do throws(SendError) {
            try await channel.send(message)
            return nil
        } catch { return error }
    }

    @Test("ids fill arguments, words stand in the environment only, however long they are")
    func told() async throws {
        let script = try Script(
            #"echo "$1 $2 $3" > args; echo "$EVENKEEL_SUBJECT|$EVENKEEL_LANGUAGE|$EVENKEEL_DELIVERY" > words"#)
        #expect(try await tell(script) == nil)
        #expect(try script.written("args") == "acme-desk inc-1 {subject}\n")
        #expect(
            try script.written("words")
                == "$(reboot) --help|he|update/inc-1/u1/acme-desk/endpoint/acme-desk\n")
        #expect(try await tell(script, text: String(repeating: "x", count: 10_000_000)) == nil)
        try script.remove()
    }

    @Test("one that fails is told again; one that did not end in time may have told somebody")
    func troubles() async throws {
        let failing = try Script("echo desk is closed; exit 9")
        #expect(try await tell(failing) == .later("exit code 9: desk is closed"))
        try failing.remove()
        let hanging = try Script("exec sleep 60")
        #expect(
            try await tell(hanging, limit: TimeSpan(milliseconds: 200))
                == .uncertain("open-ticket did not end within 200ms"))
        try hanging.remove()
    }
}
