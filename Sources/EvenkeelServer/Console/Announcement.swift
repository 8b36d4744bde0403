import EvenkeelAPI
import EvenkeelDomain
import EvenkeelLedger

/// Messages about a wave that are queued within a day if nothing stops it, with those who will get them.
struct Announcement {
    let at: Timestamp
    let rollout: RolloutID
    let wave: Int
    let isReminder: Bool
    /// In their order, each with the contacts that hear of planned changes.
    let readers: [(customer: CustomerID, contacts: [Contact])]

    var title: String { "\(isReminder ? "Reminders" : "Notices") of wave \(wave + 1) of \(rollout)" }

    var path: String { "/console/announced/\(rollout)/\(wave + 1)" }

    var document: AnnouncedDocument {
        AnnouncedDocument(
            at: at.description, text: title, rollout: rollout.text, wave: wave + 1,
            customers: readers.map(\.customer.text),
            recipients: readers.flatMap(\.contacts).map(\.email.description))
    }

    static func soon(site: Site) async throws -> [Announcement] {
        let end = site.now + .days(1)
        let items = await site.ledger.read { $0.due(at: end) }
        let fleet = try await site.operations.image.current()
        var found: [Announcement] = []
        for item in items {
            let (rollout, wave, isReminder): (RolloutID, Int, Bool)
            switch item.duty {
            case .announceWave(let id, let index): (rollout, wave, isReminder) = (id, index, false)
            case .remindWave(let id, let index): (rollout, wave, isReminder) = (id, index, true)
            default: continue
            }
            let places = try await site.store.placements(PlacementQuery(rollout: rollout)).filter { $0.wave == wave }
            let readers = Set(places.map(\.customer)).sorted().map { customer in
                (customer, (fleet.contacts[customer] ?? []).filter(\.hearsOfPlannedChanges))
            }
            found.append(
                Announcement(at: item.at, rollout: rollout, wave: wave, isReminder: isReminder, readers: readers))
        }
        return found
    }
}
