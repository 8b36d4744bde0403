/// The life of one started install, as far as its executor tells. The first end that is reported stands; only a
/// time-out, a loss or a withdrawal gives way to the news that it was done after all.
public enum InstallState: String, StateMachine, Codable {
    case open, cancelling, installed, failed, timedOut, unreachable, cancelled, lost

    public enum Step: String, CaseIterable, Sendable {
        case succeed, fail, timeOut, notReach, askCancel, cancel, cancelUnasked, lose
    }

    public static let initial = InstallState.open

    public func after(_ step: Step) -> InstallState? {
        switch (self, step) {
        case (.open, .askCancel): .cancelling
        case (.open, .succeed), (.cancelling, .succeed): .installed
        case (.open, .fail), (.cancelling, .fail): .failed
        case (.open, .timeOut), (.cancelling, .timeOut): .timedOut
        case (.open, .notReach), (.cancelling, .notReach): .unreachable
        case (.open, .cancel), (.cancelling, .cancel), (.open, .cancelUnasked), (.cancelling, .cancelUnasked):
            .cancelled
        case (.open, .lose), (.cancelling, .lose): .lost
        // Late news of what really happened at the site.
        case (.timedOut, .succeed), (.lost, .succeed), (.cancelled, .succeed): .installed
        case (.lost, .fail): .failed
        default: nil
        }
    }

    /// True while its executor still owes an end.
    public var isOpen: Bool { self == .open || self == .cancelling }
}

extension InstallState.Step {
    /// What it means for the site's place in the rollout.
    public var placementStep: PlacementState.Step {
        switch self {
        case .succeed: .succeed
        case .fail: .fail
        // Nobody knows how a lost install ended: it counts as one that did not end well, and no second try is made
        // before a person has looked.
        case .timeOut, .lose: .timeOut
        // It was stopped though the rollout goes on: its turn comes again, as where nobody was there.
        case .notReach, .cancelUnasked: .requeue
        case .askCancel: .askCancel
        case .cancel: .cancel
        }
    }

    /// The same where the install takes the release back. One that failed leaves a site about which nobody knows enough:
    /// a person looks before it is tried again.
    public var rollbackStep: PlacementState.Step? {
        switch self {
        case .succeed: .rollBack
        case .fail, .timeOut, .lose, .cancel, .cancelUnasked: .failRollback
        case .notReach: .deferRollback
        case .askCancel: nil
        }
    }

    /// True for an end after which policy may grant a second try.
    public var mayBeRetried: Bool { self == .fail || self == .timeOut }
}
