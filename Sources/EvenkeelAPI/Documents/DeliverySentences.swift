public import EvenkeelDomain

/// When a message leaves, and what it waits for.
public enum DeliverySentences {
    /// - Parameter time: how a time is written for whoever reads this.
    public static func leaves(
        _ delivery: Delivery, under outbound: OutboundState, at now: Timestamp, time: (Timestamp) -> String
    ) -> String {
        switch delivery.state {
        case .captured: return "when outbound is live"
        case .held: return "when somebody sends it"
        case .queued, .uncertain:
            let at = delivery.notBefore > now ? "at \(time(delivery.notBefore))" : "at once"
            switch outbound {
            case .live: return at
            case .allowList: return "\(at) if its address is on the allow-list, else when outbound is live"
            case .capture: return "when outbound is live; until then it goes no further than the outbox"
            }
        case .claimed, .sending: return "now"
        case .sent, .merged, .suppressed, .dead: return ""
        }
    }

    /// Why it has not left; nil for one that waits for nothing but its turn.
    public static func waits(_ delivery: Delivery, at now: Timestamp) -> String? {
        if let reason = delivery.reason { return reason }
        guard delivery.notBefore > now else { return nil }
        return switch delivery.subject {
        case .summary: "it waits until they open"
        case .update: "a holding line waits a minute for somebody who is about to speak"
        default: "its time has not come"
        }
    }
}
