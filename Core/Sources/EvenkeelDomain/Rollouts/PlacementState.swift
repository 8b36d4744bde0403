/// The life of one installation's place in a rollout. `due` means that an executor may start it,
/// `cancelling` that it was asked to stop, `rollbackDue` that somebody wants the version before put back.
public enum PlacementState: String, StateMachine, Codable {
    case planned, due, started, cancelling, installed, failed, timedOut, recalled, skipped
    case rollbackDue, rollingBack, rolledBack

    public enum Step: String, CaseIterable, Sendable {
        case release, start, succeed, fail, timeOut, recall, skip, retry
        case askCancel, cancel, requeue, appear, disappear, reappear
        case orderRollback, beginRollback, rollBack, failRollback, deferRollback
        case reportInstalled, reportFailed, reportTimedOut, reportRolledBack
    }

    public static let initial = PlacementState.planned

    public func after(_ step: Step) -> PlacementState? {
        switch (self, step) {
        case (.planned, .release), (.recalled, .release), (.skipped, .release): .due
        case (.due, .start): .started
        case (.started, .succeed), (.cancelling, .succeed), (.timedOut, .succeed): .installed
        // It was said to have stopped, and was through after all.
        case (.recalled, .succeed), (.skipped, .succeed): .installed
        case (.started, .fail), (.cancelling, .fail), (.timedOut, .fail): .failed
        case (.started, .timeOut), (.cancelling, .timeOut): .timedOut
        // What runs is asked to stop; only its executor can say whether it did.
        case (.started, .askCancel): .cancelling
        case (.started, .cancel), (.cancelling, .cancel): .recalled
        // Nobody was there to install at, or it was given up: no failure. It is set aside, so that nobody waits for it, and
        // caught up later.
        case (.started, .requeue), (.cancelling, .requeue): .skipped
        // The release was found at a site that nobody here had started.
        case (.planned, .appear), (.due, .appear), (.recalled, .appear), (.skipped, .appear): .installed
        // It was found gone from a site that had it, or there again, by nobody's order.
        case (.installed, .disappear): .rolledBack
        case (.rolledBack, .reappear): .installed
        case (.planned, .recall), (.due, .recall): .recalled
        case (.planned, .skip), (.due, .skip): .skipped
        case (.failed, .retry), (.timedOut, .retry), (.rolledBack, .retry): .due
        // What was installed, or may be half installed, is taken back because a person wants it.
        case (.installed, .orderRollback), (.failed, .orderRollback), (.timedOut, .orderRollback): .rollbackDue
        case (.rollbackDue, .beginRollback): .rollingBack
        // The second is late news of a rollback that was given up as lost.
        case (.rollingBack, .rollBack), (.failed, .rollBack): .rolledBack
        case (.rollingBack, .failRollback): .failed
        case (.rollingBack, .deferRollback): .rollbackDue
        case (.rollbackDue, .reportRolledBack), (.rollingBack, .reportRolledBack): .rolledBack
        // Old news of the install that is being taken back.
        case (.planned, _), (.skipped, _), (.rollbackDue, _), (.rollingBack, _): nil
        // Reports come late and in any order: whichever tells of the latest end counts.
        case (_, .reportInstalled): .installed
        case (_, .reportFailed): .failed
        case (_, .reportTimedOut): .timedOut
        case (_, .reportRolledBack): .rolledBack
        default: nil
        }
    }

    /// True once nothing more will happen by itself.
    public var isSettled: Bool {
        switch self {
        case .installed, .failed, .timedOut, .recalled, .skipped, .rolledBack: true
        case .planned, .due, .started, .cancelling, .rollbackDue, .rollingBack: false
        }
    }

    /// True where the version before was put back, or is to be: the site does not count as done, and it counts against
    /// the release that somebody wanted it gone.
    public var isRollback: Bool { self == .rollbackDue || self == .rollingBack || self == .rolledBack }

    /// True for an install that did not end well.
    public var isFailure: Bool { self == .failed || self == .timedOut || isRollback }
}
