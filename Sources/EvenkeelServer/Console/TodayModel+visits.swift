import EvenkeelDomain
import EvenkeelLedger

/// Visits that were not possible.
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
        return cut(lines, rest: "more visits were not possible.", path: "/console/appointments")
    }
}
