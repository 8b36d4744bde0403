import EvenkeelAPI
import EvenkeelDomain
import EvenkeelLedger

/// Who comes where, and when: what is agreed, and what has come of the rest.
struct AppointmentsModel: PageModel {
    struct Line {
        let id: String
        let at: String
        let length: String
        let installation: String
        let installationPath: String
        /// How to get in.
        let access: String
        let customer: String
        let customerPath: String
        let rollout: String
        let rolloutPath: String
        let person: String
        let state: String
        /// That it is over and nobody has said what came of it; nil otherwise.
        let unreported: String?
        let note: String
        /// Times to which it may be moved; none for one that is over.
        let slots: [Slot]
        let canMove: Bool
        let path: String
    }

    struct Slot {
        let value: String
        let text: String
    }

    static let template = "appointments"
    private static let limit = 200

    let frame: ConsoleFrame
    let zone: String
    /// Those that were not possible and that nobody has agreed to repeat.
    let owed: [Line]
    let hasOwed: Bool
    let coming: [Line]
    let hasComing: Bool
    let past: [Line]
    let hasPast: Bool

    static func of(site: Site, frame: ConsoleFrame) async throws -> AppointmentsModel {
        let all = try await site.store.appointments(AppointmentQuery())
        let customers = try await site.operations.image.current().customers
        var coming: [Line] = []
        for appointment in all.filter({ $0.state == .agreed }).prefix(limit) {
            let slots = try await site.operations.freeSlots(for: appointment, at: site.now, limit: 24)
            coming.append(line(appointment, slots, customers, site))
        }
        let owed = try await site.operations.visitsToRepeat().prefix(limit).map {
            line($0, [], customers, site)
        }
        let past = all.filter { $0.state != .agreed }.suffix(limit).reversed().map {
            line($0, [], customers, site)
        }
        return AppointmentsModel(
            frame: frame, zone: site.context.zone.name, owed: owed, hasOwed: !owed.isEmpty, coming: coming,
            hasComing: !coming.isEmpty, past: past,
            hasPast: !past.isEmpty)
    }

    private static func line(
        _ appointment: Appointment, _ slots: [Timestamp], _ customers: [CustomerID: Customer],
        _ site: EvenkeelServer.Site
    ) -> Line {
        let zone = site.context.zone
        let state =
            switch appointment.state {
            case .agreed: "agreed"
            case .done: "done"
            case .failed: "failed"
            case .notPossible: "not possible"
            case .cancelled: "cancelled"
            }
        return Line(
            id: appointment.id.text, at: zone.localText(appointment.start), length: "\(appointment.minutes) min",
            installation: appointment.installation.text,
            installationPath: "/console/installations/\(appointment.installation)", access: appointment.access ?? "",
            customer: customers[appointment.customer]?.name ?? appointment.customer.text,
            customerPath: "/console/customers/\(appointment.customer)", rollout: appointment.rollout.text,
            rolloutPath: "/console/rollouts/\(appointment.rollout)", person: appointment.person, state: state,
            unreported: appointment.isUnreported(at: site.now) ? VisitSentences.unreported : nil,
            note: appointment.note ?? "",
            slots: slots.map { Slot(value: $0.description, text: zone.localText($0)) }, canMove: !slots.isEmpty,
            path: "/console/appointments/\(appointment.id)")
    }
}
