public import EvenkeelDomain

/// The fleet in memory. Of its rows only those are read that have changed since the last look, on whichever node.
public actor FleetCache {
    private let store: any FleetRows
    private var version = FleetChanges.never
    private var fleet = Fleet(installations: [], customers: [])
    private var columnsVersion = FleetChanges.never
    private var image = FleetImage(Fleet(installations: [], customers: []))
    private var sitesVersion = -1
    private var sites: [CustomerID: [Installation]] = [:]

    public init(store: any FleetRows) { self.store = store }

    public func current() async throws(Failure) -> Fleet {
        if try await store.fleetVersion() != version {
            let changes = try await store.fleetChanges(since: version)
            // Two who asked at the same time may have read the same rows; those of the later version are the newer ones.
            if changes.version > version {
                let isGrouped = sitesVersion == version
                fleet.take(changes)
                version = changes.version
                if isGrouped, regroup(changes.installations) { sitesVersion = version }
            }
        }
        return fleet
    }

    /// The sites of one customer, found without a walk through all.
    public func sites(of customer: CustomerID) async throws(Failure) -> [Installation] {
        try await sites(of: [customer])[customer] ?? []
    }

    /// The sites of several, by customer.
    public func sites(of customers: Set<CustomerID>) async throws(Failure) -> [CustomerID: [Installation]] {
        let fleet = try await current()
        if sitesVersion != version {
            sites = Dictionary(grouping: fleet.installations, by: \.customer)
            sitesVersion = version
        }
        var found: [CustomerID: [Installation]] = [:]
        for customer in customers { found[customer] = sites[customer] }
        return found
    }

    /// False where a site has come to a customer: then all are grouped again when somebody asks.
    private func regroup(_ changed: [Installation]) -> Bool {
        for site in changed {
            guard let place = sites[site.customer]?.firstIndex(where: { $0.id == site.id }) else { return false }
            sites[site.customer]?[place] = site
        }
        return true
    }

    /// Reads what has changed, and makes of it what is asked for most, so that whoever has to be told next does not wait for it.
    public func refresh() async throws(Failure) {
        _ = try await columns()
        _ = try await sites(of: [])
    }

    /// The same in columns, made once for each version.
    public func columns() async throws(Failure) -> FleetImage {
        let fleet = try await current()
        if columnsVersion != version {
            image = FleetImage(fleet)
            columnsVersion = version
        }
        return image
    }
}
