import EvenkeelAPI
import EvenkeelDomain
import EvenkeelLedger

/// One delivery as its recipient read it, or would read it now.
struct DeliveryModel: PageModel {
    struct Message {
        let to: String
        let subject: String
        let text: String
        let language: String
        let messageID: String
        /// True for the text as it left.
        let isRecord: Bool
    }

    struct Move {
        let value: String
        let label: String
        let asksWhy: Bool
    }

    static let template = "delivery"

    let frame: ConsoleFrame
    let id: String
    let subject: String
    let state: String
    let attempts: String
    let queued: TimeModel
    let settled: TimeModel?
    let customer: String
    let customerPath: String
    let reason: String?
    let message: Message?
    let nothing: String?
    let moves: [Move]

    init(
        _ delivery: Delivery, _ letter: MessageDocument, subject: String, frame: ConsoleFrame,
        now: Timestamp, zone: ZoneOffsets
    ) {
        self.frame = frame
        id = delivery.id.text
        state = delivery.state.rawValue
        self.subject = subject
        attempts = "\(delivery.attempts) attempt\(delivery.attempts == 1 ? "" : "s")"
        queued = TimeModel(delivery.queuedAt, now: now, zone: zone)
        settled = delivery.settledAt.map { TimeModel($0, now: now, zone: zone) }
        customer = MessageWords.customer(delivery.customer, named: nil)
        customerPath = MessageWords.path(of: delivery.customer)
        reason = delivery.reason
        let hold = Move(value: "hold", label: "Hold it back", asksWhy: true)
        let send = Move(value: "send", label: "Send it now", asksWhy: false)
        let drop = Move(value: "drop", label: "Drop it", asksWhy: true)
        moves =
            switch delivery.state {
            case .queued: [hold, send, drop]
            case .captured, .claimed: [hold, drop]
            case .held, .dead: [send, drop]
            case .sending, .uncertain, .sent, .merged, .suppressed: []
            }
        nothing = letter.nothing
        message =
            letter.nothing != nil
            ? nil
            : Message(
                to: letter.to ?? "", subject: letter.subject ?? "", text: letter.text ?? "",
                language: letter.language ?? "", messageID: letter.messageId ?? "", isRecord: letter.sentAt != nil)
    }
}
