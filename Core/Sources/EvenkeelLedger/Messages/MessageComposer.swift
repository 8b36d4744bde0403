public import EvenkeelDomain

/// Turns a delivery into the message its recipient reads. Pure: what it needs to know is handed in.
///
/// A recipient learns of their own sites only; wave names, orders and scores are internal and never written.
public struct MessageComposer: Sendable {
    /// What there is to say, or why nothing is.
    public enum Composition: Hashable, Sendable {
        case message(OutgoingMessage)
        case nothing(reason: String)
    }

    /// What a subject came to: a kind with the values it has in a language.
    struct Draft {
        let kind: MessageKind
        /// For channels that carry data.
        var incident: (() -> IncidentStory)?
        let fill: (inout MessageModel, LanguageForm) -> Void
    }

    /// Why nothing is to be said.
    struct Nothing: Error {
        let reason: String
    }

    /// As the courier has them at the time: the rules of zones change under a running server.
    var settings: Settings
    private let catalog: MessageCatalog
    /// The domain of message ids and of calendar entries: the same wherever one is handed out.
    public let mailDomain: String
    private let zones: ZoneLookup

    public init(settings: Settings, catalog: MessageCatalog, mailDomain: String, zones: @escaping ZoneLookup) {
        self.settings = settings
        self.catalog = catalog
        self.mailDomain = mailDomain
        self.zones = zones
    }

    /// - Parameters:
    ///   - links: the opaque addresses of the delivery; the same for the same delivery at every attempt.
    ///   - locale: another language than the recipient's, for previews.
    public func compose(
        _ delivery: Delivery, to contact: Contact, customer: Customer?, facts: MessageFacts,
        links: MessageLinks = MessageLinks(), state: borrowing State, locale: String? = nil
    ) -> Composition {
        let zone = customer?.timezone.flatMap(zones) ?? settings.calendar.zone
        // Whoever comes is one of us: in our language, with nothing that only the customer may press.
        let isVisitor = facts.invited?.isVisitor == true
        let links = isVisitor ? MessageLinks(replyTo: settings.sender?.description) : links
        let tag = locale ?? contact.locale ?? (isVisitor ? settings.language : customer?.locale)
        do throws(Nothing) {
            let draft = try draft(delivery, facts: facts, links: links, zone: zone, state: state)
            // A room is not asked to leave; the data of a webhook say where it may.
            var offered = links
            if delivery.channel != "email" { (offered.unsubscribe, offered.preferences) = (nil, nil) }
            let (message, language) = catalog.render(draft.kind, in: tag) {
                model(draft, $0, contact: contact, customer: customer, links: offered)
            }
            var written = OutgoingMessage(
                delivery: delivery.id, to: contact.email, toName: contact.name, subject: message.subject,
                text: message.text, html: message.html, language: language, messageID: messageID(delivery.id.text),
                thread: messageID("\(delivery.subject.thread)/\(delivery.recipient)"), replyTo: links.replyTo,
                unsubscribe: links.unsubscribe, incident: delivery.channel == "email" ? nil : draft.incident?())
            let harmless = MessageLinks(toLookAt: delivery, baseURL: settings.baseURL)
            if !isVisitor, links != harmless { written.record = links.replaced(by: harmless, in: message.text) }
            if let invited = facts.invited {
                let release = state.rollouts[invited.appointment.rollout]?.release
                written.invitation = invitation(invited, customer: customer, release: release)
            }
            return .message(written)
        } catch { return .nothing(reason: error.reason) }
    }

    /// What a calendar takes in: the same entry for both sides, with what each should know.
    private func invitation(
        _ invited: MessageFacts.Invited, customer: Customer?, release: Release?
    ) -> CalendarInvitation? {
        guard let organiser = settings.sender ?? invited.attendees.first else { return nil }
        let visit = invited.appointment
        let who = invited.isVisitor ? customer?.name ?? visit.customer.text : settings.organisation
        return CalendarInvitation(
            visit, summary: "\(who): \(release?.name ?? visit.rollout.text)",
            description: invited.isVisitor ? visit.access ?? "" : "",
            location: visit.installation.text, organiser: organiser, organisation: settings.organisation,
            attendees: invited.attendees, domain: mailDomain)
    }

    private func model(
        _ draft: Draft, _ language: LanguageForm, contact: Contact, customer: Customer?, links: MessageLinks
    ) -> MessageModel {
        var model = MessageModel(draft.kind)
        model.set("name", contact.name)
        model.set("customer", customer?.name)
        model.set("organisation", settings.organisation)
        model.set("page_url", settings.baseURL)
        model.set("unsubscribe_url", links.unsubscribe)
        model.set("preferences_url", links.preferences)
        draft.fill(&model, language)
        // Nobody is promised a word that they chose not to get.
        if contact.choice?.refusal(of: .update) != nil { model.withhold("next_by") }
        if contact.choice?.refusal(of: .report) != nil { model.withhold("report_by") }
        assert(model.discrepancies.isEmpty, "\(draft.kind) and its model differ in \(model.discrepancies)")
        return model
    }

    /// The one place where a subject meets its template.
    private func draft(
        _ delivery: Delivery, facts: MessageFacts, links: MessageLinks, zone: ZoneOffsets, state: borrowing State
    ) throws(Nothing) -> Draft {
        switch delivery.subject {
        case .notice(let id, let revision, let wave, _):
            try planned(.planned, id, revision, wave, delivery, facts, links, zone, state)
        case .reminder(let id, let revision, let wave, _):
            try reminder(id, revision, wave, delivery, facts, links, zone, state)
        case .moved(let id, let revision, let wave, _, let was?, let to, _):
            try moved(id, revision, wave, from: was, to: to, delivery, facts, links, state)
        case .moved(let id, let revision, let wave, _, nil, _, _):
            try planned(.moved, id, revision, wave, delivery, facts, links, zone, state)
        case .replanned(let id, _, let wave, let was, let lost):
            try replanned(id, wave, was, lost, delivery, facts, links, zone, state)
        case .replaced(let id, _, let wave, let by, _): try replaced(id, wave, by, delivery, facts, links, state)
        case .installed(let id, let revision, let wave, _):
            try installed(id, revision, wave, delivery, facts, links, zone, state)
        case .rolledBack(let id, _, _, let at): try rolledBack(id, at, facts, links, zone, state)
        case .appointment(_, let id, _): try appointment(id, facts, links, zone, state)
        case .supportEnds(let id, _): try supportEnds(id, facts, links, state)
        case .maintenance(let id, let note): try maintenance(id, note, facts, links, zone, state)
        case .update(let id, let which): try update(id, which, facts, links, zone, state)
        case .restored(let id, let customer): try restored(id, customer, delivery, facts, links, zone, state)
        case .story(let id, let update): try story(id, update, facts, links, zone, state)
        case .notAffected(let id, _): try notAffected(id, links, zone, state)
        case .drill(let id, let update): try drill(id, update, facts, links, zone, state)
        case .summary: try summary(facts, links, zone, state)
        case .confirm(let wish): confirm(wish, links, zone, state)
        case .quarantined: try quarantined(delivery, facts)
        case .supportRisk(let id, _, _): try supportRisk(id, delivery, facts, state)
        }
    }

    /// A message with values one can judge it by, while there is nothing to tell.
    ///
    /// - Parameter sites: the reader's own.
    public func example(
        _ kind: MessageKind, to contact: Contact?, customer: Customer?, sites: [InstallationID], locale: String?,
        at now: Timestamp
    ) -> (message: RenderedMessage, language: String) {
        let ours = [.visit, .quarantined, .supportRisk].contains(kind) ? settings.language : nil
        let zone = customer?.timezone.flatMap(zones) ?? settings.calendar.zone
        return catalog.render(kind, in: locale ?? ours ?? contact?.locale ?? customer?.locale) { language in
            var model = MessageExample(
                language: language, baseURL: settings.baseURL, sites: Array(sites.prefix(3)), zone: zone, now: now
            ).model(kind)
            model.set("organisation", settings.organisation)
            model.set("customer", customer?.name)
            if ours == nil { model.set("name", contact?.name) }
            return model
        }
    }

    /// The languages there are templates in.
    public var languages: [String] { catalog.languages }

    /// The same for the same delivery on every node and at every attempt.
    public func messageID(_ key: String) -> String {
        "\(Digest(of: [key]))\(Digest(of: [key, "evenkeel"]))@\(mailDomain)"
    }
}
