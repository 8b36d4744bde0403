import EvenkeelDomain
import Testing

@testable import EvenkeelLedger

@Suite("Messages")
struct MessageComposerTests {
    private static let rome = ZoneOffsets(name: "Europe/Rome", initialOffsetSeconds: 3600, transitions: [])
    private let composer: MessageComposer

    init() throws {
        composer = MessageComposer(
            settings: Settings(organisation: "Acme Telecom"), catalog: try ShippedTemplates.catalog(),
            mailDomain: "mail.example", zones: { $0 == "Europe/Rome" ? Self.rome : nil })
    }

    /// A halted rollout, an owned incident, and a report.
    private func desk() throws -> Desk {
        var desk = try Desk.open()
        try desk.announce(1)
        try desk.give(Desk.own())
        try desk.give(
            .openCampaign(
                SupportCampaign(
                    id: "pbx-4", product: "pbx", below: try #require(Version("5.0.0")), ends: Desk.monday + 90,
                    letterDays: [30])))
        var planned = ScheduleMaintenance(
            id: "core-switch", title: "New core switch", text: "Calls may drop for a minute.",
            from: Desk.start + .days(3), to: Desk.start + .days(3) + .hours(2))
        planned.audience = 2
        try desk.give(.scheduleMaintenance(planned))
        return desk
    }

    private func compose(
        _ subject: DeliverySubject, locale: String? = nil, maybe: Bool = false, restored: Bool = false,
        name: String? = "Ada", how: String? = nil, knowsEarlier: Bool = false,
        notices: [NoticeRow]? = nil, links: MessageLinks = MessageLinks(), visits: [Appointment] = [],
        to customer: CustomerID = "alpha", in desk: Desk
    ) throws -> MessageComposer.Composition {
        let contact = Contact(
            id: "ada@alpha.example", customer: customer, name: name,
            email: try #require(EmailAddress("ada@alpha.example")), locale: locale)
        let shown = [
            NoticeRow(
                rollout: Desk.rollout, revision: 1, wave: 0, customer: "alpha", announcedAt: Desk.start,
                installations: ["site-1"]),
            NoticeRow(
                rollout: Desk.rollout, revision: 1, wave: 0, customer: "beta", announcedAt: Desk.start,
                installations: ["site-2"]),
        ]
        let member = AudienceMember(
            customer: customer, reason: "site-1 matches", maybe: maybe, state: restored ? .restored : .affected,
            restoredHow: how)
        var facts = MessageFacts(
            notices: notices ?? shown, member: member, visit: MessageFacts.Visit(site: "site-1", startsAt: desk.now),
            sites: ["site-1"])
        facts.knowsEarlier = knowsEarlier
        facts.takenBack = ["site-1": Version("5.1.0")]
        facts.visits = Dictionary(uniqueKeysWithValues: visits.map { ($0.installation, $0) })
        facts.missed = [MessageFacts.Missed(incident: Desk.incident, member: member)]
        return composer.compose(
            Delivery(recipient: contact.id, customer: customer, subject: subject, queuedAt: desk.now), to: contact,
            customer: Customer(id: customer, name: "Alpha", timezone: "Europe/Rome"),
            facts: facts, links: links, state: desk.state)
    }

    private func message(_ composition: MessageComposer.Composition) throws -> OutgoingMessage {
        guard case .message(let message) = composition else {
            Issue.record("nothing was composed: \(composition)")
            throw CancellationError()
        }
        return message
    }

    private static var subjects: [DeliverySubject] {
        [
            .notice(Desk.rollout, revision: 1, wave: 0, round: 0), .moved(Desk.rollout, revision: 1, wave: 0, round: 0),
            .update(Desk.incident, "u1"), .restored(Desk.incident, "alpha"),
            .reminder(Desk.rollout, revision: 1, wave: 0, round: 0),
            .replaced(Desk.rollout, revision: 1, wave: 0, by: Desk.rollout),
            .installed(Desk.rollout, revision: 1, wave: 0), .appointment("visit", Desk.rollout, round: 0),
            .rolledBack(Desk.rollout, revision: 1, wave: 0, at: Desk.start),
            .supportEnds("pbx-4", daysBefore: 30), .maintenance("core-switch", note: 0),
            .story(Desk.incident, "u1"), .notAffected(Desk.incident, "alpha"),
            .drill(Desk.incident, "u1"), .summary(opens: Desk.start),
        ]
    }

    @Test(
        "every subject in every language: greeting, signature, stable id", arguments: subjects,
        ["en", "it-CH", "he", "fr", nil])
    func all(_ subject: DeliverySubject, _ locale: String?) throws {
        let desk = try desk()
        let message = try message(compose(subject, locale: locale, in: desk))
        let expected = ["it-CH": "it", "he": "he"][locale ?? ""] ?? "en"
        #expect(message.language == expected)
        #expect(message.text.contains(["it": "Gentile Ada,", "he": "שלום Ada,"][expected] ?? "Dear Ada,"))
        #expect(message.text.contains("Acme Telecom"))
        #expect(message.to.description == "ada@alpha.example")
        #expect(try message == self.message(compose(subject, locale: locale, in: desk)), "the same at every attempt")
        #expect(message.messageID.hasSuffix("@mail.example") && !message.messageID.contains("<"))
        let inside = [
            "friends", "everybody", "wave", "score", "site-1 matches", "beta", "site-2", "call-queue",
            Desk.rollout.text,
        ]
        for word in inside {
            #expect(!message.text.contains(word) && !message.subject.contains(word), "\(word) is internal")
        }
    }

    @Test("a day taken back of some sites names those, and not the ones that keep theirs")
    func partOfADay() throws {
        var notice = NoticeRow(
            rollout: Desk.rollout, revision: 1, wave: 0, customer: "alpha", announcedAt: Desk.start,
            installations: ["site-3"])
        notice.name(["site-3": Desk.monday + 8])
        // What a courier has found to be without a day is site-1.
        let message = try message(
            compose(
                .moved(Desk.rollout, revision: 1, wave: 0, round: 1, was: Desk.monday + 3), locale: "en",
                notices: [notice], in: try desk()))
        #expect(message.text.contains("site-1") && !message.text.contains("site-3"), "\(message.text)")
        #expect(message.text.contains("we will write with a new date"))
    }

    @Test("a reminder to somebody who must agree and has not does not say that it takes place")
    func reminderOfTheirYes() throws {
        var desk = try desk()
        desk.state.rollouts[Desk.rollout]?.policy.notice.onSilence = .call
        var notice = NoticeRow(
            rollout: Desk.rollout, revision: 1, wave: 0, customer: "alpha", announcedAt: Desk.start,
            installations: ["site-1"], day: Desk.monday + 3, mustAgree: true)
        for (locale, asks) in [
            ("en", "no answer from you yet"), ("it", "non abbiamo ancora una vostra risposta"),
            ("he", "ועדיין אין בידינו תשובה מכם"),
        ] {
            notice.state = .announced
            let open = try message(compose(Self.subjects[4], locale: locale, notices: [notice], in: desk))
            #expect(open.text.contains(asks), "\(open.text)")
            notice.state = .acknowledged
            let agreed = try message(compose(Self.subjects[4], locale: locale, notices: [notice], in: desk))
            #expect(!agreed.text.contains(asks))
        }
    }

    @Test("a reminder asks for no yes that was given: who has agreed for one site, and not for another, reads which")
    func reminderOfBoth() throws {
        var desk = try desk()
        desk.state.rollouts[Desk.rollout]?.policy.notice.onSilence = .laterWave
        let day = Desk.monday + 9
        func notice(_ wave: Int, _ site: InstallationID, _ state: NoticeState) -> NoticeRow {
            var row = NoticeRow(
                rollout: Desk.rollout, revision: 1, wave: wave, customer: "alpha", announcedAt: Desk.start,
                installations: [site], day: day, mustAgree: true)
            row.state = state
            return row
        }
        let subject = DeliverySubject.reminder(Desk.rollout, revision: 1, wave: 0, round: day.dayNumber)
        for (locale, words) in [("en", "As agreed, site-2 goes"), ("it", "tocca anche a site-2"), ("he", "כפי שסוכם")] {
            let both = [notice(0, "site-1", .silent), notice(1, "site-2", .acknowledged)]
            let text = try message(compose(subject, locale: locale, notices: both, in: desk)).text
            #expect(text.contains("- site-1\n") || text.contains("- \u{200F}site-1\n"), "\(text)")
            #expect(!text.contains("- site-2") && text.contains(words), "\(text)")
        }
        // The wave that is to open on that day reminds its own.
        let opensAt = Desk.start + .days(9)
        desk.state.rollouts[Desk.rollout]?.waves[1].opensAt = opensAt
        desk.state.rollouts[Desk.rollout]?.waves[1].announcedAt = Desk.start
        let own = [notice(0, "site-1", .silent), notice(1, "site-2", .acknowledged)].map { row in
            var row = row
            row.name(Dictionary(uniqueKeysWithValues: row.installations.map { ($0, opensAt.dateAndMilliseconds.0) }))
            return row
        }
        let round = opensAt.dateAndMilliseconds.0.dayNumber
        let text = try message(
            compose(
                .reminder(Desk.rollout, revision: 1, wave: 0, round: round), locale: "en", notices: own, in: desk)
        ).text
        #expect(text.contains("site-1") && !text.contains("site-2"), "\(text)")
    }

    @Test("a notice and a reminder say at what time who is expected, where an appointment was made before")
    func appointed() throws {
        let (desk, day) = (try desk(), Desk.monday + 3)
        var notice = NoticeRow(
            rollout: Desk.rollout, revision: 1, wave: 0, customer: "alpha", announcedAt: Desk.start,
            installations: ["site-1", "site-3"], day: day)
        notice.mustAgree = true
        let visit = Appointment(
            id: "visit", rollout: Desk.rollout, installation: "site-1", customer: "alpha",
            start: day.startUTC + .hours(9), minutes: 60, person: "Dana Levi", changedAt: Desk.start)
        for subject in [
            DeliverySubject.notice(Desk.rollout, revision: 1, wave: 0, round: 0),
            .reminder(Desk.rollout, revision: 1, wave: 0, round: day.dayNumber),
        ] {
            let text = try message(
                compose(subject, locale: "en", notices: [notice], visits: [visit], in: desk)
            ).text
            let lines = text.split(separator: "\n").filter { $0.hasPrefix("- site") }
            #expect(lines.count == 2 && lines[0].contains("Dana Levi"), "\(lines)")
            #expect(lines[0].contains(#/\d\d:00/#) && !lines[1].contains("Dana"), "\(lines)")
        }
    }

    @Test("a reminder is of one day: of the wave's, or of the later one of some sites, and names only those")
    func reminderOfADay() throws {
        let desk = try desk()
        var notice = NoticeRow(
            rollout: Desk.rollout, revision: 1, wave: 0, customer: "alpha", announcedAt: Desk.start,
            installations: ["site-1", "site-3", "site-4"])
        notice.name(["site-1": Desk.monday, "site-3": Desk.monday + 4, "site-4": Desk.monday + 5])
        func reminder(_ round: Int) throws -> OutgoingMessage {
            try message(
                compose(
                    .reminder(Desk.rollout, revision: 1, wave: 0, round: round), locale: "en", notices: [notice],
                    in: desk))
        }
        let all = ["site-1", "site-3", "site-4"]
        func named(in message: OutgoingMessage) -> [String] { all.filter(message.text.contains) }
        let ofWave = try reminder(1)
        #expect(named(in: ofWave) == ["site-1"])
        let later = try reminder((Desk.monday + 4).dayNumber)
        #expect(named(in: later) == ["site-3"])
        #expect(later.subject != ofWave.subject)
        func dayOfMonth(_ date: CivilDate) -> String { " \(Int("\(date)".suffix(2)) ?? 0) " }
        #expect(later.subject.contains(dayOfMonth(Desk.monday + 4)))
        #expect(later.text.contains(dayOfMonth(Desk.monday + 4)) && !later.text.contains(dayOfMonth(Desk.monday)))
        let none = try compose(
            .reminder(Desk.rollout, revision: 1, wave: 0, round: (Desk.monday + 9).dayNumber), notices: [notice],
            in: desk)
        #expect(none == .nothing(reason: "none of their sites goes on that day"))
    }

    @Test(
        "an example of every message reads as one: no name of a variable, no address of others, nothing called off",
        arguments: MessageKind.allCases, ["en", "it", "he"])
    func example(_ kind: MessageKind, _ locale: String) throws {
        let ada = Contact(
            id: "ada@alpha.example", customer: "alpha", name: "Ada",
            email: try #require(EmailAddress("ada@alpha.example")))
        let (message, language) = composer.example(
            kind, to: ada, customer: Customer(id: "alpha", name: "Alpha", timezone: "Europe/Rome"),
            sites: ["site-1", "site-3"], locale: locale, at: Desk.start)
        #expect(language == locale)
        for text in [message.subject, message.text] {
            #expect(!text.contains("[") && !text.contains("{") && !text.contains("example.com"), "\(text)")
        }
        let contradictions = [
            "given it up", "will not take place. We are sorry", "non avrà luogo", "cancelled", "annullat", "withdrawn",
            "in English", "in inglese",
            "באנגלית",
        ]
        for words in contradictions { #expect(!message.text.contains(words), "\(message.text)") }
        let namesSites = message.text.contains("- site-")
        #expect(!namesSites || locale != "he", "a line of Hebrew begins with its mark, as in the message itself")
    }

    @Test("a notice names the day in the customer's zone and its own sites only")
    func notice() throws {
        let message = try message(compose(Self.subjects[0], in: try desk()))
        #expect(message.subject == "Planned update of your pbx on Thursday 5 March 2026")
        #expect(message.text.contains("\n- site-1: Thursday 5 March 2026\n") && !message.text.contains("site-2"))
    }

    @Test(
        "sites on different days stand in the table with their own, and the first of them in the subject",
        arguments: [
            ("en", "Tuesday 10 March 2026"), ("it", "martedì 10 marzo 2026"), ("he", "יום שלישי, 10 במרץ 2026"),
        ])
    func mixedDays(_ locale: String, _ later: String) throws {
        var notice = NoticeRow(
            rollout: Desk.rollout, revision: 1, wave: 0, customer: "alpha", announcedAt: Desk.start,
            installations: ["site-1", "site-3"], mustAgree: true)
        notice.name(["site-1": Desk.monday + 3, "site-3": Desk.monday + 8])
        let message = try message(compose(Self.subjects[0], locale: locale, notices: [notice], in: try desk()))
        // A line that begins with a Latin name is Hebrew all the same.
        let mark = locale == "he" ? "\u{200F}" : ""
        #expect(message.text.contains("- \(mark)site-3: \(later)\n"), "\(message.text)")
        #expect(message.html?.contains("<li><bdi>\(mark)site-3: \(later)</bdi></li>") == true)
        #expect(message.text.contains("- \(mark)site-1: ") && !message.subject.contains(later))
    }

    @Test(
        "a rollout that was given up is not said to move: nothing comes of it, no day is promised and none is listed",
        arguments: [
            ("en", "will not take place: we have given it up", "new date"),
            ("it", "non avrà luogo: vi abbiamo rinunciato", "nuova data"),
            ("he", "לא יתקיים: ויתרנו עליו", "תאריך חדש"),
        ])
    func givenUp(_ locale: String, _ words: String, _ promise: String) throws {
        var desk = try desk()
        var notice = NoticeRow(
            rollout: Desk.rollout, revision: 1, wave: 0, customer: "alpha", announcedAt: Desk.start,
            installations: ["site-1", "site-3"])
        notice.name(["site-1": Desk.monday + 3, "site-3": Desk.monday + 8])
        notice.state = .withdrawn
        let halted = try message(compose(Self.subjects[1], locale: locale, notices: [notice], in: desk))
        #expect(halted.text.contains(promise) && !halted.text.contains(words))
        try desk.give(.abortRollout(Desk.rollout, reason: "Another customer asked."))
        let over = try message(compose(Self.subjects[1], locale: locale, notices: [notice], in: desk))
        #expect(over.text.contains(words), "\(over.text)")
        #expect(!over.text.contains(promise) && !over.text.contains("site-3: ") && over.text.contains("site-3"))
        #expect(over.subject != halted.subject && !over.text.contains("Another customer"))
    }

    @Test(
        "a release that was taken back: what, where, what runs there now, and that nothing is to be done",
        arguments: [
            ("en", "You need do nothing."), ("it", "Non dovete fare nulla."), ("he", "אינכם צריכים לעשות דבר."),
        ])
    func takenBack(_ locale: String, _ now: String) throws {
        let subject = DeliverySubject.rolledBack(Desk.rollout, revision: 1, wave: 0, at: Desk.start)
        let message = try message(compose(subject, locale: locale, in: try desk()))
        let mark = locale == "he" ? "\u{200F}" : ""
        #expect(message.text.contains("- \(mark)site-1: pbx 5.1.0\n") && message.text.contains(now), "\(message.text)")
    }

    @Test("an update says when the next comes, in the customer's own time, and whether they may be affected")
    func update() throws {
        let desk = try desk()
        let due = try #require(try desk.incident().openPromise).due
        let sure = try message(compose(Self.subjects[2], in: desk))
        #expect(sure.text.contains("You hear from us again by \(LanguageForm.english.moment(due, in: Self.rome))."))
        #expect(!sure.text.contains("it may be"))
        #expect(try message(compose(Self.subjects[2], maybe: true, in: desk)).text.contains("it may be"))
        let italian = try message(compose(Self.subjects[2], locale: "it", in: desk))
        #expect(italian.text.contains("I dettagli che seguono sono in inglese."))
    }

    @Test("what closes an incident says so")
    func closing() throws {
        var desk = try desk()
        try desk.give(Desk.post(.resolved))
        let resolved = try message(compose(.update(Desk.incident, "u2"), in: desk))
        #expect(resolved.text.contains("You get our report on the cause and on what we do about it by"))
        try desk.give(.publishReport(Desk.incident, Desk.report(), guards: []))
        let reported = try message(compose(.update(Desk.incident, "u3"), in: desk))
        #expect(reported.text.contains("Cause: an untested change"))
        #expect(reported.text.contains("- Test fax, by Wednesday 1 April 2026"))
        let italian = try message(compose(.update(Desk.incident, "u3"), locale: "it", in: desk))
        #expect(
            italian.text.contains("Causa: an untested change") && italian.text.contains("entro mercoledì 1 aprile 2026")
        )
        #expect(!reported.text.contains("hear from us again"))
    }

    @Test("what closes says to whom it is not known to work again so, and by when they hear; to nobody else")
    func unrestored() throws {
        var desk = try desk()
        var post = PostUpdate(incident: Desk.incident, status: .resolved, body: "Calls work again.")
        post.unrestored = 2
        try desk.give(.postUpdate(post))
        #expect(try desk.incident().updates.last?.unrestored == .init(customers: 2, by: Desk.monday + 4))
        let affected = try message(compose(.update(Desk.incident, "u2"), in: desk))
        #expect(
            affected.text.contains("whether it works at your site again. You hear from us about it by Friday 6 March"))
        try desk.give(.restoreCustomers(Desk.incident, ["alpha"], how: "fix", deliveries: []))
        #expect(
            !(try message(compose(.update(Desk.incident, "u2"), restored: true, in: desk)).text.contains(
                "at your site again")))
    }

    @Test(
        "who is told that it works again is told how, in the words it was said in, and nothing claims that they are English",
        arguments: [("en", nil), ("it", "in inglese"), ("he", "באנגלית")] as [(String, String?)])
    func restoredHow(_ locale: String, _ english: String?) throws {
        let subject = DeliverySubject.restored(Desk.incident, "alpha")
        let how = "La versione precedente è di nuovo attiva."
        let told = try message(compose(subject, locale: locale, restored: true, how: how, in: try desk()))
        #expect(told.text.contains("\n\n\(how)\n\n"), "\(told.text)")
        if let english { #expect(!told.text.contains(english)) }
        let silent = try message(compose(subject, locale: locale, restored: true, in: try desk()))
        #expect(!silent.text.contains(how), "nobody said how")
    }

    @Test(
        "a confirmed repeat reads in every language: what it was and what was promised to those who were told then, to others the day",
        arguments: [
            ("en", "Monday 2 March 2026", "was not all done", "- Test fax: not done"),
            ("it", "lunedì 2 marzo 2026", "non era stato fatto del tutto", "- Test fax: non fatto"),
            ("he", "2 במרץ 2026", "לא כל מה שהבטחנו אז בוצע", "- Test fax: לא בוצע"),
        ])
    func repeats(_ locale: String, _ day: String, _ complete: String, _ promised: String) throws {
        var desk = try desk()
        try desk.give(Desk.post(.resolved))
        try desk.give(.publishReport(Desk.incident, Desk.report(), guards: []))
        desk.now = desk.now + .days(2)
        var opening = Desk.opening()
        opening = IncidentSuspected(
            incident: "again", title: "Fax fails", impact: .major, components: [], visibility: .audience,
            began: desk.now, signal: opening.signal)
        try desk.give(
            .ownIncident(
                OwnIncident(
                    incident: "again", opening: opening, body: "Fax fails.",
                    audience: [AudienceMember(customer: "alpha", reason: "r")], criticality: .normal)))
        try desk.give(.confirmRepeat("again", of: Desk.incident))
        let subject = DeliverySubject.update("again", "u2")
        let told = try message(compose(subject, locale: locale, knowsEarlier: true, in: desk)).text
        for part in ["\"Calls fail\"", day, complete, promised] { #expect(told.contains(part), "\(part) in \(told)") }
        let stranger = try message(compose(subject, locale: locale, in: desk)).text
        #expect(stranger.contains(day) && stranger.contains(complete), "\(stranger)")
        #expect(!stranger.contains("Calls fail") && !stranger.contains("Test fax"))
        let page = try #require(try desk.incident("again").updates.last).words(
            in: locale, organisation: "Acme Telecom", component: nil, zone: .utc)
        #expect(!page.isEnglish && page.text.contains("2026-03-02"))
    }

    @Test(
        "what is promised by a second is said with it, so that what is read is what is judged",
        arguments: ["en", "it", "he"])
    func seconds(_ locale: String) throws {
        var desk = Desk()
        desk.now = Desk.start + .seconds(46)
        try desk.give(Desk.own())
        let promise = try #require(try desk.incident().openPromise)
        #expect(promise.due == Desk.start + .minutes(60) + .seconds(46))
        let said = try message(compose(.update(Desk.incident, "u1"), locale: locale, in: desk)).text
        #expect(said.contains("10:00:46 (Europe/Rome)"), "\(said)")
        desk.now = promise.due + .minutes(10)
        try desk.give(.keepPromises([Desk.incident]))
        let late = try message(compose(.update(Desk.incident, "u2"), locale: locale, in: desk)).text
        #expect(late.contains("10:00:46 (Europe/Rome)"), "\(late)")
        #expect(!late.contains("09:00:46"), "what is over needs no second")
    }

    @Test("one incident is one thread; a notice has another")
    func threads() throws {
        let desk = try desk()
        let threads = try Self.subjects.map { try message(compose($0, in: desk)).thread }
        #expect(threads[2] == threads[3])
        #expect(threads[0] == threads[1])
        #expect(threads[0] != threads[2])
        #expect(
            Set(try Self.subjects.map { try message(compose($0, in: desk)).messageID }).count == Self.subjects.count)
    }

    @Test("what is no longer true is not sent")
    func stale() throws {
        let desk = try desk()
        for subject: DeliverySubject in [
            .notice(Desk.rollout, revision: 9, wave: 0, round: 0), .update(Desk.incident, "u9"),
            .restored("other", "alpha"),
            .restored(Desk.incident, "beta"),
        ] {
            guard case .nothing = try compose(subject, in: desk) else {
                Issue.record("\(subject) was composed")
                continue
            }
        }
    }

    @Test(
        "a day that comes earlier says so in each language, with its sites; only a later day has an until then",
        arguments: [
            ("en", "sooner than we wrote", "until then"), ("it", "prima di quanto", "Fino ad allora"),
            ("he", "מוקדם יותר", "עד אז"),
        ])
    func earlier(_ locale: String, _ words: String, _ not: String) throws {
        let (desk, day) = (try desk(), Desk.monday + 3)
        func mail(to next: CivilDate?, _ days: [InstallationID: CivilDate]) throws -> String {
            var notice = NoticeRow(
                rollout: Desk.rollout, revision: 1, wave: 0, customer: "alpha", announcedAt: Desk.start,
                installations: days.keys.sorted())
            notice.name(days)
            if next == nil { notice.state = .withdrawn }
            let subject = DeliverySubject.moved(Desk.rollout, revision: 1, wave: 0, round: 0, was: day, to: next)
            return try message(compose(subject, locale: locale, notices: [notice], in: desk)).text
        }
        let earlier = try mail(to: day - 2, ["site-1": day - 2, "site-2": day])
        #expect(earlier.contains(words) && !earlier.contains(not), "\(earlier)")
        #expect(earlier.contains("site-1") && !earlier.contains("site-2"), "the other keeps its day")
        let mark = locale == "he" ? "\u{200F}" : ""
        #expect(earlier.contains("- \(mark)site-1\n"), "a name of another script keeps the line's direction")
        let later = try mail(to: day + 2, ["site-1": day + 2, "site-2": day])
        #expect(later.contains(not) && !later.contains(words) && later.contains("site-1"))
        let open = try mail(to: nil, ["site-1": day])
        #expect(!open.contains(not) && !open.contains(words) && open.contains("site-1"), "until when? \(open)")
    }

    @Test("a notice of what goes at once does not name sites of later waves that they were told of before")
    func atOnce() throws {
        var desk = try desk()
        desk.state.rollouts[Desk.rollout]?.waves[0].atOnce = true
        func notice(_ wave: Int, _ site: InstallationID, at: Timestamp) -> NoticeRow {
            NoticeRow(
                rollout: Desk.rollout, revision: 1, wave: wave, customer: "alpha", announcedAt: at,
                installations: [site], day: Desk.monday + 3 + wave)
        }
        for (earlier, isNamed) in [(TimeSpan.minutes(1), false), (.zero, true)] {
            let notices = [
                notice(0, "site-1", at: desk.now), notice(1, "site-7", at: desk.now - earlier),
            ]
            let subject = DeliverySubject.notice(Desk.rollout, revision: 1, wave: 0, round: 0)
            let text = try message(compose(subject, locale: "en", notices: notices, in: desk)).text
            #expect(text.contains("site-1") && text.contains("site-7") == isNamed, "\(text)")
        }
    }

    @Test("two sites whose days both move are named each with the old day and the new one")
    func bothMove() throws {
        let (desk, day) = (try desk(), Desk.monday + 1)
        var notice = NoticeRow(
            rollout: Desk.rollout, revision: 1, wave: 0, customer: "alpha", announcedAt: Desk.start,
            installations: ["site-1", "site-2", "site-3"])
        notice.name(["site-1": day + 1, "site-2": day + 2, "site-3": day + 9])
        let subject = DeliverySubject.moved(
            Desk.rollout, revision: 1, wave: 0, round: 0, was: day, to: day + 1,
            lost: [LostDay(site: "site-1", day: day), LostDay(site: "site-2", day: day + 1)])
        let text = try message(compose(subject, locale: "en", notices: [notice], in: desk)).text
        #expect(text.contains("site-1: Tuesday 3 March 2026 → Wednesday 4 March 2026"), "\(text)")
        #expect(text.contains("site-2: Wednesday 4 March 2026 → Thursday 5 March 2026") && !text.contains("site-3"))
    }

    @Test("days that do not hold are named each with its site, and sites that keep theirs are not named")
    func takenBack() throws {
        let (desk, day) = (try desk(), Desk.monday + 3)
        var notice = NoticeRow(
            rollout: Desk.rollout, revision: 1, wave: 0, customer: "alpha", announcedAt: Desk.start,
            installations: ["site-1"], day: day)
        notice.state = .acknowledged
        func mail(_ lost: [LostDay]) throws -> [String] {
            try [
                DeliverySubject.moved(Desk.rollout, revision: 1, wave: 0, round: 0, was: day, lost: lost),
                .replanned(Desk.rollout, revision: 2, wave: 0, was: desk.now, lost: lost),
            ].map { try message(compose($0, locale: "en", notices: [notice], in: desk)).text }
        }
        for text in try mail([LostDay(site: "site-2", day: day + 1)]) {
            #expect(text.contains("site-2") && !text.contains("site-1"), "\(text)")
            #expect(text.contains("6 March"), "\(text)")
        }
        for text in try mail([LostDay(site: "site-2", day: day + 1), LostDay(site: "site-3", day: day + 2)]) {
            #expect(text.contains("site-2: ") && text.contains("site-3: ") && !text.contains("site-1"), "\(text)")
        }
    }

    @Test(
        "a new day asks those whose yes it needs, and nobody else, and says that the old one does not hold",
        arguments: [
            ("en", "whether the new day suits you", "will not take place on that day"),
            ("it", "se il nuovo giorno va bene", "non avverrà quel giorno"),
            ("he", "אם המועד החדש מתאים לכם", "לא יתבצע באותו יום"),
        ])
    func asksAgain(_ locale: String, _ question: String, _ off: String) throws {
        let (desk, day) = (try desk(), Desk.monday + 3)
        for (mustAgree, state) in [(true, NoticeState.announced), (true, .acknowledged), (false, .announced)] {
            var notice = NoticeRow(
                rollout: Desk.rollout, revision: 1, wave: 0, customer: "alpha", announcedAt: Desk.start,
                installations: ["site-1"], day: day + 2, mustAgree: mustAgree)
            notice.state = state
            let subject = DeliverySubject.moved(
                Desk.rollout, revision: 1, wave: 0, round: 0, was: day, to: day + 2)
            let links = MessageLinks(customerPage: "https://acme.example/c/x")
            let text = try message(compose(subject, locale: locale, notices: [notice], links: links, in: desk)).text
            #expect(text.contains(off))
            #expect(text.contains(question) == (mustAgree && state == .announced), "\(mustAgree), \(state): \(text)")
        }
    }
}
