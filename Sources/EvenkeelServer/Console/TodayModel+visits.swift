import EvenkeelDomain
import EvenkeelLedger

/// Visits that were not possible, or of which nobody has said what came of them.
extension TodayModel {
    /// With whom another time is to be agreed on, and what whoever came said.
    static func visits(site: Site) async throws -> [Line] {
        let customers = try await site.operations.image.current().customers
        let lines = try await site.operations.visitsToRepeat().map { visit in
            Line(
                path: "/console/appointments", title: customers[visit.customer]?.name ?? visit.customer.text,
                text: "\(visit.installation): \(visit.person) was there for \(visit.rollout) and could not do it: "
                    + "\(visit.note ?? "no reason was given") Make a new appointment.")
        }
        let unreported = try await site.operations.visitsUnreported(at: site.now).map { visit in
            Line(
                path: "/console/appointments", title: customers[visit.customer]?.name ?? visit.customer.text,
                text: "\(visit.installation): \(visit.person) was to come for \(visit.rollout) until "
                    + "\(site.context.zone.localText(visit.end)), and nobody has said what came of it. Ask them.")
        }
        return cut(
            lines + unreported, rest: "more visits were not possible, or nobody has reported.",
            path: "/console/appointments")
    }
}
