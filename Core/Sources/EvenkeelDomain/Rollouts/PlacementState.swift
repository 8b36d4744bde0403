/// The life of one installation's place in a rollout. `due` means that an executor may start it.
public enum PlacementState: String, StateMachine, Codable {
    case planned, due, started, installed, failed, timedOut, recalled, skipped

    public enum Step: String, CaseIterable, Sendable {
        case release, start, succeed, fail, timeOut, recall, skip, retry
        case reportInstalled, reportFailed, reportTimedOut
    }

    public static let initial = PlacementState.planned

    public func after(_ step: Step) -> PlacementState? {
        switch (self, step) {
        case (.planned, .release), (.recalled, .release), (.skipped, .release): .due
        case (.due, .start): .started
        case (.started, .succeed), (.timedOut, .succeed): .installed
        case (.started, .fail): .failed
        case (.started, .timeOut): .timedOut
        case (.planned, .recall), (.due, .recall): .recalled
        case (.planned, .skip), (.due, .skip): .skipped
        case (.failed, .retry), (.timedOut, .retry): .due
        case (.planned, _), (.skipped, _): nil
        // Reports come late and in any order: whichever tells of the latest end counts.
        case (_, .reportInstalled): .installed
        case (_, .reportFailed): .failed
        case (_, .reportTimedOut): .timedOut
        default: nil
        }
    }

    /// True once nothing more will happen by itself.
    public var isSettled: Bool {
        switch self {
        case .installed, .failed, .timedOut, .recalled, .skipped: true
        case .planned, .due, .started: false
        }
    }
}
