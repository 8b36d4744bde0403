/// The life of one message to one recipient. Every delivery ends in exactly one of sent, merged or suppressed;
/// `captured` is where it rests while outbound is not live, `held` where somebody holds it back, `dead` is where a person
/// must look.
public enum DeliveryState: String, StateMachine, Codable {
    case queued, claimed, sending, uncertain, captured, held, sent, merged, suppressed, dead

    public enum Step: String, CaseIterable, Sendable {
        case claim, release, handOver, settle, doubt, postpone, capture, goLive, hold, merge, suppress, giveUp
    }

    public static let initial = DeliveryState.queued

    public func after(_ step: Step) -> DeliveryState? {
        switch (self, step) {
        case (.queued, .claim), (.uncertain, .claim): .claimed
        // Handed over with others, and not begun.
        case (.claimed, .release), (.sending, .release): .queued
        case (.claimed, .handOver): .sending
        case (.claimed, .capture): .captured
        case (.claimed, .suppress), (.queued, .suppress), (.captured, .suppress), (.held, .suppress),
            (.dead, .suppress):
            .suppressed
        case (.queued, .merge), (.captured, .merge): .merged
        case (.sending, .settle): .sent
        case (.sending, .doubt): .uncertain
        case (.sending, .postpone): .queued
        case (.sending, .giveUp), (.claimed, .giveUp): .dead
        case (.captured, .goLive), (.dead, .goLive), (.held, .goLive): .queued
        // In doubt, and held only where nobody knows what became of it: after a restore.
        case (.queued, .hold), (.claimed, .hold), (.captured, .hold), (.uncertain, .hold): .held
        default: nil
        }
    }
}
