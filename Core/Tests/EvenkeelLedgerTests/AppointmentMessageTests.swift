import EvenkeelDomain
import Testing

@testable import EvenkeelLedger

@Suite("What is written of an appointment")
struct AppointmentMessageTests {
    private func composed(
        _ state: AppointmentState, note: String? = nil, locale: String? = nil, isVisitor: Bool = false,
        tellsReason: Bool = true, isFrozen: Bool = false, in desk: Desk
    ) throws -> OutgoingMessage {
        var settings = Settings(organisation: "Northwind")
        settings.sender = EmailAddress("care@northwind.example")
        let composer = MessageComposer(
            settings: settings, catalog: try ShippedTemplates.catalog(), mailDomain: "northwind.example",
            zones: { _ in nil })
        var visit = Appointment(
            id: "ap-1", rollout: Desk.rollout, installation: "site-1", customer: "alpha",
            start: (Desk.monday + 3).startUTC + .hours(10), minutes: 60, person: "Dana Levi",
            personEmail: EmailAddress("dana@northwind.example"), access: "Ask for Ada.", changedAt: desk.now)
        (visit.state, visit.note, visit.sequence) = (state, note, 1)
        let ada = Contact(
            id: "ada@alpha.example", customer: "alpha", name: "Ada",
            email: try #require(EmailAddress("ada@alpha.example")), locale: locale)
        let reader = isVisitor ? try #require(visit.visitor) : ada
        var facts = MessageFacts()
        facts.take(visit, contacts: [ada], isVisitor: isVisitor, tellsReason: tellsReason)
        facts.visit?.isFrozen = isFrozen
        let composition = composer.compose(
            Delivery(
                recipient: reader.id, customer: "alpha", subject: .appointment("ap-1", Desk.rollout, round: 1),
                queuedAt: desk.now), to: reader,
            customer: Customer(id: "alpha", name: "Alpha Clinic", locale: "it"), facts: facts,
            links: MessageLinks(
                unsubscribe: "https://x.example/u/1", customerPage: "https://x.example/c/secret",
                replyTo: "care+token@northwind.example"), state: desk.state)
        guard case .message(let message) = composition else {
            Issue.record("nothing was composed: \(composition)")
            throw CancellationError()
        }
        return message
    }

    @Test(
        "a cancelled one says so with regret and the reason, and offers no button to agree or to move",
        arguments: [("en", "sorry"), ("it", "dispiace"), ("he", "מצטערים")])
    func cancelled(_ locale: String, _ regret: String) throws {
        let desk = try Desk.running()
        let agreed = try composed(.agreed, locale: locale, in: desk)
        #expect(agreed.text.contains("/c/secret"))
        let message = try composed(.cancelled, note: "Dana is ill.", locale: locale, in: desk)
        #expect(message.text.contains(regret) && message.text.contains("Dana is ill."), "\(message.text)")
        #expect(!message.text.contains("/c/secret") && message.html?.contains("/c/secret") != true)
        let kept = try composed(.cancelled, note: "Beta needs them.", locale: locale, tellsReason: false, in: desk)
        #expect(!kept.text.contains("Beta"), "not for this reader")
    }

    @Test("another time is offered while the rollout goes on, and not once it was given up")
    func again() throws {
        var desk = try Desk.running()
        let words = "agree on another time"
        #expect(try composed(.notPossible, note: "Nobody there.", locale: "en", in: desk).text.contains(words))
        try desk.give(.abortRollout(Desk.rollout, reason: "enough"))
        #expect(try !composed(.cancelled, note: "Over.", locale: "en", in: desk).text.contains(words))
    }

    @Test(
        "one that a freeze took says that another day is written, which it is, and not that somebody gets in touch",
        arguments: [
            ("en", "another day", "in touch"), ("it", "per indicarvi un altro giorno", "contatteremo"),
            ("he", "נכתוב לכם עם מועד אחר", "ניצור"),
        ])
    func frozen(_ locale: String, _ words: String, _ not: String) throws {
        let desk = try Desk.running()
        let byFreeze = try composed(.cancelled, note: "Fair.", locale: locale, isFrozen: true, in: desk).text
        #expect(byFreeze.contains(words) && !byFreeze.contains(not), "\(byFreeze)")
        let byPerson = try composed(.cancelled, note: "Dana is ill.", locale: locale, in: desk).text
        #expect(!byPerson.contains(words) && byPerson.contains(not), "\(byPerson)")
    }

    @Test(
        "one that went with its rollout says in each language that the update was given up, and nothing of another time",
        arguments: [("en", "given up this update"), ("it", "rinunciato"), ("he", "ויתרנו")])
    func givenUp(_ locale: String, _ words: String) throws {
        var desk = try Desk.running()
        try desk.give(.abortRollout(Desk.rollout, reason: "enough"))
        let message = try composed(.cancelled, locale: locale, in: desk)
        #expect(message.text.contains(words), "\(message.text)")
        #expect(try !composed(.cancelled, note: "Dana is ill.", locale: locale, in: desk).text.contains(words))
    }

    @Test("who comes gets a message of their own: in our language, with how to get in, and answers come to us")
    func visitor() throws {
        let desk = try Desk.running()
        let message = try composed(.agreed, isVisitor: true, in: desk)
        #expect(message.language == "en", "the customer reads Italian")
        #expect(message.text.contains("Dear Dana Levi,") && message.text.contains("you go to site-1 (Alpha Clinic)"))
        #expect(message.text.contains("How to get in: Ask for Ada."))
        #expect(!message.text.contains("/c/") && !message.text.contains("/u/") && message.unsubscribe == nil)
        #expect(message.replyTo == "care@northwind.example")
        let off = try composed(.cancelled, note: "Beta needs them.", isVisitor: true, in: desk)
        #expect(off.text.contains("will not take place") && off.text.contains("Beta needs them."))
        let own = try composed(.notPossible, note: "Nobody there.", isVisitor: true, in: desk)
        #expect(!own.text.contains("Nobody there."), "she wrote it herself")
    }

    @Test("an invitation is called by what it is about, and comes from an address of ours that there is")
    func invitation() throws {
        let desk = try Desk.running()
        let (theirs, ours) = (
            try #require(try composed(.agreed, in: desk).invitation?.text),
            try #require(try composed(.agreed, isVisitor: true, in: desk).invitation?.text)
        )
        #expect(theirs.contains("SUMMARY:Northwind: pbx 5.2.0\r\n"), "\(theirs)")
        #expect(ours.contains("SUMMARY:Alpha Clinic: pbx 5.2.0\r\n"), "\(ours)")
        for text in [theirs, ours] {
            #expect(text.contains("mailto:care@northwind.example") && !text.contains("appointments@"))
        }
    }
}
