import EvenkeelDomain
import EvenkeelLedger
import EvenkeelSimulator
import Testing

@Suite("The public subscribes")
struct SubscriptionTests {
    private let eve = EmailAddress("eve@public.example")

    private func bench() async throws -> Bench {
        let bench = try await Bench()
        for id in ["telephony", "fax"] {
            try await bench.give(
                .declareComponent(Component(id: ComponentID(id), name: id)), id: CommandID("declare-\(id)"))
        }
        try await bench.give(.changeOutbound(.live), id: "live")
        return bench
    }

    private func subscribed(_ components: [ComponentID] = []) async throws -> Bench {
        let bench = try await bench()
        let wish = SubscriptionWish(components: components, locale: "it", askedAt: bench.now)
        _ = try await bench.operations.confirm(wish, of: try #require(eve), at: bench.now)
        return bench
    }

    private func own(_ bench: Bench, _ visibility: Incident.Visibility) async throws {
        let opening = IncidentOpening(
            title: "Calls fail", impact: .major, components: ["telephony"], visibility: visibility, began: bench.now,
            concerns: try Predicate(parsing: "customer==alpha"), signal: Signal(source: .staff, at: bench.now))
        try await bench.operations.open(
            Bench.incident, opening, body: "Calls fail.", command: "own", by: "ada", at: bench.now)
    }

    private func carry(_ bench: Bench) async throws {
        _ = try await Conductor(operations: bench.operations).tick(at: bench.now)
        let courier = bench.courier()
        bench.pass(.minutes(2))
        while try await courier.tick(at: bench.now) > 0 {}
    }

    private func mails(_ bench: Bench) -> [OutgoingMessage] {
        bench.channel.messages.filter { $0.to == eve }
    }

    @Test("asking twice within the hour is one mail; nothing is remembered of who does not confirm")
    func asks() async throws {
        let bench = try await bench()
        let address = try #require(eve)
        for minute in [0, 5] {
            let wish = SubscriptionWish(components: ["fax"], locale: nil, askedAt: bench.now + .minutes(minute))
            try await bench.operations.ask(wish, of: address, at: bench.now)
        }
        try await carry(bench)
        #expect(mails(bench).count == 1)
        #expect(try await bench.store.subscribers().isEmpty)
        try await own(bench, .public)
        try await carry(bench)
        #expect(mails(bench).count == 1)
    }

    @Test(
        "whoever is also a contact of a customer concerned hears as that contact, once, however often they are listed",
        arguments: [true, false])
    func alsoContact(isConcerned: Bool) async throws {
        let bench = try await subscribed()
        let customer: CustomerID = isConcerned ? "alpha" : "beta"
        try await bench.store.change([
            .putContacts(
                try ["eve@public.example", "EVE@Public.example"].map { text in
                    Contact(
                        id: ContactID(text), customer: customer, email: try #require(EmailAddress(text)), locale: "en")
                })
        ])
        try await own(bench, .public)
        try await carry(bench)
        let letters = try await bench.deliveries().filter { $0.customer != Subscriber.customer }
        #expect(
            letters.map(\.recipient)
                == (isConcerned ? ["EVE@Public.example", "ada@alpha.example"] : ["ada@alpha.example"]))
        #expect(bench.channel.messages.count { $0.to.folded == "eve@public.example" } == 1)
    }

    @Test("a question whose link would have ended before it leaves is not asked")
    func tooLate() async throws {
        let bench = try await bench()
        let wish = SubscriptionWish(components: [], locale: nil, askedAt: bench.now)
        try await bench.operations.ask(wish, of: try #require(eve), at: bench.now)
        bench.pass(.hours(24))
        try await carry(bench)
        #expect(mails(bench).isEmpty)
        #expect(try await bench.states() == [.suppressed])
    }

    @Test(
        "a public incident reaches those who chose its component, or everything; a private one nobody of them",
        arguments: [
            ([], Incident.Visibility.public, 1), (["telephony"], .public, 1), (["fax", "telephony"], .public, 1),
            (["fax"], .public, 0), ([], .audience, 0),
        ] as [([ComponentID], Incident.Visibility, Int)])
    func reach(_ components: [ComponentID], _ visibility: Incident.Visibility, _ count: Int) async throws {
        let bench = try await subscribed(components)
        try await own(bench, visibility)
        try await carry(bench)
        #expect(mails(bench).count == count)
        #expect(bench.channel.messages.contains { $0.to.domain == "alpha.example" })
    }

    @Test(
        "public maintenance reaches those who chose its component, or everything, and so does that it moves; what is only for an audience reaches none",
        arguments: [
            ([], Incident.Visibility.public, 1), (["telephony"], .public, 1), (["fax"], .public, 0), ([], .audience, 0),
        ] as [([ComponentID], Incident.Visibility, Int)])
    func maintenance(_ components: [ComponentID], _ visibility: Incident.Visibility, _ count: Int) async throws {
        let bench = try await subscribed(components)
        var schedule = ScheduleMaintenance(
            id: "core-switch", title: "New core switch", text: "Calls may drop.", from: bench.now + .days(3),
            to: bench.now + .days(3) + .hours(2))
        schedule.components = ["telephony"]
        schedule.visibility = visibility
        schedule.concerns = try Predicate(parsing: "customer==alpha")
        try await bench.operations.schedule(schedule, command: "schedule", by: "ada", at: bench.now)
        try await carry(bench)
        #expect(mails(bench).count == count)
        #expect(mails(bench).allSatisfy { $0.text.contains("New core switch") })
        var move = ChangeMaintenance(id: "core-switch", step: .move, text: "A day later.")
        move.from = bench.now + .days(4)
        move.to = bench.now + .days(4) + .hours(2)
        try await bench.operations.change(move, command: "move", by: "ada", at: bench.now)
        try await carry(bench)
        #expect(mails(bench).count == 2 * count)
        #expect(bench.channel.messages.count { $0.to.domain == "alpha.example" } >= 2)
    }

    @Test("what was said before an incident was published stays unsaid, and the public gets its own title")
    func published() async throws {
        let bench = try await subscribed()
        try await own(bench, .audience)
        try await carry(bench)
        try await bench.give(
            .publishIncident(
                Bench.incident, publicTitle: "Telephony is out", text: "It is out for some of you."), id: "publish")
        try await bench.give(
            .postUpdate(PostUpdate(incident: Bench.incident, status: .identified, body: "A cable.")), id: "word")
        let early = Delivery(
            recipient: Subscriber.contact(try #require(eve)), customer: Subscriber.customer,
            subject: .update(Bench.incident, "u1"), queuedAt: bench.now)
        try await bench.store.change([.putDeliveries([early])])
        try await carry(bench)
        #expect(mails(bench).count == 1, "what was said at once goes together")
        let mail = try #require(mails(bench).last)
        #expect(mail.text.contains("Telephony is out") && mail.text.contains("A cable."))
        #expect(mail.text.contains("It is out for some of you."))
        #expect(mails(bench).allSatisfy { !$0.text.contains("Calls fail") })
    }

    @Test("who leaves gets nothing more, not even what is queued; why stands on the delivery")
    func leaves() async throws {
        let bench = try await subscribed()
        try await own(bench, .public)
        _ = try await Conductor(operations: bench.operations).tick(at: bench.now)
        try await bench.store.change([.dropSubscriber(try #require(eve))])
        try await carry(bench)
        #expect(mails(bench).isEmpty)
        #expect(try await bench.deliveries([.suppressed]).map(\.reason) == ["the recipient unsubscribed"])
    }

    @Test("an address that takes no mail is left alone, and none of our people is bothered")
    func bounced() async throws {
        var settings = Settings()
        settings.staff = [try #require(EmailAddress("office@staff.example"))]
        let bench = try await Bench(settings: settings)
        try await bench.give(.changeOutbound(.live), id: "live")
        let address = try #require(eve)
        let wish = SubscriptionWish(components: [], locale: nil, askedAt: bench.now)
        _ = try await bench.operations.confirm(wish, of: address, at: bench.now)
        bench.channel.answer(.refused("550 5.1.1 no such user"))
        try await bench.operations.ask(wish, of: address, at: bench.now)
        try await carry(bench)
        #expect(try await bench.store.subscriber(address)?.quarantine != nil)
        try await bench.operations.ask(
            SubscriptionWish(components: ["fax"], locale: nil, askedAt: bench.now), of: address, at: bench.now)
        try await carry(bench)
        #expect(bench.channel.messages.count == 1)
        #expect(try await bench.states() == [.dead, .suppressed])
    }
}
