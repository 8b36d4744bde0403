/// The life of one installation's place in a rollout. `due` means that an executor may start it,
/// `cancelling` that it was asked to stop.
public enum PlacementState: String, StateMachine, Codable {
    case planned, due, started, cancelling, installed, failed, timedOut, recalled, skipped

    public enum Step: String, CaseIterable, Sendable {
        case release, start, succeed, fail, timeOut, recall, skip, retry
        case askCancel, cancel, requeue, appear
        case reportInstalled, reportFailed, reportTimedOut
    }

    public static let initial = PlacementState.planned

    public func after(_ step: Step) -> PlacementState? {
        switch (self, step) {
        case (.planned, .release), (.recalled, .release), (.skipped, .release): .due
        case (.due, .start): .started
        case (.started, .succeed), (.cancelling, .succeed), (.timedOut, .succeed), (.recalled, .succeed): .installed
        case (.started, .fail), (.cancelling, .fail), (.timedOut, .fail): .failed
        case (.started, .timeOut), (.cancelling, .timeOut): .timedOut
        // What runs is asked to stop; only its executor can say whether it did.
        case (.started, .askCancel): .cancelling
        case (.started, .cancel), (.cancelling, .cancel): .recalled
        // Nobody was there to install at: no failure. It is set aside, so that nobody waits for it, and caught up later.
        case (.started, .requeue), (.cancelling, .requeue): .skipped
        // The release was found at a site that nobody here had started.
        case (.planned, .appear), (.due, .appear), (.recalled, .appear), (.skipped, .appear): .installed
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
        case .planned, .due, .started, .cancelling: false
        }
    }
}
