import EvenkeelDomain

extension MessageChoice {
    /// Why a message of this kind is not wanted; nil where it is.
    func refusal(of kind: MessageKind) -> String? {
        switch kind {
        case .planned, .reminder, .appointment, .moved, .replaced, .installed, .rolledBack,
            .supportEnds, .maintenance:
            planned ? nil : "the recipient unsubscribed from planned changes"
        case .own, .story, .together, .restored, .resolved, .notAffected, .summary:
            incidents == .none ? "the recipient unsubscribed from incidents" : nil
        case .identified, .monitoring, .report, .overdue, .repeated:
            switch incidents {
            case .all, .changes: nil
            case .ends: "the recipient chose start and end only"
            case .none: "the recipient unsubscribed from incidents"
            }
        case .update, .holding:
            switch incidents {
            case .all: nil
            case .changes: "the recipient chose changes only"
            case .ends: "the recipient chose start and end only"
            case .none: "the recipient unsubscribed from incidents"
            }
        case .drill, .confirm, .quarantined, .supportRisk, .visit: nil
        }
    }
}
