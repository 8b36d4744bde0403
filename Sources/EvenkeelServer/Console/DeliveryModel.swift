import EvenkeelDomain
import EvenkeelLedger

/// One delivery as its recipient would read it now.
struct DeliveryModel: PageModel {
    struct Message {
        let to: String
        let subject: String
        let text: String
        let language: String
        let messageID: String
    }

    static let template = "delivery"

    let frame: ConsoleFrame
    let id: String
    let state: String
    let attempts: Int
    let reason: String?
    let message: Message?
    let nothing: String?

    init(_ delivery: Delivery, _ composition: MessageComposer.Composition, frame: ConsoleFrame) {
        self.frame = frame
        id = delivery.id.text
        state = delivery.state.rawValue
        attempts = delivery.attempts
        reason = delivery.reason
        switch composition {
        case .message(let letter):
            message = Message(
                to: letter.to.description, subject: letter.subject, text: letter.text, language: letter.language,
                messageID: letter.messageID)
            nothing = nil
        case .nothing(let why): (message, nothing) = (nil, why)
        }
    }
}
