public import EvenkeelDomain

/// How often a source was refused for one reason, with the latest example: the log of a source, which does not grow
/// however much nonsense is sent.
public struct RefusalLine: Hashable, Sendable {
    public var source: String
    public var code: String
    public var count: Int
    public var firstAt: Timestamp
    public var lastAt: Timestamp
    /// The latest refused outcome and its installation, as far as it could be read.
    public var outcome: String
    public var installation: String

    public init(
        source: String, code: String, count: Int, firstAt: Timestamp, lastAt: Timestamp, outcome: String,
        installation: String
    ) {
        self.source = source
        self.code = code
        self.count = count
        self.firstAt = firstAt
        self.lastAt = lastAt
        self.outcome = outcome
        self.installation = installation
    }
}
