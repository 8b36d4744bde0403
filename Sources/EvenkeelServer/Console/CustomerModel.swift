import EvenkeelAPI
import EvenkeelDomain
import EvenkeelLedger

/// A customer on one screen: who they are, are they affected, what were they told, what is promised next, and what to
/// say when they call.
struct CustomerModel: PageModel {
    struct Concern {
        let path: String
        let title: String
        let status: String
        let state: String
        let reason: String
        /// What they may still expect of it, the soonest first.
        let next: [Owed]
    }

    struct Owed {
        let kind: String
        let due: TimeModel
    }

    struct Words {
        let title: String
        let body: String
        let outlook: String
    }

    struct Person {
        let name: String
        let email: String
        let phone: String?
        let role: String
        /// Set where the address takes no mail: since when, and what its server said.
        let trouble: String?
    }

    struct Told {
        let path: String
        let subject: String
        let recipient: String
        let state: String
        /// Set where it was taken, and its address was found to be none soon afterwards.
        let doubt: String?
        let queued: TimeModel
    }

    struct Change {
        let rollout: String
        let release: String
        let installation: String
        let state: String
        let label: String
        let opens: String?
    }

    /// A rollout that a call may be about.
    struct Topic {
        let rollout: String
        let text: String
    }

    /// Something they said, or were told on the telephone.
    struct Said {
        let at: String
        let text: String
        let by: String
        let note: String
    }

    static let template = "customer"
    private static let limit = 10_000
    private static let shown = 100

    let frame: ConsoleFrame
    let id: String
    let name: String
    let facts: String
    let isAffected: Bool
    /// That they asked to be among the first, and when.
    let early: String?
    let contacts: [Person]
    let hasContacts: Bool
    let installations: [InstallationDocument]
    let concerns: [Concern]
    let hasConcerns: Bool
    /// The last word on each open incident that concerns them, to be read out.
    let words: [Words]
    let hasWords: Bool
    let told: [Told]
    let hasTold: Bool
    let changes: [Change]
    let hasChanges: Bool
    let topics: [Topic]
    let hasTopics: Bool
    let said: [Said]
    let hasSaid: Bool
    /// Now, as the form has it: the time of the call where nobody says otherwise.
    let callTime: String
    let zone: String

    static func of(_ customer: CustomerDocument, site: Site, frame: ConsoleFrame) async throws -> CustomerModel {
        let (now, zone) = (site.now, site.context.zone)
        // What our own people were told about them is not what they were told.
        let rows = try await site.store.deliveries(DeliveryQuery(customer: CustomerID(customer.id), limit: limit))
            .filter { !$0.subject.isForStaff }.sorted { ($1.queuedAt, $1.id) < ($0.queuedAt, $0.id) }.prefix(shown)
        let contacts = try await site.operations.image.current().contacts[CustomerID(customer.id)] ?? []
        let resting = Dictionary(
            contacts.compactMap { contact in contact.quarantine.map { (contact.id, $0) } }, uniquingKeysWith: { $1 })
        let (told, incidents) = await site.ledger.read { state in
            var told: [Told] = []
            for row in rows {
                told.append(
                    Told(
                        path: "/console/outbox/\(row.id)", subject: MessageWords.of(row.subject, state: state),
                        recipient: MessageWords.address(row.recipient, of: row.customer), state: row.state.rawValue,
                        doubt: resting[row.recipient].flatMap { doubt(row, $0) },
                        queued: TimeModel(row.queuedAt, now: now, zone: zone)))
            }
            return (told, state.incidents)
        }
        let answers = try await site.store.answers(AnswerQuery(customer: CustomerID(customer.id)))
        let notices = try await site.store.notices(NoticeQuery(customer: CustomerID(customer.id)))
        let words: [Words] = customer.incidents.compactMap { concern in
            guard let incident = incidents[IncidentID(concern.incident)], incident.status.isOpen,
                let update = incident.updates.last
            else { return nil }
            return Words(
                title: incident.title, body: update.body, outlook: StatusWords.outlook(update.outlook, zone: zone))
        }
        return CustomerModel(
            frame: frame, id: customer.id, name: customer.name,
            facts: [customer.criticality.map { "criticality \($0)" }, customer.timezone, customer.locale]
                .compactMap { $0 }.joined(separator: ", "),
            isAffected: customer.affected,
            early: customer.earlySince.flatMap { Timestamp(rfc3339: $0) }.map {
                "They asked to be among the first to get new versions, on \(zone.localText($0))."
            },
            contacts: customer.contacts.map { contact in
                person(contact, resting[ContactID(contact.id)], zone: zone)
            },
            hasContacts: !customer.contacts.isEmpty,
            installations: customer.installations,
            concerns: customer.incidents.map { concern in
                let owed = incidents[IncidentID(concern.incident)]?.owed(
                    restored: concern.state == AudienceMember.State.restored.rawValue)
                return Concern(
                    path: "/console/incidents/\(concern.incident)", title: concern.title,
                    status: IncidentStatus(rawValue: concern.status).map(StatusWords.of) ?? concern.status,
                    state: concern.state, reason: concern.reason,
                    next: (owed ?? []).map { promise in
                        Owed(
                            kind: PromiseSentences.kind(promise),
                            due: TimeModel(promise.due, now: now, zone: zone, isDue: true))
                    })
            }, hasConcerns: !customer.incidents.isEmpty, words: words, hasWords: !words.isEmpty, told: told,
            hasTold: !told.isEmpty, changes: customer.changes.map(change), hasChanges: !customer.changes.isEmpty,
            topics: topics(customer.changes), hasTopics: !customer.changes.isEmpty,
            said: answers.suffix(shown).reversed().map { said($0, notices, zone: zone) }, hasSaid: !answers.isEmpty,
            callTime: zone.localText(now), zone: zone.name)
    }

    private static func change(_ change: CustomerDocument.Change) -> Change {
        Change(
            rollout: change.rollout, release: change.release, installation: change.installation, state: change.state,
            label: StateWords.of(change.state), opens: change.opens)
    }

    private static func topics(_ changes: [CustomerDocument.Change]) -> [Topic] {
        var seen: Set<String> = []
        return changes.filter { seen.insert($0.rollout).inserted }.map {
            Topic(rollout: $0.rollout, text: "\($0.release) (\($0.rollout))")
        }
    }

    private static func said(_ answer: Answer, _ notices: [NoticeRow], zone: ZoneOffsets) -> Said {
        let what =
            switch answer.kind {
            case .agreed: "agreed"
            case .declined: "declined"
            case .moved: "asked for another day"
            case .told: "were told"
            case .unreached: "were not reached"
            case .early: "asked to be among the first"
            case .notEarly: "need not be among the first any longer"
            case .pinned: "asked to stay as they are"
            case .unpinned: "need not stay as they are any longer"
            case .later: "not yet, to the end of support"
            case .acceptsRisk: "accepted the risk of an ended support"
            }
        let about = answer.rollout.map { ", \($0)" } ?? ""
        let day = answer.day.map { ", \($0)" } ?? ""
        let who = answer.person ?? answer.contact?.text ?? "a contact"
        return Said(
            at: zone.localText(answer.at),
            text: what + about + day + (isOfAnotherDay(answer, notices) ? "; the day has moved since" : ""),
            by: answer.way == .telephone ? "\(who), by telephone, taken down by \(answer.recordedBy ?? "staff")" : who,
            note: answer.note ?? "")
    }

    private static func isOfAnotherDay(_ answer: Answer, _ notices: [NoticeRow]) -> Bool {
        guard answer.kind == .agreed || answer.kind == .told else { return false }
        let newest = notices.filter { notice in
            notice.rollout == answer.rollout && notice.installations.contains(where: answer.installations.contains)
        }.max { ($0.announcedAt, $0.revision) < ($1.announcedAt, $1.revision) }
        return newest.map { !answer.isOfTheDay(in: $0, takenBackAt: nil) } ?? false
    }

    /// A mail server that took a message says days later, at the worst, that it could not hand it on.
    private static let bounces = TimeSpan.days(5)

    /// What was sent shortly before its address was found to be none has most likely come back.
    private static func doubt(_ row: Delivery, _ quarantine: Quarantine) -> String? {
        guard row.channel == "email", row.state == .sent, let sent = row.settledAt, sent <= quarantine.since,
            quarantine.since <= sent + bounces
        else { return nil }
        return "may have come back: \(quarantine.reason)"
    }

    private static func person(
        _ contact: CustomerDocument.Person, _ quarantine: Quarantine?, zone: ZoneOffsets
    ) -> Person {
        let role =
            switch Contact.Role(rawValue: contact.role) {
            case .planned: "told of planned changes"
            case .outage: "told of outages"
            case .both: "told of planned changes and outages"
            case .escalation: "for escalation"
            case nil: contact.role
            }
        return Person(
            name: contact.name ?? "", email: contact.email, phone: contact.phone, role: role,
            trouble: quarantine.map { "takes no mail since \(zone.localText($0.since)): \($0.reason)" })
    }
}
