import EvenkeelDomain
import Testing

@testable import EvenkeelLedger

/// What the system says of an incident, in each reader's language, and what an author wrote, as it was meant.
@Suite("The words of an incident in mails")
struct IncidentWordsTests {
    private func text(
        _ subject: DeliverySubject, _ locale: String, in desk: Desk, maybe: Bool = false, together: [UpdateID] = [],
        restoredAt: Timestamp? = nil, choice: MessageChoice? = nil
    ) throws -> OutgoingMessage {
        let composer = MessageComposer(
            settings: Settings(organisation: "Acme Telecom"), catalog: try ShippedTemplates.catalog(),
            mailDomain: "mail.example", zones: { _ in nil })
        var contact = Contact(
            id: "ada@alpha.example", customer: "alpha", name: "Ada",
            email: try #require(EmailAddress("ada@alpha.example")), locale: locale)
        contact.choice = choice
        let member = AudienceMember(
            customer: "alpha", reason: "runs it", maybe: maybe, state: restoredAt == nil ? .affected : .restored,
            restoredAt: restoredAt)
        var facts = MessageFacts(member: member)
        facts.together = together
        facts.missed = [MessageFacts.Missed(incident: Desk.incident, member: member)]
        var links = MessageLinks()
        links.customerPage = "https://acme.example/c/x"
        let composed = composer.compose(
            Delivery(recipient: contact.id, customer: "alpha", subject: subject, queuedAt: desk.now), to: contact,
            customer: Customer(id: "alpha", name: "Alpha"), facts: facts, links: links, state: desk.state)
        guard case .message(let message) = composed else {
            Issue.record("nothing was composed: \(composed)")
            throw CancellationError()
        }
        return message
    }

    private func owned(_ title: SystemTitle?) throws -> Desk {
        var desk = Desk()
        var opening = Desk.opening(impact: .major)
        opening.systemTitle = title
        opening.title = title.map { SystemWords.title($0) } ?? opening.title
        try desk.give(
            .ownIncident(
                OwnIncident(
                    incident: Desk.incident, opening: opening, body: "Calls fail.",
                    audience: [AudienceMember(customer: "alpha", reason: "runs it")], criticality: .normal)))
        return desk
    }

    @Test(
        "a title that nobody wrote reads in the reader's language",
        arguments: [
            ("en", "Trouble after the update to pbx 5.2.0"), ("it", "Problemi dopo l'aggiornamento a pbx 5.2.0"),
            ("he", "תקלה לאחר העדכון ל-pbx 5.2.0"),
        ])
    func title(_ locale: String, _ title: String) throws {
        let desk = try owned(.afterUpdate(release: "pbx 5.2.0"))
        #expect(try text(.update(Desk.incident, "u1"), locale, in: desk).subject.contains(title))
        #expect(desk.state.incidents[Desk.incident]?.publicTitle(in: Language(tag: locale)) == title)
    }

    @Test("a title that somebody wrote stands as it was written")
    func own() throws {
        let desk = try owned(nil)
        let title = try desk.incident().title
        #expect(try text(.update(Desk.incident, "u1"), "it", in: desk).subject.contains(title))
    }

    @Test("a report has no marks in its text, its lists as lists, and nothing an author wrote as markup")
    func report() throws {
        var desk = try owned(nil)
        try desk.give(Desk.post(.resolved))
        var report = Desk.report()
        report.whatHappened =
            "## Calls **failed**\n\nFrom `9:00` on:\n\n- no *outgoing* calls\n- see [our page](https://acme.example/x)\n\n<b>x</b>"
        report.whatWeDid = "1. We went back.\n2. We tested."
        try desk.give(.publishReport(Desk.incident, report, guards: []))
        let message = try text(.update(Desk.incident, "u3"), "it", in: desk)
        for said in [
            "Calls failed\n", "From 9:00 on:", "- no outgoing calls\n- see our page (https://acme.example/x)",
            "<b>x</b>",
            "1. We went back.", "2. We tested.", "Causa: an untested change",
        ] {
            #expect(message.text.contains(said), "\(said) in \(message.text)")
        }
        #expect(!message.text.contains("**") && !message.text.contains("`") && !message.text.contains("Cause:"))
        let html = try #require(message.html)
        #expect(html.contains("<li") && !html.contains("<b>x</b>"))
        // Who joins late reads the same without marks.
        let story = try text(.story(Desk.incident, "u3"), "it", in: desk).text
        #expect(story.contains("- no outgoing calls") && !story.contains("Action:") && !story.contains("**"))
    }

    @Test(
        "whoever reads the report with other words reads its cause and what will be different, and where it stands",
        arguments: [
            ("en", "Cause: an untested change", "What will be different:\n- Test fax, by Wednesday 1 April 2026.\n"),
            ("it", "Causa: an untested change", "Che cosa cambierà:\n- Test fax, entro mercoledì 1 aprile 2026.\n"),
            ("he", "סיבה: an untested change", "מה ישתנה:\n- Test fax, עד יום רביעי, 1 באפריל 2026.\n"),
        ])
    func whole(_ locale: String, _ cause: String, _ actions: String) throws {
        var desk = try owned(nil)
        try desk.give(Desk.post(.resolved))
        let before = try text(.summary(opens: desk.now), locale, in: desk).text
        #expect(!before.contains(cause) && !before.contains("Test fax"), "nothing of it is known yet")
        try desk.give(.publishReport(Desk.incident, Desk.report(), guards: []))
        let ids = try desk.incident().updates.map(\.id)
        for message in [
            try text(.update(Desk.incident, ids[2]), locale, in: desk),
            try text(.update(Desk.incident, ids[2]), locale, in: desk, together: ids),
            try text(.story(Desk.incident, ids[2]), locale, in: desk),
            try text(.summary(opens: desk.now), locale, in: desk),
        ] {
            #expect(message.text.contains(cause) && message.text.contains(actions), "\(message.text)")
            #expect(message.text.contains("https://acme.example/c/x"))
        }
        #expect(try text(.summary(opens: desk.now), locale, in: desk).text.contains("/c/x/incidents/\(Desk.incident)"))
    }

    @Test(
        "the summary of what is over says whether it works again, and what is promised next",
        arguments: [
            ("en", "Restored at your site: ", "We do not know yet whether it works", "You get our report on"),
            ("it", "Ripristinato presso la vostra sede: ", "Non sappiamo ancora se", "Riceverete il nostro rapporto"),
            ("he", "השירות שוחזר אצלכם: ", "איננו יודעים עדיין אם", "תקבלו מאיתנו דוח"),
        ])
    func over(_ locale: String, _ restored: String, _ unknown: String, _ report: String) throws {
        var desk = try owned(nil)
        func summary(restoredAt: Timestamp? = nil, choice: MessageChoice? = nil) throws -> String {
            try text(.summary(opens: desk.now), locale, in: desk, restoredAt: restoredAt, choice: choice).text
        }
        #expect(try !summary().contains(unknown) && !summary().contains(report))
        var post = PostUpdate(incident: Desk.incident, status: .resolved, body: "All is well.")
        post.unrestored = 1
        try desk.give(.postUpdate(post))
        #expect(try summary().contains(unknown) && !summary().contains(restored) && summary().contains(report))
        let whole = try summary(restoredAt: desk.now)
        #expect(whole.contains(restored) && !whole.contains(unknown) && whole.contains(report))
        let refused = try summary(choice: MessageChoice(incidents: .ends))
        #expect(!refused.contains(report), "nobody is promised what they do not want")
        try desk.give(.publishReport(Desk.incident, Desk.report(), guards: []))
        #expect(try !summary().contains(report) && summary().contains(unknown), "that word is still owed")
    }

    @Test(
        "that somebody may be affected is said while it lasts, and of nothing that is over",
        arguments: [
            ("en", "We do not know for certain"), ("it", "Non sappiamo con certezza"), ("he", "איננו יודעים בוודאות"),
        ])
    func maybe(_ locale: String, _ words: String) throws {
        var desk = try owned(nil)
        func says() throws -> [Bool] {
            let ids = try desk.incident().updates.map(\.id)
            let last = try #require(ids.last)
            return [
                try text(.update(Desk.incident, last), locale, in: desk, maybe: true),
                try text(.update(Desk.incident, last), locale, in: desk, maybe: true, together: ids),
                try text(.story(Desk.incident, last), locale, in: desk, maybe: true),
            ].map { $0.text.contains(words) }
        }
        try desk.give(Desk.post(.identified))
        #expect(try says() == [true, true, true])
        try desk.give(Desk.post(.resolved))
        #expect(try says() == [false, false, false])
        try desk.give(.publishReport(Desk.incident, Desk.report(), guards: []))
        #expect(try says() == [false, false, false])
    }

    /// An incident whose report is out, and then the day went by of an action or of the word to those not restored.
    private func missed(_ kind: Promise.Kind) throws -> Desk {
        var desk = try owned(nil)
        var post = PostUpdate(incident: Desk.incident, status: .resolved, body: "Calls work again.", cause: "a cable")
        (post.unrestored, post.restBy) = (1, Desk.monday + 4)
        try desk.give(.postUpdate(post))
        try desk.give(.publishReport(Desk.incident, Desk.report(), guards: []))
        let promise = try #require(try desk.incident().promises.last { $0.kind == kind && $0.state == .open })
        desk.now = promise.due
        try desk.give(.missPromise(Desk.incident, promise.id))
        return desk
    }

    @Test(
        "after the report, a date that goes by is told as what it is, and the report is not mailed once more",
        arguments: [
            (
                Promise.Kind.action, "en", "What we promised is not done yet",
                "\"Test fax\" by Wednesday 1 April 2026. It is not"
            ),
            (
                .action, "it", "Ciò che avevamo promesso non è ancora fatto",
                "\"Test fax\" entro mercoledì 1 aprile 2026. Non è"
            ),
            (.action, "he", "מה שהבטחנו עדיין לא בוצע", "עד יום רביעי, 1 באפריל 2026. הדבר לא בוצע"),
            (.rest, "en", "We owe you word", "we promised word by Friday 6 March 2026, 23:59"),
            (.rest, "it", "Vi dobbiamo notizie", "avevamo promesso notizie entro venerdì 6 marzo 2026"),
            (.rest, "he", "אנו חייבים לכם עדכון", "הבטחנו עדכון עד יום שישי, 6 במרץ 2026"),
        ])
    func missedAfterReport(_ kind: Promise.Kind, _ locale: String, _ heading: String, _ words: String) throws {
        let desk = try missed(kind)
        let message = try text(.update(Desk.incident, "u4"), locale, in: desk)
        #expect(message.text.contains(heading) && message.text.contains(words), "\(message.text)")
        #expect(message.subject == (try desk.incident().title), "not once more as a report")
        #expect(!message.text.contains("We went back.") && !message.text.contains("2026-"), "\(message.text)")
        if kind == .action {
            let day = ["en": "Thursday 9 April 2026.", "it": "giovedì 9 aprile 2026.", "he": "9 באפריל 2026."][locale]
            #expect(message.text.contains(try #require(day)), "the new day: \(message.text)")
        }
        #expect(try text(.update(Desk.incident, "u3"), locale, in: desk).text.contains("We went back."))
    }

    @Test(
        "who was not affected after all is not told that they may be, nor anybody once it is over",
        arguments: [IncidentStatus.withdrawn, .resolved], ["en", "it", "he"])
    func over(_ status: IncidentStatus, _ locale: String) throws {
        var desk = try owned(nil)
        let maybe = try text(.update(Desk.incident, "u1"), locale, in: desk, maybe: true).text
        let sure = try text(.update(Desk.incident, "u1"), locale, in: desk).text
        let doubt = try #require(maybe.split(separator: "\n").first { !sure.contains($0) })
        try desk.give(Desk.post(status))
        #expect(!(try text(.update(Desk.incident, "u2"), locale, in: desk, maybe: true).text.contains(doubt)))
    }
}
