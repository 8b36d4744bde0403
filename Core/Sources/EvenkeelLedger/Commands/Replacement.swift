public import EvenkeelDomain

/// What the start of a hotfix means for the releases under way that it replaces: whose dates are taken back, and what
/// those customers are told instead, once.
public struct Replacement: Hashable, Sendable {
    /// Notices of the older releases that end, each with the sites that had not started.
    public var withdrawn: [NoticeRow] = []
    /// Notices of the hotfix that the same message gives.
    public var foretold: [NoticeRow] = []
    public var deliveries: [Delivery] = []
    /// Those the deliveries would be written in.
    public var languages: [String] = []

    public init() {}
}
