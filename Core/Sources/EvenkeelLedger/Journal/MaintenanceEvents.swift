public import EvenkeelDomain

/// Planned work was announced.
public struct MaintenanceScheduled: Hashable, Sendable, Codable {
    public var maintenance: Maintenance
    /// Set where the author let stand what the leak guard flagged.
    public var override: LeakOverride?

    public init(maintenance: Maintenance, override: LeakOverride? = nil) {
        self.maintenance = maintenance
        self.override = override
    }
}

/// Planned work moved, takes longer, is done or does not take place.
public struct MaintenanceChanged: Hashable, Sendable, Codable {
    public var maintenance: MaintenanceID
    public var status: MaintenanceStatus
    public var note: MaintenanceNote
    public var override: LeakOverride?

    public init(
        maintenance: MaintenanceID, status: MaintenanceStatus, note: MaintenanceNote, override: LeakOverride? = nil
    ) {
        self.maintenance = maintenance
        self.status = status
        self.note = note
        self.override = override
    }
}

/// The deliveries of a note about planned work were queued.
public struct MaintenanceFannedOut: Hashable, Sendable, Codable {
    public var maintenance: MaintenanceID
    public var note: Int
    public var deliveries: Int
    public var digest: Digest

    public init(maintenance: MaintenanceID, note: Int, deliveries: Int, digest: Digest) {
        self.maintenance = maintenance
        self.note = note
        self.deliveries = deliveries
        self.digest = digest
    }
}
