import EvenkeelAPI
import EvenkeelDomain
import EvenkeelLedger

/// The messages about a wave before they are queued, as each customer would read them.
struct AnnouncedModel: PageModel {
    struct Letter {
        let customer: String
        let path: String
        let recipients: String
        /// Nil where there is nothing to send them, and why.
        let subject: String?
        let text: String
    }

    static let template = "announced"
    /// More nobody reads one after the other.
    private static let shown = 20

    let frame: ConsoleFrame
    let title: String
    let rolloutPath: String
    let queued: TimeModel
    let letters: [Letter]
    let more: Int?

    static func of(_ announcement: Announcement, site: Site, frame: ConsoleFrame) async throws -> AnnouncedModel {
        let customers = try await site.operations.image.current().customers
        var letters: [Letter] = []
        for (customer, contacts) in announcement.readers.prefix(shown) {
            let written = try await site.context.courier.preview(
                noticeOf: announcement.rollout, wave: announcement.wave, isReminder: announcement.isReminder,
                to: customer)
            var (subject, text): (String?, String) = (nil, "")
            switch written {
            case .message(let message): (subject, text) = (message.subject, message.text)
            case .nothing(let reason): text = reason
            }
            letters.append(
                Letter(
                    customer: customers[customer]?.name ?? customer.text, path: "/console/customers/\(customer)",
                    recipients: contacts.isEmpty
                        ? "nobody who hears of planned changes"
                        : contacts.map(\.email.description).joined(separator: ", "),
                    subject: subject, text: text))
        }
        let rest = announcement.readers.count - letters.count
        return AnnouncedModel(
            frame: frame, title: announcement.title, rolloutPath: "/console/rollouts/\(announcement.rollout)",
            queued: TimeModel(announcement.at, now: site.now, zone: site.context.zone), letters: letters,
            more: rest > 0 ? rest : nil)
    }
}
