import EvenkeelDomain
import EvenkeelLedger
import HTTPTypes
import Hummingbird

/// The calendar entry of an appointment, for either side.
enum Invitations {
    enum Side { case customer, technician }

    static func of(_ appointment: Appointment, for side: Side, site: Site) async throws -> CalendarInvitation {
        let fleet = try await site.operations.image.current()
        let release = await site.ledger.read { $0.rollouts[appointment.rollout]?.release }
        let name = release?.name ?? appointment.rollout.text
        let customer = fleet.customers[appointment.customer]?.name ?? appointment.customer.text
        let contacts = (fleet.contacts[appointment.customer] ?? []).filter(\.hearsOfPlannedChanges)
        let organisation = site.context.settings.organisation
        let description: String
        switch side {
        case .technician:
            // How to get in is for who comes, not for everybody with the customer's calendar.
            description = [appointment.access, contacts.first.map { "\($0.name ?? "") \($0.phone ?? "")" }]
                .compactMap(\.self).joined(separator: "\n")
        case .customer:
            description = release?.texts["en"].map { "\($0.summary)\n\($0.whatYouDo)" } ?? ""
        }
        return CalendarInvitation(
            appointment, summary: side == .customer ? "\(organisation): \(name)" : "\(customer): \(name)",
            description: description, location: appointment.installation.text,
            organiser: site.context.settings.sender, organisation: organisation,
            attendees: contacts.map(\.email) + [appointment.personEmail].compactMap(\.self),
            domain: await site.context.courier.composer.mailDomain)
    }

    static func answer(_ invitation: CalendarInvitation) -> Response {
        Response(
            status: .ok,
            headers: [
                .contentType: invitation.mediaType + "; charset=utf-8",
                .contentDisposition: "attachment; filename=\"appointment.ics\"",
            ], body: ResponseBody(byteBuffer: ByteBuffer(string: invitation.text)))
    }
}
