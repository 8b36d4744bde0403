import EvenkeelAPI
import EvenkeelDomain
import EvenkeelLedger

/// One incident on a customer's own page: what was said, in their language, what is promised, and the report. Prints as
/// one document.
struct CustomerIncidentModel: PageModel {
    struct Said {
        let status: String
        let at: String
        let body: String
        let outlook: String
        let isInEnglish: Bool
    }

    static let template = "customer-incident"

    let siteName: String
    let words: CustomerWords
    let incidentWords: IncidentWords
    let name: String
    let home: String
    let title: String
    let status: String
    let since: String
    let isRestored: Bool
    let restored: String
    /// How, in the words it was said in.
    let restoredHow: String?
    let isMaybe: Bool
    let open: String?
    let said: [Said]
    let promises: String
    let report: ReportModel?
    /// When the report comes that a customer asked for.
    let requested: String?
    /// True where it closed without a report and none is promised: they may ask for one.
    let mayAsk: Bool
    let path: String

    /// Nil where it does not concern them: then it is as if there were no such incident.
    static func of(_ id: IncidentID, _ link: LinkRow, path: String, site: Site) async throws -> CustomerIncidentModel? {
        let fleet = try await site.operations.image.current()
        let customer = CustomerID(link.subject)
        guard let known = fleet.customers[customer], let incident = await site.ledger.read({ $0.incidents[id] }),
            incident.ownedAt != nil, let member = try await site.store.member(customer, of: id)
        else { return nil }
        let contact = fleet.contacts[customer]?.first { $0.id == link.contact }
        let words = CustomerWords.of(tag: contact?.locale ?? known.locale)
        let own = IncidentWords.of(lang: words.lang)
        let zone = known.timezone.flatMap(site.context.zones) ?? site.context.zone
        let component = await site.ledger.read { state in incident.components.first.map { state.component($0).name } }
        let rest = incident.updates.last { $0.unrestored != nil }?.unrestored.map {
            "\(own.restBy) \(words.date($0.by))."
        }
        return CustomerIncidentModel(
            siteName: site.context.siteName, words: words, incidentWords: own, name: known.name, home: path,
            title: incident.title(in: Language(tag: words.lang)), status: own.status(incident.status),
            since: "\(words.since) \(words.moment(incident.began, in: zone))",
            isRestored: member.state == .restored,
            restored: member.restoredAt.map { "\(words.restored) \(words.moment($0, in: zone))" } ?? "",
            restoredHow: member.restoredHow,
            isMaybe: member.maybe, open: member.state == .affected ? rest : nil,
            // The report stands above; that it was published is no further word.
            said: incident.updates.reversed().filter { !$0.isReport || incident.report == nil }.map {
                update in
                let text = update.words(
                    in: words.lang, organisation: site.context.settings.organisation, component: component, zone: zone,
                    moment: { words.moment($0, in: zone, isDue: $1) }, day: words.date)
                return Said(
                    status: own.status(update.status), at: words.moment(update.at, in: zone), body: text.text,
                    outlook: words.outlook(of: update, in: zone), isInEnglish: text.isEnglish)
            }, promises: own.promises(of: incident),
            report: incident.report.map {
                ReportModel(
                    $0, edits: incident.reportEdits, zone: zone, date: words.date, done: (own.done, own.underWay))
            },
            requested: incident.openPromise.flatMap { promise in
                promise.kind == .report ? "\(words.reportBy) \(words.moment(promise.due, in: zone, isDue: true))." : nil
            },
            mayAsk: incident.status == .resolved && incident.report == nil && incident.openPromise == nil
                && incident.importedFrom == nil, path: "\(path)/incidents/\(id)")
    }
}

extension CustomerWords {
    /// What a reader may expect after an update; empty where nothing is owed.
    func outlook(of update: IncidentUpdate, in zone: ZoneOffsets) -> String {
        switch update.outlook {
        case .next(let due): "\(nextUpdate) \(moment(due, in: zone, isDue: true))."
        case .report(let due): "\(reportBy) \(moment(due, in: zone, isDue: true))."
        case .closed(let cause): cause
        case .withdrawn, .nothingOwed: ""
        }
    }
}
