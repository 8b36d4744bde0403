import EvenkeelDomain

/// Messages about an incident. All of one incident are one thread.
extension MessageComposer {
    func update(
        _ id: IncidentID, _ updateID: UpdateID, _ facts: MessageFacts, _ links: MessageLinks, _ zone: ZoneOffsets,
        _ state: borrowing State
    ) throws(Nothing) -> Draft {
        let (incident, index) = try found(id, updateID, state)
        guard !facts.isPublic || index >= incident.updatesBeforePublic else {
            throw Nothing(reason: "it was said before the incident was published")
        }
        if let newest = facts.together.last.flatMap({ last in incident.updates.firstIndex { $0.id == last } }) {
            return self.draft(.together, incident, newest, facts, links, zone, state)
        }
        let draft = draft(Self.kind(of: index, in: incident), incident, index, facts, links, zone, state)
        guard case .repeats(let earlier, _, let wasComplete) = incident.updates[index].statement,
            let before = state.incidents[earlier]
        else { return draft }
        return repeated(draft, before, wasComplete, facts, zone)
    }

    func drill(
        _ id: IncidentID, _ updateID: UpdateID, _ facts: MessageFacts, _ links: MessageLinks, _ zone: ZoneOffsets,
        _ state: borrowing State
    ) throws(Nothing) -> Draft {
        let (incident, index) = try found(id, updateID, state)
        return draft(.drill, incident, index, facts, links, zone, state)
    }

    /// What happened while they were closed, each incident as it stands now.
    func summary(
        _ facts: MessageFacts, _ links: MessageLinks, _ zone: ZoneOffsets, _ state: borrowing State
    ) throws(Nothing) -> Draft {
        var known: [(MessageFacts.Missed, Incident, [String])] = []
        for missed in facts.missed {
            guard let incident = state.incidents[missed.incident], !incident.updates.isEmpty else { continue }
            known.append((missed, incident, incident.components.map { state.component($0).name }))
        }
        guard !known.isEmpty else { throw Nothing(reason: "there is nothing to tell any more") }
        return Draft(kind: .summary) { [known] model, language in
            model.set(
                "items",
                list: known.map { missed, incident, components in
                    let update = incident.updates[incident.updates.count - 1]
                    // What is known, and not that we owed others a word while this reader slept.
                    let word = incident.updates.last { $0.author != .holdingLine } ?? update
                    let words = self.words(of: word, on: incident, in: language, components.first, zone)
                    var item: [String: TemplateValue] = [
                        "title": .text(incident.title(in: Language(tag: language.tag))),
                        "status": .text(language.status(update.status)),
                        "body": .text(words.text), "at": .text(language.moment(word.at, in: zone)),
                        "in_english": .flag(words.isEnglish),
                    ]
                    if !components.isEmpty { item["affected"] = .text(components.joined(separator: ", ")) }
                    if let first = incident.updates.first, first.id != word.id {
                        // Whoever reads of it for the first time reads what is broken before what was found.
                        let beginning = self.words(of: first, on: incident, in: language, components.first, zone)
                        item["since"] = .text(language.moment(first.at, in: zone))
                        item["beginning"] = .text(beginning.text)
                        item["in_english"] = .flag(words.isEnglish || beginning.isEnglish)
                    }
                    // What a report is for, to those whose only mail of it this is.
                    let report = update.status == .reported ? incident.report : nil
                    item["cause"] = Self.cause(in: report).map { .text($0) }
                    switch update.outlook {
                    case .next(let due): item["next_by"] = .text(language.moment(due, in: zone, isDue: true))
                    case .report(let due): item["report_by"] = .text(language.moment(due, in: zone, isDue: true))
                    case .closed(let cause): item["cause"] = .text(cause)
                    case .withdrawn, .nothingOwed: break
                    }
                    if missed.member.state == .affected, incident.openRest != nil {
                        let rest = incident.updates.last { $0.unrestored != nil }?.unrestored
                        item["rest_by"] = rest.map { .text(language.date($0.by)) }
                    }
                    item["actions"] = .list(Self.actions(of: report, in: language))
                    item["incident_url"] = self.address(of: incident, links).map { .text($0) }
                    if let restored = missed.member.restoredAt {
                        item["restored_at"] = .text(language.moment(restored, in: zone))
                    }
                    return item
                })
        }
    }

    /// For those who join late: everything said so far, oldest first.
    func story(
        _ id: IncidentID, _ updateID: UpdateID, _ facts: MessageFacts, _ links: MessageLinks, _ zone: ZoneOffsets,
        _ state: borrowing State
    ) throws(Nothing) -> Draft {
        let (incident, index) = try found(id, updateID, state)
        return draft(.story, incident, index, facts, links, zone, state)
    }

    func restored(
        _ id: IncidentID, _ customer: CustomerID, _ delivery: Delivery, _ facts: MessageFacts, _ links: MessageLinks,
        _ zone: ZoneOffsets, _ state: borrowing State
    ) throws(Nothing) -> Draft {
        guard let incident = state.incidents[id], customer == delivery.customer, !incident.updates.isEmpty else {
            throw Nothing(reason: "the incident is not known")
        }
        var facts = facts
        if facts.member?.restoredAt == nil { facts.member?.restoredAt = delivery.queuedAt }
        let draft = draft(.restored, incident, incident.updates.count - 1, facts, links, zone, state)
        let how = facts.member?.restoredHow
        return Draft(kind: .restored, incident: draft.incident) { model, language in
            draft.fill(&model, language)
            model.set("how", how)
            // It was written for these customers, in whichever language is theirs: nothing says that it was English.
            model.set("in_english", flag: false)
        }
    }

    func notAffected(
        _ id: IncidentID, _ links: MessageLinks, _ zone: ZoneOffsets, _ state: borrowing State
    ) throws(Nothing) -> Draft {
        guard let incident = state.incidents[id], !incident.updates.isEmpty else {
            throw Nothing(reason: "the incident is not known")
        }
        return draft(.notAffected, incident, incident.updates.count - 1, MessageFacts(), links, zone, state)
    }

    /// It happened before: when, and what became of what was promised then. What it was and what was promised hear those
    /// who were told of it then.
    private func repeated(
        _ draft: Draft, _ before: Incident, _ wasComplete: Bool, _ facts: MessageFacts, _ zone: ZoneOffsets
    ) -> Draft {
        Draft(kind: .repeated, incident: draft.incident) { model, language in
            draft.fill(&model, language)
            let own = Language(tag: language.tag)
            let promised = facts.knowsEarlier ? before.report?.actions ?? [] : []
            let title = facts.isPublic ? before.publicTitle(in: own) : before.title(in: own)
            model.set("earlier_title", facts.knowsEarlier ? title : nil)
            model.set("earlier_day", language.date(zone.localDate(at: before.began)))
            model.set("complete", flag: wasComplete)
            model.set("in_english", flag: !promised.isEmpty && !language.tag.hasPrefix(MessageCatalog.fallback))
            model.set(
                "actions",
                list: promised.map {
                    ["text": .text($0.clause), "done": .flag($0.isDone), "due": .text(language.date($0.due))]
                })
        }
    }

    /// Which message an update is: what changed decides, not who wrote it, save for the holding line.
    static func kind(of index: Int, in incident: Incident) -> MessageKind {
        let update = incident.updates[index]
        if update.author == .holdingLine { return .holding }
        // Whoever was told at the end that word would come hears that it did not.
        if case .restOverdue = update.statement { return .resolved }
        if case .actionOverdue = update.statement { return .overdue }
        if case .repeats = update.statement { return .repeated }
        let isNew = index == 0 || incident.updates[index - 1].status != update.status
        switch (update.status, update.outlook) {
        case (.resolved, .report) where update.author == .system && !isNew: return .overdue
        case (.resolved, _): return .resolved
        case (.reported, _) where update.isReport: return .report
        case (.withdrawn, _): return .notAffected
        case (.identified, _) where isNew: return .identified
        case (.monitoring, _) where isNew: return .monitoring
        default: return index == 0 ? .own : .update
        }
    }

    /// What an update says, in the reader's language and form. Of a report, what happened and what was done: the rest of
    /// it the message says in words of its own.
    private func words(
        of update: IncidentUpdate, on incident: Incident, in language: LanguageForm, _ component: String?,
        _ zone: ZoneOffsets
    ) -> (text: String, isEnglish: Bool) {
        var update = update
        if let report = incident.report, incident.updates.last(where: \.isReport)?.id == update.id {
            update.body = Self.written(report).readable
        }
        return update.words(
            in: language.tag, organisation: settings.organisation, component: component, zone: zone,
            moment: { language.moment($0, in: zone, isDue: $1) }, day: language.date)
    }

    /// Only what its author wrote is in the author's language.
    private static func written(_ report: Report) -> Markdown {
        Markdown([report.whatHappened, report.whatWeDid].filter { !$0.isEmpty }.joined(separator: "\n\n"))
    }

    private func found(
        _ id: IncidentID, _ updateID: UpdateID, _ state: borrowing State
    ) throws(Nothing) -> (Incident, Int) {
        guard let incident = state.incidents[id], let index = incident.updates.firstIndex(where: { $0.id == updateID })
        else { throw Nothing(reason: "the update is not known") }
        return (incident, index)
    }

    private func draft(
        _ kind: MessageKind, _ incident: Incident, _ index: Int, _ facts: MessageFacts, _ links: MessageLinks,
        _ zone: ZoneOffsets, _ state: borrowing State
    ) -> Draft {
        let components = incident.components.map { state.component($0) }
        let update = incident.updates[index]
        let page = Self.isListed(incident) ? address(of: incident, links) : links.customerPage
        let first = facts.isPublic ? min(incident.updatesBeforePublic, index) : 0
        let told = incident.updates[first...index].filter { kind != .together || facts.together.contains($0.id) }
        func story() -> IncidentStory {
            var story = IncidentStory(incident, upTo: index, components: components)
            story.link = address(of: incident, links)
            return story
        }
        return Draft(kind: kind, incident: story) { model, language in
            let own = Language(tag: language.tag)
            model.set("title", facts.isPublic ? incident.publicTitle(in: own) : incident.title(in: own))
            // Who is not restored has not had the end of it, also where the report on it is out.
            model.set("status", language.status(kind == .resolved ? .resolved : update.status))
            switch update.statement {
            case .actionOverdue where kind == .overdue: model.set("action", flag: true)
            case .restOverdue where kind == .resolved: model.set("late", flag: true)
            default: break
            }
            let words = self.words(of: update, on: incident, in: language, components.first?.name, zone)
            let isWhole = [.together, .story].contains(kind) && told.contains(where: \.isReport)
            let report = kind == .report || isWhole ? incident.report : nil
            model.set("body", words.text)
            model.set(
                "paragraphs",
                list: (report.map { Self.written($0).paragraphs } ?? []).map {
                    ["text": .text($0.text), "item": .flag($0.isItem)]
                })
            let isEnglish = { (update: IncidentUpdate) in
                self.words(of: update, on: incident, in: language, components.first?.name, zone).isEnglish
            }
            model.set("in_english", flag: words.isEnglish || (kind == .together && told.contains(where: isEnglish)))
            // Who was not affected after all is no longer told that they may be, nor anybody once it is over.
            let isOver = [.restored, .notAffected].contains(kind) || !update.status.isOpen
            model.set("maybe", flag: facts.member?.maybe == true && !isOver)
            model.set("since", language.moment(incident.began, in: zone))
            model.set("at", facts.member?.restoredAt.map { language.moment($0, in: zone) })
            model.set("incident_url", facts.isPublic ? page ?? settings.baseURL : page)
            // Only who is not restored is told so, and by when they hear how it stands with them.
            let isOpen = facts.member?.state == .affected
            model.set("rest_by", isOpen ? update.unrestored.map { language.date($0.by) } : nil)
            model.set("withdrawn", flag: update.outlook == .withdrawn)
            switch update.outlook {
            case .next(let due): model.set("next_by", language.moment(due, in: zone, isDue: true))
            case .report(let due): model.set("report_by", language.moment(due, in: zone, isDue: true))
            case .closed(let cause): model.set("cause", cause)
            case .withdrawn, .nothingOwed: break
            }
            model.set(
                "updates",
                list: told.map { said in
                    let isNewest = said.id == update.id
                    let body =
                        isNewest
                        ? words : self.words(of: said, on: incident, in: language, components.first?.name, zone)
                    return [
                        "at": .text(language.moment(said.at, in: zone)),
                        "status": .text(language.status(said.status)), "body": .text(body.text),
                    ]
                })
            if let cause = Self.cause(in: report) { model.set("cause", cause) }
            model.set("actions", list: Self.actions(of: report, in: language))
        }
    }

    private static func cause(in report: Report?) -> String? {
        guard let causes = report?.causes, !causes.isEmpty else { return nil }
        return causes.map(\.text).joined(separator: "; ")
    }

    private static func actions(of report: Report?, in language: LanguageForm) -> [[String: TemplateValue]] {
        (report?.actions ?? []).map {
            ["text": .text($0.clause), "done": .flag($0.isDone), "due": .text(language.date($0.due))]
        }
    }

    /// An id that was made of a rollout names it, so such an incident has another address on the public page.
    private static func isListed(_ incident: Incident) -> Bool {
        incident.visibility == .public && incident.origin == nil
    }

    /// Where the reader reads of it; nil for who has no page.
    private func address(of incident: Incident, _ links: MessageLinks) -> String? {
        let page = Self.isListed(incident) ? settings.baseURL : links.customerPage
        return page.map { "\($0)/incidents/\(incident.id)" }
    }
}
