/// A command that the server's owner declared by name: the only programs Evenkeel ever starts.
public struct DeclaredCommand: Hashable, Sendable {
    /// The program and its arguments; `{installation}`, `{customer}`, `{version}`, `{previous}`, `{product}`,
    /// `{rollout}`, `{attempt}` and `{install}` are filled in. No shell.
    public var run: [String]
    public var directory: String?
    /// Run in the same way after an install that failed, was timed out or was stopped, and where a person wants a release
    /// gone; nil where there is no way back.
    public var rollback: [String]?
    /// Variables of the server's own environment that are handed on, and kept out of what is captured.
    public var secrets: [String]
    /// A file of `NAME=value` lines that are handed on in the same way.
    public var secretsFile: String?
    /// Exit codes that say the site was not there.
    public var unreachable: Set<Int32>
    /// True if it may be asked to end when its rollout is halted; else it is let finish.
    public var mayBeStopped: Bool

    public init(
        run: [String], directory: String? = nil, rollback: [String]? = nil, secrets: [String] = [],
        secretsFile: String? = nil, unreachable: Set<Int32> = [], mayBeStopped: Bool = false
    ) {
        self.run = run
        self.directory = directory
        self.rollback = rollback
        self.secrets = secrets
        self.secretsFile = secretsFile
        self.unreachable = unreachable
        self.mayBeStopped = mayBeStopped
    }
}
