import EvenkeelAPI
import EvenkeelDomain
import EvenkeelLedger

extension Site {
    /// What a delivery said, where it was on the wire; else what it would say now.
    func message(of delivery: Delivery) async throws -> MessageDocument {
        // One that waits again, after a failure, is made anew.
        if [.sending, .uncertain, .sent, .dead].contains(delivery.state),
            let sent = try await store.sentMessage(delivery.id)
        {
            return MessageDocument(sent)
        }
        return MessageDocument(delivery: delivery.id.text, try await context.courier.prepare(delivery))
    }
}
