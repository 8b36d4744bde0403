/// A command that the server's owner declared by name: the only programs Evenkeel ever starts.
public struct DeclaredCommand: Hashable, Sendable {
    /// The program and its arguments; `{installation}`, `{customer}`, `{version}`, `{product}`, `{rollout}` and
    /// `{attempt}` are filled in. No shell.
    public var run: [String]
    public var directory: String?

    public init(run: [String], directory: String? = nil) {
        self.run = run
        self.directory = directory
    }
}
