/// Started and failed sites of one metric within a threshold's scope.
public struct ScopeTally: Sendable, Equatable {
    public let failed: Int
    public let sites: Int

    public init(failed: Int, sites: Int) {
        precondition(failed >= 0 && failed <= sites, "failures lie between none and all sites")
        self.failed = failed
        self.sites = sites
    }
}
