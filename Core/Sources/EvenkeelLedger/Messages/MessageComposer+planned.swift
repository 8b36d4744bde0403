import EvenkeelDomain

/// Messages about a planned change.
extension MessageComposer {
    func planned(
        _ kind: MessageKind, _ id: RolloutID, _ revision: Int, _ wave: Int, _ delivery: Delivery, _ facts: MessageFacts,
        _ links: MessageLinks, _ zone: ZoneOffsets, _ state: borrowing State
    ) throws(Nothing) -> Draft {
        let (rollout, sites) = try announced(id, revision, wave, delivery, facts, state)
        let notice = notice(wave, revision, delivery, facts)
        let today = zone.localDate(at: delivery.queuedAt)
        let ahead = notice?.installations.compactMap { notice?.day(of: $0) }.filter { today <= $0 }.min()
        let day = (kind == .moved ? nil : ahead) ?? notice?.day ?? zone.localDate(at: rollout.waves[wave].opensAt)
        // One notice for all their sites: those of later waves stand in the same table, each with its day. What goes at once
        // does, and what they were told before of the others is no part of that.
        let isAtOnce = rollout.waves[wave].atOnce == true
        let table = facts.notices.filter { other in
            guard other.customer == delivery.customer, other.state.after(.withdraw) != nil, other.wave >= wave else {
                return false
            }
            return !isAtOnce || other.wave == wave || delivery.queuedAt <= other.announcedAt
        }.compactMap { other in
            // A day that went by without a word of theirs is none to come.
            other.keeping { site in other.day(of: site).map { today <= $0 } ?? true }
                ?? (other.wave == wave ? other : nil)
        }.sorted { ($0.wave, $0.announcedAt) < ($1.wave, $1.announcedAt) }
        let isOver = kind == .moved && rollout.isGivenUp
        return Draft(kind: kind) { model, language in
            release(rollout.release, sites, links, &model, language)
            if isOver {
                // The days they had are no news, and no other one comes, at none of their sites.
                model.set("given_up", flag: true)
                // Who has said no is told nothing of what they do not want.
                let mine = facts.notices.filter { $0.customer == delivery.customer && $0.state != .declined }
                model.set("sites", list: Self.list(Set(mine.flatMap(\.installations)).sorted(), language))
            } else if kind != .moved, !table.isEmpty {
                model.set("sites", list: Self.list(table, language, otherwise: day, facts.visits, zone))
            } else if let notice, !notice.days.isEmpty {
                // Each had a day of its own, and none of them holds.
                model.set("sites", list: Self.list([notice], language, otherwise: day))
            }
            model.set("day", language.date(day))
            guard kind != .moved else { return }
            model.set("ask", flag: links.customerPage != nil)
            model.set("at_once", flag: goesAtOnce(rollout, wave, notice))
        }
    }

    /// Of one day, and of the sites that are to go on it: the others are reminded of theirs.
    func reminder(
        _ id: RolloutID, _ revision: Int, _ wave: Int, _ delivery: Delivery, _ facts: MessageFacts,
        _ links: MessageLinks, _ zone: ZoneOffsets, _ state: borrowing State
    ) throws(Nothing) -> Draft {
        let (rollout, _) = try announced(id, revision, wave, delivery, facts, state)
        let own = delivery.subject.remindedDay
        let notice = notice(wave, revision, delivery, facts)
        let day = own ?? notice?.day ?? zone.localDate(at: rollout.waves[wave].opensAt)
        let standing = facts.notices.filter {
            $0.customer == delivery.customer && $0.state.after(.withdraw) != nil && (own != nil || $0.wave == wave)
        }
        let newest = Dictionary(
            standing.flatMap { notice in notice.installations.map { ($0, notice) } },
            uniquingKeysWith: { $0.isOlder(than: $1) ? $1 : $0 })
        let sites = newest.filter { site, notice in
            // A wave reminds its own of its day.
            if own != nil, notice.wave != wave, rollout.reminds(of: day, inWave: notice.wave, zone) { return false }
            return notice.day(of: site).map { $0 == day } ?? (own == nil)
        }.keys.sorted()
        guard own == nil || !sites.isEmpty else { throw Nothing(reason: "none of their sites goes on that day") }
        // Without their yes nothing happens on that day, and a reminder that said it does would be false; so would be one that
        // asked for a yes that was given.
        let open =
            rollout.policy.notice.onSilence == .proceed ? [] : sites.filter { newest[$0]?.awaitsAgreement($0) ?? false }
        let agreed = open.isEmpty ? [] : sites.filter { !open.contains($0) }
        return Draft(kind: .reminder) { model, language in
            let named = open.isEmpty ? sites : open
            release(rollout.release, named, links, &model, language)
            if named.contains(where: { facts.visits[$0] != nil }) {
                let lines = named.map { Self.line($0, facts.visits[$0], zone, language) }
                model.set("sites", list: lines.map { ["site": .text($0)] })
            }
            model.set("day", language.date(day))
            model.set("ask", flag: links.customerPage != nil)
            model.set("at_once", flag: goesAtOnce(rollout, wave, notice))
            model.set("unanswered", flag: !open.isEmpty)
            if !agreed.isEmpty { model.set("agreed", agreed.map { language.line($0.text) }.joined(separator: ", ")) }
        }
    }

    /// Who is down need not wait for the day, which is the one from which it goes without a word of theirs.
    private func goesAtOnce(_ rollout: Rollout, _ wave: Int, _ notice: NoticeRow?) -> Bool {
        // A wave behind others waits for what they show.
        rollout.waves[wave].atOnce == true && rollout.policy.notice.before > .zero && notice?.state != .acknowledged
            && rollout.waves[..<wave].allSatisfy { $0.state == .passed }
    }

    /// The day of some sites could not be kept.
    func moved(
        _ id: RolloutID, _ revision: Int, _ wave: Int, from was: CivilDate, to day: CivilDate?, _ delivery: Delivery,
        _ facts: MessageFacts, _ links: MessageLinks, _ state: borrowing State
    ) throws(Nothing) -> Draft {
        guard let rollout = state.rollouts[id] else { throw Nothing(reason: "the rollout is not known") }
        if day == nil, let lost = delivery.subject.lostDays {
            return takenBack(lost, of: rollout, facts, links)
        }
        let notice = notice(wave, revision, delivery, facts)
        let isEarlier = day.map { $0 < was } ?? false
        let isPart = day == nil && notice?.stands == true
        // Those that have gone, and those that keep another day, are no news.
        let later = (notice?.installations ?? []).filter { site in
            guard let day else { return notice?.stands == false }
            return notice?.day(of: site).map { isEarlier ? day <= $0 && $0 < was : $0 > was } ?? true
        }
        // A notice that went out anew names the days of all; else it is of those that go on this one, and not by appointment.
        let moved =
            notice.map { $0.announcedAt < delivery.queuedAt } ?? false
            ? later.filter { notice?.day(of: $0) == day && facts.visits[$0] == nil } : later
        // What has gone since, and what has yet another day by now, is no news.
        let lost = Set(delivery.subject.lostDays?.map(\.site) ?? [])
        let named = (notice?.installations ?? []).filter(lost.contains)
        let sites = !named.isEmpty ? named : isPart ? facts.sites : moved.isEmpty ? later : moved
        let days = Set(sites.compactMap { notice?.day(of: $0) })
        return Draft(kind: .moved) { model, language in
            release(rollout.release, sites, links, &model, language)
            model.set("day", language.date(was))
            // Given up since it was queued: no new day comes either.
            if rollout.isGivenUp { return model.set("given_up", flag: true) }
            model.set("new_day", day.map(language.date))
            model.set("earlier", flag: isEarlier)
            model.set("tried", flag: !isEarlier && facts.areTried(sites))
            // It is the notice of the new day, so it asks what a notice asks.
            let asks = day != nil && sites.contains { notice?.awaitsAgreement($0) ?? false }
            model.set("ask", flag: links.customerPage != nil && asks)
            let before = Dictionary(
                (delivery.subject.lostDays ?? []).map { ($0.site, $0.day) }, uniquingKeysWith: min)
            guard day != nil, var notice else { return }
            let old = Set(sites.compactMap { before[$0] })
            if old.count > 1 {
                // Each has an old day and a new one.
                let lines = sites.map { site in
                    [before[site], notice.day(of: site)].compactMap(\.self).map(language.date)
                        .joined(separator: language.isRightToLeft ? " ← " : " → ")
                }
                model.set(
                    "sites",
                    list: zip(sites, lines).map { ["site": .text(language.line("\($0): \($1)"))] })
            } else if days.count > 1 {
                notice.keep(sites)
                model.set("sites", list: Self.list([notice], language))
            }
        }
    }

    /// Another day than the one that was announced, or none yet.
    func replanned(
        _ id: RolloutID, _ wave: Int, _ was: Timestamp, _ lost: [LostDay]?, _ delivery: Delivery,
        _ facts: MessageFacts, _ links: MessageLinks, _ zone: ZoneOffsets, _ state: borrowing State
    ) throws(Nothing) -> Draft {
        guard let rollout = state.rollouts[id] else { throw Nothing(reason: "the rollout is not known") }
        if let lost { return takenBack(lost, of: rollout, facts, links) }
        // What they held before: it may have been announced anew by now.
        let held = facts.notices.filter {
            $0.customer == delivery.customer && $0.wave == wave && $0.announcedAt < delivery.queuedAt
        }
        let notice = held.max { $0.isOlder(than: $1) }
        return Draft(kind: .moved) { model, language in
            release(rollout.release, notice?.installations ?? [], links, &model, language)
            model.set("day", language.date(notice?.day ?? zone.localDate(at: was)))
            model.set("given_up", flag: rollout.isGivenUp)
        }
    }

    /// Days that do not hold, and no other is known.
    private func takenBack(
        _ all: [LostDay], of rollout: Rollout, _ facts: MessageFacts, _ links: MessageLinks
    ) -> Draft {
        // What has another day by now is no news.
        let named = Set(facts.notices.filter(\.stands).flatMap(\.installations))
        let open = all.filter { !named.contains($0.site) }
        let lost = open.isEmpty ? all : open
        return Draft(kind: .moved) { model, language in
            release(rollout.release, lost.map(\.site), links, &model, language)
            let days = Set(lost.map(\.day)).sorted()
            model.set("day", days.first.map(language.date))
            model.set("tried", flag: facts.areTried(lost.map(\.site)))
            model.set("given_up", flag: rollout.isGivenUp)
            guard days.count > 1 else { return }
            let lines = lost.map { language.line("\($0.site): \(language.date($0.day))") }
            model.set("sites", list: lines.map { ["site": .text($0)] })
        }
    }

    /// The facts are the notices of what comes instead: this message is the only word of them.
    func replaced(
        _ id: RolloutID, _ wave: Int, _ by: RolloutID, _ delivery: Delivery, _ facts: MessageFacts,
        _ links: MessageLinks, _ state: borrowing State
    ) throws(Nothing) -> Draft {
        guard let rollout = state.rollouts[id], let next = state.rollouts[by] else {
            throw Nothing(reason: "the release that replaces it is not known")
        }
        // Nothing happens on the day of what they have declined.
        let table = facts.notices.filter {
            $0.customer == delivery.customer && $0.rollout == by && $0.state.after(.withdraw) != nil
        }.sorted { ($0.wave, $0.announcedAt) < ($1.wave, $1.announcedAt) }
        let days = Set(table.flatMap { notice in notice.installations.compactMap { notice.day(of: $0) } })
        return Draft(kind: .replaced) { model, language in
            release(next.release, table.flatMap(\.installations), links, &model, language)
            model.set("release", rollout.release.name)
            model.set("by", next.release.name)
            let lost = Set(delivery.subject.lostDays?.map(\.day) ?? []).sorted()
            model.set("was", lost.isEmpty ? nil : lost.map(language.date).joined(separator: ", "))
            // It is the notice of what comes instead, so it asks what a notice asks.
            model.set("ask", flag: links.customerPage != nil && !days.isEmpty)
            guard days.count > 1 else { return model.set("day", days.first.map(language.date)) }
            model.set("sites", list: Self.list(table, language))
        }
    }

    func installed(
        _ id: RolloutID, _ revision: Int, _ wave: Int, _ delivery: Delivery, _ facts: MessageFacts,
        _ links: MessageLinks, _ zone: ZoneOffsets, _ state: borrowing State
    ) throws(Nothing) -> Draft {
        guard let rollout = state.rollouts[id], rollout.waves.indices.contains(wave) else {
            throw Nothing(reason: "the rollout is not known")
        }
        // Their notices name what was to come; a site that was tried again has one of its own.
        let noticed = facts.sites.isEmpty ? notice(wave, revision, delivery, facts)?.installations : nil
        let sites = noticed ?? facts.sites
        let day = zone.localDate(at: delivery.queuedAt)
        return Draft(kind: .installed) { model, language in
            release(rollout.release, sites, links, &model, language)
            model.set("day", language.date(day))
            model.set("fine_url", links.fine)
            model.set("trouble_url", links.trouble)
        }
    }

    /// No word of why it was ordered: whoever knows the cause says so in an incident.
    func rolledBack(
        _ id: RolloutID, _ at: Timestamp, _ facts: MessageFacts, _ links: MessageLinks, _ zone: ZoneOffsets,
        _ state: borrowing State
    ) throws(Nothing) -> Draft {
        guard let rollout = state.rollouts[id] else { throw Nothing(reason: "the rollout is not known") }
        guard !facts.takenBack.isEmpty else { throw Nothing(reason: "nothing of theirs is taken back any more") }
        let sites = facts.takenBack.sorted { $0.key < $1.key }
        return Draft(kind: .rolledBack) { model, language in
            release(rollout.release, [], links, &model, language)
            model.set("day", language.date(zone.localDate(at: at)))
            model.set(
                "sites",
                list: sites.map { site, version in
                    let what = version.map { "\(site): \(rollout.release.product) \($0)" } ?? site.text
                    return ["site": .text(language.line(what))]
                })
        }
    }

    func appointment(
        _ id: RolloutID, _ facts: MessageFacts, _ links: MessageLinks, _ zone: ZoneOffsets, _ state: borrowing State
    ) throws(Nothing) -> Draft {
        guard let rollout = state.rollouts[id], let visit = facts.visit else {
            throw Nothing(reason: "the appointment is not known")
        }
        let isOver = facts.invited?.appointment.wentWithItsRollout == true && rollout.state == .aborted
        let end = Ending(
            isGivenUp: isOver && rollout.replacedBy == nil, isSuperseded: isOver && rollout.replacedBy != nil)
        if facts.invited?.isVisitor == true { return self.visit(visit, rollout.release, end, zone) }
        return Draft(kind: .appointment) { model, language in
            release(rollout.release, [visit.site], links, &model, language)
            model.set("site", visit.site.text)
            model.set("day", language.date(zone.localDate(at: visit.startsAt)))
            model.set("time", "\(language.time(visit.startsAt, in: zone)) (\(zone.name))")
            model.set("length", visit.length.map(language.length))
            model.set("person", visit.person)
            model.set("access", visit.access)
            model.set("changed", flag: visit.isChanged && !visit.isCancelled)
            model.set("cancelled", flag: visit.isCancelled)
            model.set("reason", visit.isCancelled ? visit.reason : nil)
            model.set("given_up", flag: end.isGivenUp)
            model.set("superseded", flag: end.isSuperseded)
            // Of a rollout that is over nobody comes again; what a freeze or we ourselves took gets another day by itself.
            let goesOn = visit.isCancelled && rollout.state != .aborted && rollout.state != .completed
            let isOurs = visit.isFrozen || facts.invited?.appointment.wentWithItsRollout == true
            model.set("again", flag: goesOn && !isOurs)
            model.set("another_day", flag: goesOn && isOurs)
        }
    }

    /// To whoever comes: where, when, and how to get in.
    private func visit(
        _ visit: MessageFacts.Visit, _ release: Release, _ end: Ending, _ zone: ZoneOffsets
    ) -> Draft {
        Draft(kind: .visit) { model, language in
            model.set("product", release.product)
            model.set("release", release.name)
            model.set("site", visit.site.text)
            model.set("day", language.date(zone.localDate(at: visit.startsAt)))
            model.set("time", "\(language.time(visit.startsAt, in: zone)) (\(zone.name))")
            model.set("length", visit.length.map(language.length))
            model.set("access", visit.access)
            model.set("changed", flag: visit.isChanged && !visit.isCancelled)
            model.set("cancelled", flag: visit.isCancelled)
            model.set("reason", visit.isCancelled ? visit.reason : nil)
            model.set("given_up", flag: end.isGivenUp)
            model.set("superseded", flag: end.isSuperseded)
        }
    }

    /// How a rollout ended whose end cancelled an appointment.
    private struct Ending {
        let isGivenUp: Bool
        let isSuperseded: Bool
    }

    func supportEnds(
        _ id: CampaignID, _ facts: MessageFacts, _ links: MessageLinks, _ state: borrowing State
    ) throws(Nothing) -> Draft {
        guard let campaign = state.campaigns[id]?.campaign else { throw Nothing(reason: "the campaign is not known") }
        let (product, version, day, sites) = (campaign.product, campaign.below, campaign.ends, facts.sites)
        return Draft(kind: .supportEnds) { model, language in
            model.set("product", product)
            model.set("version", version.description)
            model.set("day", language.date(day))
            model.set("sites", list: Self.list(sites, language))
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

    /// The notice of this revision, else the newest that stands, else the newest: never another customer's.
    private func notice(
        _ wave: Int, _ revision: Int, _ delivery: Delivery, _ facts: MessageFacts
    ) -> NoticeRow? {
        let mine = facts.notices.filter { $0.customer == delivery.customer && $0.wave == wave }
        let standing = mine.filter(\.stands)
        return mine.first { $0.revision == revision }
            ?? (standing.isEmpty ? mine : standing).max { $0.isOlder(than: $1) }
    }

    /// A site with the hour at which somebody is expected there, and who it is.
    private static func line(
        _ site: InstallationID, _ visit: Appointment?, _ zone: ZoneOffsets, _ language: LanguageForm
    ) -> String {
        guard let visit else { return language.line(site.text) }
        let day = language.date(zone.localDate(at: visit.start))
        return language.line(
            "\(site): \(day), \(language.time(visit.start, in: zone)) (\(zone.name)), \(visit.person)")
    }

    /// The sites of these notices, each with its day, and with the hour where somebody is expected.
    private static func list(
        _ notices: [NoticeRow], _ language: LanguageForm, otherwise day: CivilDate? = nil,
        _ visits: [InstallationID: Appointment] = [:], _ zone: ZoneOffsets = .utc
    ) -> [[String: TemplateValue]] {
        notices.flatMap { notice in
            notice.installations.map { site in
                if let visit = visits[site] { return ["site": .text(line(site, visit, zone, language))] }
                let what = (notice.day(of: site) ?? day).map { "\(site): \(language.date($0))" } ?? site.text
                return ["site": .text(language.line(what))]
            }
        }
    }

    private static func list(_ sites: [InstallationID], _ language: LanguageForm) -> [[String: TemplateValue]] {
        sites.map { ["site": .text(language.line($0.text))] }
    }

    /// What a message must tell of a release: in the recipient's language, else in English and said to be.
    private func release(
        _ release: Release, _ sites: [InstallationID], _ links: MessageLinks, _ model: inout MessageModel,
        _ language: LanguageForm
    ) {
        model.set("product", release.product)
        model.set("release", release.name)
        model.set("sites", list: Self.list(sites, language))
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

extension Rollout {
    /// Whether a wave that was announced, and has not opened, is of that day.
    func reminds(of day: CivilDate, inWave index: Int, _ zone: ZoneOffsets) -> Bool {
        guard waves.indices.contains(index) else { return false }
        let wave = waves[index]
        return wave.state == .planned && wave.announcedAt != nil && zone.localDate(at: wave.opensAt) == day
    }

    /// Nothing comes of it any more, and nothing else in its place.
    var isGivenUp: Bool { state == .aborted && replacedBy == nil }
}
