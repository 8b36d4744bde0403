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

    private let settings: Settings
    private let mailDomain: String
    private let zones: ZoneLookup

    public init(settings: Settings, mailDomain: String, zones: @escaping ZoneLookup) {
        self.settings = settings
        self.mailDomain = mailDomain
        self.zones = zones
    }

    /// - Parameter member: the recipient's customer as a member of the incident's audience.
    public func compose(
        _ delivery: Delivery, to contact: Contact, customer: Customer?, notices: [NoticeRow],
        member: AudienceMember?, page: String? = nil, state: borrowing State
    ) -> Composition {
        let language = Language(tag: contact.locale ?? customer?.locale)
        let phrases = Phrasebook.of(language)
        let zone = customer?.timezone.flatMap(zones) ?? settings.calendar.zone
        let greeting = phrases.greeting(contact.name)
        func message(_ subject: String, _ lines: [String], thread: String?) -> Composition {
            let text =
                ([greeting, ""] + lines + ["", phrases.signature(settings.organisation)]).joined(separator: "\n") + "\n"
            return .message(
                OutgoingMessage(
                    delivery: delivery.id, to: contact.email, toName: contact.name, subject: subject, text: text,
                    language: language.rawValue, messageID: messageID(delivery.id.text),
                    thread: thread.map { messageID("\($0)/\(delivery.recipient)") }))
        }
        switch delivery.subject {
        case .notice(let id, let revision, let wave, _), .moved(let id, let revision, let wave, _),
            .reminder(let id, let revision, let wave, _):
            let own = notices.filter { $0.customer == delivery.customer }.sorted {
                ($0.wave, $0.announcedAt) < ($1.wave, $1.announcedAt)
            }
            let mine = own.filter { $0.wave == wave }
            let notice = mine.first { $0.revision == revision } ?? mine.first
            guard let rollout = state.rollouts[id], rollout.waves.indices.contains(wave),
                // A notice of an earlier revision still stands where its date has not moved.
                rollout.revision == revision || (notice?.revision == revision && notice?.state != .withdrawn)
            else {
                return .nothing(reason: "the plan it announced has been replaced")
            }
            let day = (notice?.day ?? zone.localDate(at: rollout.waves[wave].opensAt)).description
            let sites = notice?.installations ?? []
            let thread = "rollout/\(id)/\(wave)"
            if case .moved = delivery.subject {
                return message(
                    phrases.movedSubject(rollout.release.product),
                    [phrases.movedBody(rollout.release.name, day)] + list(phrases.sites, sites), thread: thread)
            }
            return message(
                phrases.noticeSubject(rollout.release.product, day),
                [phrases.noticeOpening(rollout.release.name, day)]
                    + table(phrases.sites, own.filter { $0.stands && $0.wave >= wave }, day: day)
                    + explanation(rollout.release, language, phrases) + ["", phrases.noticeClosing]
                    + (page.map { ["", $0] } ?? []), thread: thread)
        case .replanned(let id, _, let wave, let was):
            guard let rollout = state.rollouts[id] else { return .nothing(reason: "the rollout is not known") }
            let mine = notices.filter { $0.customer == delivery.customer && $0.wave == wave }
            return message(
                phrases.movedSubject(rollout.release.product),
                [phrases.movedBody(rollout.release.name, zone.localDate(at: was).description)]
                    + list(phrases.sites, mine.first?.installations ?? []), thread: "rollout/\(id)/\(wave)")
        case .update(let id, let updateID):
            guard let incident = state.incidents[id], let update = incident.updates.first(where: { $0.id == updateID })
            else { return .nothing(reason: "the update is not known") }
            let status = phrases.status(update.status.rawValue)
            var lines = ["\(status).", ""]
            if language != .english { lines += [phrases.detailsInEnglish, ""] }
            lines += [update.body]
            if member?.maybe == true { lines += ["", phrases.mayBe] }
            lines += outlook(update.outlook, zone, phrases)
            return message(phrases.updateSubject(incident.title), lines, thread: "incident/\(id)")
        case .restored(let id, let customer):
            guard let incident = state.incidents[id], customer == delivery.customer else {
                return .nothing(reason: "the incident is not known")
            }
            let at = member?.restoredAt ?? delivery.queuedAt
            return message(
                phrases.restoredSubject(incident.title),
                [phrases.restoredBody(zone.localText(at), "the fix is installed")], thread: "incident/\(id)")
        }
    }

    private func list(_ heading: String, _ sites: [InstallationID]) -> [String] {
        sites.isEmpty ? [] : ["", heading] + sites.map { "  - \($0)" }
    }

    /// All sites of the recipient in the rollout, each with its day.
    private func table(_ heading: String, _ notices: [NoticeRow], day: String) -> [String] {
        let lines = notices.flatMap { notice in
            notice.installations.map { "  - \($0): \(notice.day?.description ?? day)" }
        }
        return lines.isEmpty ? [] : ["", heading] + lines
    }

    private func outlook(_ outlook: IncidentUpdate.Outlook, _ zone: ZoneOffsets, _ phrases: Phrasebook) -> [String] {
        func time(_ instant: Timestamp) -> String { "\(zone.localText(instant)) (\(zone.name))" }
        switch outlook {
        case .next(let due): return ["", phrases.nextBy(time(due))]
        case .report(let due): return ["", phrases.reportBy(time(due))]
        case .closed(let cause): return ["", phrases.closed(cause)]
        case .withdrawn: return ["", phrases.withdrawn]
        case .nothingOwed: return []
        }
    }

    /// What a notice must tell: in the recipient's language, else in English, else nothing but the date.
    private func explanation(_ release: Release, _ language: Language, _ phrases: Phrasebook) -> [String] {
        let own = release.texts[language.rawValue]
        guard let text = own ?? release.texts[Language.english.rawValue] else { return [] }
        let note = own == nil && language != .english ? ["", phrases.detailsInEnglish] : []
        return note + [
            "", text.summary, "", "\(phrases.downtime) \(text.downtime)", "\(phrases.whatYouDo) \(text.whatYouDo)",
            "\(phrases.whatToTest) \(text.whatToTest)", "\(phrases.wayBack) \(text.wayBack)",
        ]
    }

    /// The same for the same delivery on every node and at every attempt.
    public func messageID(_ key: String) -> String {
        "\(Digest(of: [key]))\(Digest(of: [key, "evenkeel"]))@\(mailDomain)"
    }
}
