import EvenkeelDomain
import EvenkeelExecutors
import EvenkeelLedger

/// Takes a note to a person by mail or by a declared command.
struct StaffReach: StaffChannel {
    let mail: any EvenkeelLedger.Channel
    let commands: StaffCommand
    let mailDomain: String

    func carry(_ note: StaffNote, over reach: OnCallPerson.Reach) async throws(SendError) {
        switch reach {
        case .email(let address):
            try await mail.send(
                OutgoingMessage(
                    delivery: DeliveryID("alert/\(note.alert)"), to: address, toName: note.person.name,
                    subject: note.subject, text: note.text, language: "en",
                    messageID: "\(Digest(of: ["alert", note.alert.text]))@\(mailDomain)", thread: nil))
        case .command(let name): try await commands.run(name, for: note)
        }
    }
}
