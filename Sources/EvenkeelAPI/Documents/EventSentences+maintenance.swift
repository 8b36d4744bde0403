import EvenkeelDomain
import EvenkeelLedger

extension EventSentences {
    static func ofMaintenance(_ event: Event) -> (kind: String, text: String) {
        switch event {
        case .maintenanceScheduled(let scheduled):
            (
                "maintenanceScheduled",
                "\(scheduled.maintenance.title) is planned from \(scheduled.maintenance.from) until "
                    + "\(scheduled.maintenance.to)."
            )
        case .maintenanceChanged(let changed):
            (
                "maintenanceChanged",
                "\(changed.maintenance) \(words(for: changed.note.kind))"
                    + (changed.note.kind == .moved ? " to \(changed.note.from), until \(changed.note.to)" : "")
                    + (changed.note.text.isEmpty ? "." : ": \(changed.note.text)")
            )
        case .maintenanceFannedOut(let fanned):
            (
                "maintenanceFannedOut",
                "Word \(fanned.note + 1) about \(fanned.maintenance) went into \(fanned.deliveries) messages."
            )
        default: ("event", "")
        }
    }

    private static func words(for kind: MaintenanceNote.Kind) -> String {
        switch kind {
        case .scheduled: "is planned"
        case .moved: "moves"
        case .overran: "takes longer than announced"
        case .completed: "is done"
        case .cancelled: "does not take place"
        }
    }
}
