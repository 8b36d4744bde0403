/// The sites of a rollout that have changed since a version of its tally, as they now are.
public struct SiteChanges: Hashable, Sendable {
    /// Before the first version: everything has changed since.
    public static let never = -1

    /// What the tally has come to with them.
    public var version: Int
    /// True where these are all sites, and others that were there before are none any more.
    public var isWhole: Bool
    /// In the order of their ids.
    public var sites: [SiteEvidence]

    public init(version: Int, isWhole: Bool, sites: [SiteEvidence]) {
        self.version = version
        self.isWhole = isWhole
        self.sites = sites
    }
}
