extension Event {
    /// Why an author let stand what the leak guard had flagged in a text; nil where nothing was flagged.
    public var leakOverride: LeakOverride? {
        switch self {
        case .updatePosted(let event): event.override
        case .customersRestored(let event): event.override
        case .incidentPublished(let event): event.override
        case .reportAmended(let event): event.override
        case .maintenanceScheduled(let event): event.override
        case .maintenanceChanged(let event): event.override
        case .appointmentChanged(let event): event.override
        default: nil
        }
    }
}
