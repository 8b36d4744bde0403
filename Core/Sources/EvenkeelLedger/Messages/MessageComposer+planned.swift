import EvenkeelDomain

/// Messages about a planned change.
extension MessageComposer {
    func planned(
        _ kind: MessageKind, _ id: RolloutID, _ revision: Int, _ wave: Int, _ delivery: Delivery, _ facts: MessageFacts,
        _ links: MessageLinks, _ zone: ZoneOffsets, _ state: borrowing State
    ) throws(Nothing) -> Draft {
        let (rollout, sites) = try announced(id, revision, wave, delivery, facts, state)
        let day = zone.localDate(at: rollout.waves[wave].opensAt)
        return Draft(kind: kind, thread: "rollout/\(id)/\(wave)") { model, language in
            release(rollout.release, sites, links, &model, language)
            model.set("day", language.date(day))
            if kind != .moved { model.set("ask", flag: links.customerPage != nil) }
        }
    }

    /// Another day than the one that was announced, or none yet.
    func replanned(
        _ id: RolloutID, _ wave: Int, _ was: Timestamp, _ delivery: Delivery, _ facts: MessageFacts,
        _ links: MessageLinks, _ zone: ZoneOffsets, _ state: borrowing State
    ) throws(Nothing) -> Draft {
        guard let rollout = state.rollouts[id] else { throw Nothing(reason: "the rollout is not known") }
        let notice = notice(wave, nil, delivery, facts)
        return Draft(kind: .moved, thread: "rollout/\(id)/\(wave)") { model, language in
            release(rollout.release, notice?.installations ?? [], links, &model, language)
            model.set("day", language.date(zone.localDate(at: was)))
        }
    }

    func replaced(
        _ id: RolloutID, _ revision: Int, _ wave: Int, _ by: RolloutID, _ delivery: Delivery, _ facts: MessageFacts,
        _ links: MessageLinks, _ zone: ZoneOffsets, _ state: borrowing State
    ) throws(Nothing) -> Draft {
        let (rollout, sites) = try announced(id, revision, wave, delivery, facts, state)
        guard let next = state.rollouts[by] else { throw Nothing(reason: "the release that replaces it is not known") }
        return Draft(kind: .replaced, thread: "rollout/\(id)/\(wave)") { model, language in
            release(next.release, sites, links, &model, language)
            model.set("release", rollout.release.name)
            model.set("by", next.release.name)
            model.set("day", next.waves.first.map { language.date(zone.localDate(at: $0.opensAt)) })
        }
    }

    func installed(
        _ id: RolloutID, _ revision: Int, _ wave: Int, _ delivery: Delivery, _ facts: MessageFacts,
        _ links: MessageLinks, _ zone: ZoneOffsets, _ state: borrowing State
    ) throws(Nothing) -> Draft {
        guard let rollout = state.rollouts[id], rollout.waves.indices.contains(wave) else {
            throw Nothing(reason: "the rollout is not known")
        }
        let sites = notice(wave, revision, delivery, facts)?.installations ?? []
        let day = zone.localDate(at: delivery.queuedAt)
        return Draft(kind: .installed, thread: "rollout/\(id)/\(wave)") { model, language in
            release(rollout.release, sites, links, &model, language)
            model.set("day", language.date(day))
            model.set("fine_url", links.fine)
            model.set("trouble_url", links.trouble)
        }
    }

    func appointment(
        _ id: RolloutID, _ facts: MessageFacts, _ links: MessageLinks, _ zone: ZoneOffsets, _ state: borrowing State
    ) throws(Nothing) -> Draft {
        guard let rollout = state.rollouts[id], let visit = facts.visit else {
            throw Nothing(reason: "the appointment is not known")
        }
        return Draft(kind: .appointment, thread: "appointment/\(id)/\(visit.site)") { model, language in
            release(rollout.release, [visit.site], links, &model, language)
            model.set("site", visit.site.text)
            model.set("day", language.date(zone.localDate(at: visit.startsAt)))
            model.set("time", "\(language.time(visit.startsAt, in: zone)) (\(zone.name))")
            model.set("length", visit.length.map(language.length))
            model.set("person", visit.person)
            model.set("access", visit.access)
            model.set("changed", flag: visit.isChanged && !visit.isCancelled)
            model.set("cancelled", flag: visit.isCancelled)
        }
    }

    func supportEnds(
        _ product: String, _ version: Version, _ day: CivilDate, _ facts: MessageFacts, _ links: MessageLinks
    ) -> Draft {
        let sites = facts.sites
        return Draft(kind: .supportEnds, thread: "support/\(product)/\(version)") { model, language in
            model.set("product", product)
            model.set("version", version.description)
            model.set("day", language.date(day))
            model.set("sites", list: Self.list(sites))
            model.set("answer_url", links.customerPage)
        }
    }

    // MARK: Shared

    private func announced(
        _ id: RolloutID, _ revision: Int, _ wave: Int, _ delivery: Delivery, _ facts: MessageFacts,
        _ state: borrowing State
    ) throws(Nothing) -> (Rollout, [InstallationID]) {
        let notice = notice(wave, revision, delivery, facts)
        guard let rollout = state.rollouts[id], rollout.waves.indices.contains(wave),
            // A notice of an earlier revision still stands where its date has not moved.
            rollout.revision == revision || (notice?.revision == revision && notice?.state != .withdrawn)
        else { throw Nothing(reason: "the plan it announced has been replaced") }
        return (rollout, notice?.installations ?? [])
    }

    /// The notice of this revision, else of any: never another customer's.
    private func notice(
        _ wave: Int, _ revision: Int?, _ delivery: Delivery, _ facts: MessageFacts
    ) -> NoticeRow? {
        let mine = facts.notices.filter { $0.customer == delivery.customer && $0.wave == wave }
        return mine.first { $0.revision == revision } ?? mine.first
    }

    private static func list(_ sites: [InstallationID]) -> [[String: TemplateValue]] {
        sites.map { ["site": .text($0.text)] }
    }

    /// What a message must tell of a release: in the recipient's language, else in English and said to be.
    private func release(
        _ release: Release, _ sites: [InstallationID], _ links: MessageLinks, _ model: inout MessageModel,
        _ language: LanguageForm
    ) {
        model.set("product", release.product)
        model.set("release", release.name)
        model.set("sites", list: Self.list(sites))
        model.set("answer_url", links.customerPage)
        let primary = String(language.tag.prefix { $0 != "-" })
        let own = release.texts[language.tag] ?? release.texts[primary]
        let text = own ?? release.texts[MessageCatalog.fallback]
        model.set("in_english", flag: own == nil && text != nil && primary != MessageCatalog.fallback)
        model.set("summary", text?.summary)
        model.set("downtime", text?.downtime)
        model.set("what_you_do", text?.whatYouDo)
        model.set("what_to_test", text?.whatToTest)
        model.set("way_back", text?.wayBack)
    }
}
