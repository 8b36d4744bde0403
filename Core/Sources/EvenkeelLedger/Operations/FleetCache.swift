public import EvenkeelDomain

/// The fleet in memory, read again only when its rows have changed.
public actor FleetCache {
    private let store: any FleetRows
    private var version = -1
    private var fleet = Fleet(installations: [], customers: [])
    private var columnsVersion = -1
    private var image = FleetImage(Fleet(installations: [], customers: []))

    public init(store: any FleetRows) { self.store = store }

    public func current() async throws(Failure) -> Fleet {
        let newest = try await store.fleetVersion()
        if newest != version {
            let read = try await store.fleet()
            if newest > version { (fleet, version) = (read, newest) }
        }
        return fleet
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
