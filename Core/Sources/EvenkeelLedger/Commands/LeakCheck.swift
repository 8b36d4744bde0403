public import EvenkeelDomain

/// What the leak guard found in words that are about to go out, and why they may stand.
public struct LeakCheck: Hashable, Sendable {
    public var leaks: [LeakGuard.Finding]
    /// Nil where nobody has given a reason.
    public var override: String?

    public init(leaks: [LeakGuard.Finding] = [], override: String? = nil) {
        self.leaks = leaks
        self.override = override
    }
}
