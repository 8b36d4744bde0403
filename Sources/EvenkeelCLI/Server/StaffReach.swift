import EvenkeelDomain
import EvenkeelExecutors
import EvenkeelLedger

/// Takes a note to a person by mail or by a declared command.
struct StaffReach: StaffChannel {
    let mail: any EvenkeelLedger.Channel
    let commands: StaffCommand
    let mailDomain: String
    /// Where an answer to a page goes; nil where nobody said how mail comes in.
    let replyTo: @Sendable (AlertID) async throws(Failure) -> String?

    func carry(_ note: StaffNote, over reach: OnCallPerson.Reach) async throws(SendError) {
        switch reach {
        case .email(let address):
            let replyTo = await answer(note)
            try await mail.send(
                OutgoingMessage(
                    delivery: DeliveryID("alert/\(note.alert)"), to: address, toName: note.person.name,
                    subject: note.subject, text: note.text + (replyTo == nil ? "" : StaffNote.byReply + "\n"),
                    language: "en",
                    messageID: "\(Digest(of: ["alert", note.alert.text]))@\(mailDomain)", thread: nil,
                    replyTo: replyTo))
        case .command(let name): try await commands.run(name, for: note)
        }
    }

    /// A page that cannot be answered by mail is better than none.
    private func answer(_ note: StaffNote) async -> String? {
        guard note.reason.isPage else { return nil }
        do throws(Failure) { return try await replyTo(note.alert) } catch { return nil }
    }
}
