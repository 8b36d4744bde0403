import EvenkeelAPI
import EvenkeelDomain
import EvenkeelLedger

/// A customer's own page: what is broken for them, what is coming and when, and what runs where. Nothing of anybody
/// else is ever read for it.
struct CustomerPageModel: PageModel {
    struct Trouble {
        let path: String
        let title: String
        let status: String
        let since: String
        let body: String
        let outlook: String
        let isRestored: Bool
        let restored: String
        /// How, in the words it was said in.
        let restoredHow: String?
    }

    struct SiteDay {
        let site: String
        let day: String
        let appointment: String?
    }

    struct Visit {
        let id: String
        let text: String
        let path: String
        let canMove: Bool
        let slots: [DayChoice]
    }

    struct Support {
        let campaign: String
        let text: String
        let sites: String
        let isAccepted: Bool
        let canPostpone: Bool
        let mustAccept: Bool
    }

    struct Change {
        let path: String
        let title: String
        let state: String
        let stateClass: String
        let sites: [SiteDay]
        let text: ChangeText?
        let canAgree: Bool
        /// What is agreed to: the day, or any from now on.
        let agree: String
        let canMove: Bool
        let mayNotMove: Bool
        let canDecline: Bool
        let days: [DayChoice]
        let visits: [Visit]
        let rollout: String
        let wave: Int
        /// Which notice was seen by whoever answers it.
        let seen: String
    }

    /// Planned work that a person announced.
    struct Work {
        let title: String
        let state: String
        let stateClass: String
        let times: String
        let text: String
        let isInEnglish: Bool
    }

    struct ChangeText {
        let summary: String
        let downtime: String
        let whatYouDo: String
        let whatToTest: String
        let wayBack: String
        let isInEnglish: Bool
        let lang: String
        let dir: String
    }

    struct DayChoice {
        let value: String
        let text: String
    }

    struct Place {
        let id: String
        let runs: String
        let pinned: String?
        let isPinned: Bool
    }

    static let template = "customer-page"

    let siteName: String
    let words: CustomerWords
    let name: String
    let path: String
    let formKey: String
    let said: String?
    let contact: String?
    let troubles: [Trouble]
    let hasTroubles: Bool
    let changes: [Change]
    let hasChanges: Bool
    let works: [Work]
    let supports: [Support]
    let places: [Place]
    let earliestPin: String
    let latestPin: String
    /// Since when they would like to be among the first.
    let earlySince: String?
    let isEarly: Bool

    static func of(_ link: LinkRow, path: String, said: String?, site: Site) async throws -> CustomerPageModel {
        let fleet = try await site.operations.image.current()
        let id = CustomerID(link.subject)
        guard let customer = fleet.customers[id] else { throw Sentences.notFound }
        let contact = fleet.contacts[id]?.first { $0.id == link.contact }
        let words = CustomerWords.of(tag: contact?.locale ?? customer.locale)
        let zone = customer.timezone.flatMap(site.context.zones) ?? site.context.zone
        let sites = try await site.operations.image.sites(of: id)
        let (pins, early) = await site.ledger.read { ($0.pins, $0.early[id]) }
        let today = zone.localDate(at: site.now)
        let troubles = try await troubles(of: id, words, zone, path: path, site: site)
        let works = try await works(of: id, words, zone, site: site)
        let changes = try await CustomerChanges(customer: id, words: words, zone: zone, site: site, path: path).all()
        return CustomerPageModel(
            siteName: site.context.siteName, words: words, name: customer.name, path: path, formKey: Secret.random(),
            said: words.confirmation(said), contact: contact.map { $0.name ?? $0.email.description },
            troubles: troubles, hasTroubles: !troubles.isEmpty, changes: changes,
            hasChanges: !changes.isEmpty || !works.isEmpty, works: works,
            supports: await supports(of: sites, words, site: site),
            places: sites.map { installation in
                let until = [installation.pinnedUntil, pins[installation.id]?.until].compactMap(\.self).max()
                let isPinned = until.map { $0 >= today } ?? false
                return Place(
                    id: installation.id.text,
                    runs: [installation.product, installation.version?.description].compactMap(\.self)
                        .joined(separator: " ") + (installation.version == nil ? " \(words.unknown)" : ""),
                    pinned: isPinned ? until.map { "\(words.pinnedUntil) \(words.date($0))" } : nil,
                    isPinned: pins[installation.id].map { $0.until >= today } ?? false)
            }, earliestPin: today.description, latestPin: (today + Pin.longestByCustomerDays).description,
            earlySince: early.map { "\(words.since) \(words.moment($0, in: zone))." }, isEarly: early != nil)
    }

    /// Planned work that is not over, or ended within a day.
    private static func works(
        of customer: CustomerID, _ words: CustomerWords, _ zone: ZoneOffsets, site: Site
    ) async throws -> [Work] {
        let dayAgo = site.now - .days(1)
        return try await site.operations.maintenances(for: customer).compactMap { maintenance in
            guard let note = maintenance.notes.last, !maintenance.status.isOver || note.at > dayAgo else { return nil }
            let said = (maintenance.notes.last { !$0.text.isEmpty } ?? note).words(in: words.lang)
            let (state, stateClass) =
                switch maintenance.status {
                case .scheduled:
                    maintenance.isUnderWay(at: site.now) ? (words.isRunning, "open") : (words.planned, "fine")
                case .overrunning: (words.takesLonger, "minor")
                case .completed: (words.installed, "fine")
                case .cancelled: (words.cancelled, "minor")
                }
            return Work(
                title: maintenance.title, state: state, stateClass: stateClass,
                times: "\(words.moment(maintenance.from, in: zone)) - \(words.moment(maintenance.to, in: zone))",
                text: said.text, isInEnglish: said.isElsewhere)
        }
    }

    /// Campaigns that concern what they run.
    private static func supports(
        of sites: [Installation], _ words: CustomerWords, site: Site
    ) async -> [Support] {
        let campaigns = await site.ledger.read { Array($0.campaigns.values) }
        return campaigns.sorted { $0.campaign.id < $1.campaign.id }.compactMap { running in
            let campaign = running.campaign
            let concerned = sites.filter { campaign.concerns($0) == .yes }
            guard running.closedAt == nil, let first = concerned.first else { return nil }
            let isAccepted = running.accepted[first.customer] != nil
            let mustAccept = running.mustAccept(first.customer)
            return Support(
                campaign: campaign.id.text,
                text: words.supportText.replacing("{product}", with: campaign.product)
                    .replacing("{version}", with: campaign.below.description)
                    .replacing("{day}", with: words.date(campaign.ends)),
                sites: concerned.map(\.id.text).joined(separator: ", "), isAccepted: isAccepted,
                canPostpone: !isAccepted && !mustAccept, mustAccept: !isAccepted && mustAccept)
        }
    }

    /// Open incidents that concern them, and those that were closed within a week.
    private static func troubles(
        of customer: CustomerID, _ words: CustomerWords, _ zone: ZoneOffsets, path: String, site: Site
    ) async throws -> [Trouble] {
        let weekAgo = site.now - .days(7)
        let incidents = await site.ledger.read { state in
            state.incidents.values.filter { incident in
                incident.ownedAt != nil
                    && (incident.status.isOpen
                        || (incident.report?.publishedAt ?? incident.resolvedAt).map { $0 > weekAgo } ?? false)
            }
        }.sorted { ($1.began, $1.id) < ($0.began, $0.id) }
        var troubles: [Trouble] = []
        for incident in incidents where incident.status != .withdrawn {
            guard let member = try await site.store.member(customer, of: incident.id),
                let update = incident.updates.last
            else { continue }
            let component = await site.ledger.read { state in
                incident.components.first.map { state.component($0).name }
            }
            let said = update.words(
                in: words.lang, organisation: site.context.settings.organisation, component: component, zone: zone,
                moment: { words.moment($0, in: zone, isDue: $1) }, day: words.date)
            let left = member.state == .affected ? incident.updates.last { $0.unrestored != nil }?.unrestored : nil
            let rest = left.map { "\(IncidentWords.of(lang: words.lang).restBy) \(words.date($0.by))." }
            troubles.append(
                Trouble(
                    path: "\(path)/incidents/\(incident.id)", title: incident.title(in: Language(tag: words.lang)),
                    status: IncidentWords.of(lang: words.lang).status(incident.status),
                    since: "\(words.since) \(words.moment(incident.began, in: zone))",
                    body: update.isReport ? IncidentWords.of(lang: words.lang).more : said.text,
                    outlook: [words.outlook(of: update, in: zone), rest ?? ""].filter { !$0.isEmpty }
                        .joined(separator: " "),
                    isRestored: member.state == .restored,
                    restored: member.restoredAt.map { "\(words.restored) \(words.moment($0, in: zone))" } ?? "",
                    restoredHow: member.restoredHow))
        }
        return troubles
    }
}
