public import EvenkeelDomain

/// One install to do now.
public struct InstallJob: Hashable, Sendable {
    public var id: InstallID
    public var startedAt: Timestamp
    public var rollout: RolloutID
    public var site: Installation
    public var release: Release
    public var attempt: Int
    public var timeout: TimeSpan
    /// The name of what the server's owner declared: a command, a webhook.
    public var command: String?
    /// False once the rollout has been halted or given up: what is not known to have begun is not begun any more.
    public var isWanted: Bool
    /// Set where the release is to be taken back: the version that is to run again.
    public var backTo: Version?

    public init(
        id: InstallID, startedAt: Timestamp, rollout: RolloutID, site: Installation, release: Release, attempt: Int,
        timeout: TimeSpan, command: String?, isWanted: Bool = true, backTo: Version? = nil
    ) {
        self.id = id
        self.startedAt = startedAt
        self.rollout = rollout
        self.site = site
        self.release = release
        self.attempt = attempt
        self.timeout = timeout
        self.command = command
        self.isWanted = isWanted
        self.backTo = backTo
    }

    /// The same job each time it is asked for.
    public init(_ install: Install, site: Installation, of rollout: Rollout) {
        self.init(
            id: install.id, startedAt: install.startedAt, rollout: rollout.id, site: site, release: rollout.release,
            attempt: install.attempt, timeout: rollout.policy.execute.timeout,
            command: rollout.policy.execute.command,
            // A halt is why most of them are wanted.
            isWanted: install.backTo != nil || !rollout.stopsInstalls, backTo: install.backTo)
    }

    public var key: String { Install.key(id, startedAt) }
}
