import EvenkeelDomain

/// What became of an install; the note is for people.
public enum InstallResult: Hashable, Sendable {
    case installed(note: String)
    case failed(note: String)
    case timedOut(note: String)
    /// Nobody was there to install at. No failure: the site's turn comes again.
    case unreachable(note: String)
    /// It was stopped, and the site runs what it ran before. Its turn comes again where the rollout goes on.
    case cancelled(note: String)
    /// Nobody can say any more how it ended: a person must look before it is tried again.
    case lost(note: String)

    public var note: String {
        switch self {
        case .installed(let note), .failed(let note), .timedOut(let note), .unreachable(let note),
            .cancelled(let note), .lost(let note):
            note
        }
    }

    /// - Parameter stops: whether the rollout wants what runs to stop.
    func step(stops: Bool) -> InstallState.Step {
        switch self {
        case .installed: .succeed
        case .failed: .fail
        case .timedOut: .timeOut
        case .unreachable: .notReach
        case .cancelled: stops ? .cancel : .cancelUnasked
        case .lost: .lose
        }
    }
}
