public import EvenkeelDomain

/// What the sites of rollouts have shown, in memory. Of their rows only those are read that have changed since the last
/// look, on whichever node: a rollout of ten thousand sites of which ten were reported costs ten rows.
public actor EvidenceCache {
    private let store: any RolloutRows
    private var kept: [RolloutID: Kept] = [:]

    private struct Kept {
        var version: Int
        /// In the order of their ids.
        var sites: [SiteEvidence]
    }

    public init(store: any RolloutRows) { self.store = store }

    /// All sites of a rollout in the order of their ids, as they were at this version of its tally.
    public func sites(
        of rollout: RolloutID
    ) async throws(Failure) -> (sites: [SiteEvidence], version: Int) {
        let since = kept[rollout]?.version ?? SiteChanges.never
        var changes = try await store.siteChanges(rollout, since: since)
        if !take(changes, since: since, of: rollout) {
            changes = try await store.siteChanges(rollout, since: SiteChanges.never)
            _ = take(changes, since: SiteChanges.never, of: rollout)
        }
        guard let known = kept[rollout] else { return (changes.sites, changes.version) }
        return (known.sites, known.version)
    }

    /// Forgets the others, which will not be asked for again soon.
    func keepOnly(_ rollouts: Set<RolloutID>) {
        for rollout in kept.keys where !rollouts.contains(rollout) { kept[rollout] = nil }
    }

    /// Puts what has changed in its place. False where that cannot be done: then all are to be read.
    private func take(_ changes: SiteChanges, since: Int, of rollout: RolloutID) -> Bool {
        guard var known = kept[rollout] else {
            guard changes.isWhole else { return false }
            kept[rollout] = Kept(
                version: changes.version, sites: changes.sites.sorted { $0.installation < $1.installation })
            return true
        }
        // Two who asked at the same time may have read the same rows; those of the later version are the newer ones.
        guard changes.version > known.version else { return true }
        // Nobody else holds the list while it is changed, so that it is changed in its place.
        kept[rollout] = nil
        if changes.isWhole { return take(changes, since: since, of: rollout) }
        guard since <= known.version else { return false }
        for site in changes.sites {
            guard let place = known.sites.place(of: site.installation) else { return false }
            known.sites[place] = site
        }
        known.version = changes.version
        kept[rollout] = known
        return true
    }
}

extension [SiteEvidence] {
    /// By binary search; nil for a site that is none of them.
    fileprivate func place(of site: InstallationID) -> Int? {
        let place = partitioningIndex(where: { $0.installation >= site })
        return place < count && self[place].installation == site ? place : nil
    }
}
