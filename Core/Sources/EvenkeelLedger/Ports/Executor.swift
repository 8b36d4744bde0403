public import EvenkeelDomain

/// One install to do now.
public struct InstallJob: Hashable, Sendable {
    public var rollout: RolloutID
    public var site: Installation
    public var release: Release
    public var attempt: Int
    public var timeout: TimeSpan
    /// The name of a declared command, where the executor runs one.
    public var command: String?

    public init(
        rollout: RolloutID, site: Installation, release: Release, attempt: Int, timeout: TimeSpan, command: String?
    ) {
        self.rollout = rollout
        self.site = site
        self.release = release
        self.attempt = attempt
        self.timeout = timeout
        self.command = command
    }
}

/// What became of an install. Whatever a command does is an outcome, never a crash; the note is for people.
public enum InstallResult: Hashable, Sendable {
    case installed(note: String)
    case failed(note: String)
    case timedOut(note: String)
}

/// How an install happens.
public protocol Executor: Sendable {
    func install(_ job: InstallJob) async -> InstallResult
}
