/// The life of a notice to one customer about one planned change.
public enum NoticeState: String, StateMachine, Codable {
    case announced, acknowledged, declined, silent, withdrawn

    public enum Step: String, CaseIterable, Sendable { case acknowledge, decline, fallSilent, withdraw }

    public static let initial = NoticeState.announced
    /// Those in which nobody has said anything.
    public static let unanswered: Set<NoticeState> = [.announced, .silent]

    public func after(_ step: Step) -> NoticeState? {
        switch (self, step) {
        case (.announced, .acknowledge), (.silent, .acknowledge), (.declined, .acknowledge): .acknowledged
        case (.announced, .decline), (.silent, .decline), (.acknowledged, .decline): .declined
        case (.announced, .fallSilent): .silent
        case (.announced, .withdraw), (.acknowledged, .withdraw), (.silent, .withdraw): .withdrawn
        default: nil
        }
    }
}
