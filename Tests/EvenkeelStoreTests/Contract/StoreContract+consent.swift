import EvenkeelDomain
import EvenkeelLedger
import Testing

extension StoreContract {
    static let consent = [
        StoreCheck("a notice comes back as it was put, and gives way to the one that replaces it") {
            store async throws in
            var row = Fixtures.notice("a")
            (row.day, row.mustAgree, row.postponed) = (CivilDate(dayNumber: 20_600), true, 2)
            (row.remindedAt, row.isUnheard) = (Fixtures.time(3), true)
            try await store.change([.putNotices([row])])
            #expect(try await store.notices(NoticeQuery(rollout: "r", wave: 0, customer: "a")) == [row])
            (row.state, row.day, row.mustAgree, row.isUnheard) = (.declined, nil, false, false)
            #expect(try await store.change([.replaceNotices([row, Fixtures.notice("b")])]) == 2)
            #expect(try await store.notices(NoticeQuery(customer: "a")) == [row])
            #expect(try await store.notices(NoticeQuery()).map(\.customer) == ["a", "b"])
        },
        StoreCheck("an answer is kept once, and found by rollout and by customer") { store async throws in
            func answer(_ id: String, _ customer: String, rollout: String?) -> Answer {
                Answer(
                    id: AnswerID(id), rollout: rollout.map { RolloutID($0) }, wave: 1, customer: CustomerID(customer),
                    installations: ["a"], kind: .moved, way: .telephone, at: Fixtures.time(1),
                    recordedAt: Fixtures.time(2), contact: "c", person: "Ada", recordedBy: "bob", note: "n",
                    day: CivilDate(dayNumber: 20_600))
            }
            let first = answer("1", "a", rollout: "r")
            #expect(try await store.change([.putAnswer(first)]) == 1)
            var other = first
            other.note = "something else"
            #expect(try await store.change([.putAnswer(other)]) == 0)
            try await store.change([
                .putAnswer(answer("2", "a", rollout: nil)), .putAnswer(answer("3", "b", rollout: "r")),
            ])
            #expect(try await store.answers(AnswerQuery(rollout: "r")).map(\.id) == ["1", "3"])
            #expect(try await store.answers(AnswerQuery(customer: "a")).map(\.id) == ["1", "2"])
            #expect(try await store.answers(AnswerQuery(rollout: "r", customer: "a")) == [first])
        },
        StoreCheck("a site has one date of its own in a rollout: the newest") { store async throws in
            func date(_ minute: Int, _ cause: SiteDate.Cause) -> SiteDate {
                SiteDate(rollout: "r", installation: "a", notBefore: Fixtures.time(minute), cause: cause)
            }
            try await store.change([.putSiteDates([date(1, .customer)])])
            try await store.change([.putSiteDates([date(9, .appointment)])])
            #expect(try await store.siteDates("r") == [date(9, .appointment)])
            #expect(try await store.siteDates("s").isEmpty)
        },
        StoreCheck("a link is found by the hash of its secret, and stops when its subject's links are taken back") {
            store async throws in
            let link = LinkRow(
                secretHash: "h", kind: .customer, subject: "a", contact: "c", createdAt: Fixtures.time(0),
                expiresAt: Fixtures.time(9))
            var technician = link
            (technician.secretHash, technician.kind) = ("t", .technician)
            #expect(try await store.change([.putLinks([link, technician])]) == 2)
            #expect(try await store.change([.putLinks([link])]) == 0)
            #expect(try await store.link(secretHash: "h") == link)
            #expect(try await store.link(secretHash: "x") == nil)
            #expect(try await store.change([.revokeLinks(.customer, subject: "a", at: Fixtures.time(5))]) == 1)
            #expect(try await store.link(secretHash: "h")?.revokedAt == Fixtures.time(5))
            #expect(try await store.link(secretHash: "t")?.revokedAt == nil)
        },
        StoreCheck("a customer has one ticket in an incident: what is known of it newest") { store async throws in
            var ticket = TicketRow(incident: "i", customer: "b", nextAt: Fixtures.time(0))
            let other = TicketRow(incident: "i", customer: "a", nextAt: Fixtures.time(1))
            try await store.change([.putTicket(ticket), .putTicket(other)])
            (ticket.reference, ticket.url, ticket.told) = ("T-1", "https://t.example/1", 3)
            (ticket.closedAt, ticket.attempts, ticket.problem) = (Fixtures.time(9), 2, "busy")
            try await store.change([.putTicket(ticket)])
            #expect(try await store.tickets("i") == [other, ticket])
            #expect(try await store.tickets("j").isEmpty)
        },
        StoreCheck("what somebody chose stands with their address, in whatever case, and survives an import") {
            store async throws in
            guard let address = EmailAddress("Ada@Alpha.example"), let same = EmailAddress("ada@alpha.example") else {
                throw Failure.damaged("the fixture is no address")
            }
            let contact = Contact(id: "c", customer: "a", email: address)
            try await store.change([.putContacts([contact])])
            let version = try await store.fleetVersion()
            let choice = MessageChoice(incidents: .ends, planned: false)
            #expect(try await store.choice(of: address) == nil)
            #expect(try await store.change([.putChoice(same, choice, at: Fixtures.time(1))]) == 1)
            #expect(try await store.change([.putChoice(same, choice, at: Fixtures.time(2))]) == 0)
            #expect(try await store.choice(of: address) == choice)
            #expect(try await store.fleetVersion() > version)
            try await store.change([.putContacts([contact])])
            let chosen = try await store.fleet().contacts["a"]?.first
            #expect(chosen?.choice == choice && chosen?.asImported == contact)
            try await store.change([.putContacts([chosen ?? contact])])
            try await store.change([.putChoice(address, MessageChoice(), at: Fixtures.time(3))])
            #expect(try await store.fleet().contacts["a"]?.first?.choice == MessageChoice())
        },
        StoreCheck("an address is in quarantine from the first word on until somebody lets it out") {
            store async throws in
            guard let address = EmailAddress("Ada@Alpha.example") else {
                throw Failure.damaged("the fixture is no address")
            }
            try await store.change([.putContacts([Contact(id: "c", customer: "a", email: address)])])
            let first = Quarantine(since: Fixtures.time(1), reason: "550 5.1.1")
            #expect(try await store.change([.putQuarantine(address, first)]) == 1)
            let second = Quarantine(since: Fixtures.time(2), reason: "later")
            #expect(try await store.change([.putQuarantine(address, second)]) == 0)
            #expect(try await store.fleet().contacts["a"]?.first?.quarantine == first)
            #expect(try await store.quarantines().map(\.address.description) == ["ada@alpha.example"])
            #expect(try await store.change([.liftQuarantine(address)]) == 1)
            #expect(try await store.fleet().contacts["a"]?.first?.quarantine == nil)
        },
        StoreCheck("a subscriber is known by the address in any case of letters, with its quarantine, until they leave")
        {
            store async throws in
            guard let address = EmailAddress("Eve@Public.example"), let other = EmailAddress("adam@public.example")
            else { throw Failure.damaged("the fixture is no address") }
            var eve = Subscriber(
                address: address, locale: "he", components: ["fax", "telephony"], confirmedAt: Fixtures.time(1))
            #expect(try await store.subscriber(address) == nil)
            let adam = Subscriber(address: other, confirmedAt: Fixtures.time(2))
            #expect(try await store.change([.putSubscriber(eve), .putSubscriber(adam)]) == 2)
            #expect(try await store.subscribers() == [adam, eve])
            (eve.components, eve.incidents) = ([], .ends)
            try await store.change([.putSubscriber(eve)])
            let quarantine = Quarantine(since: Fixtures.time(3), reason: "550 5.1.1")
            try await store.change([.putQuarantine(address, quarantine)])
            eve.quarantine = quarantine
            let lower = try #require(EmailAddress("eve@public.example"))
            #expect(try await store.subscriber(lower) == eve)
            #expect(try await store.change([.dropSubscriber(lower)]) == 1)
            #expect(try await store.change([.dropSubscriber(lower)]) == 0)
            #expect(try await store.subscribers() == [adam])
        },
        StoreCheck("a reply is kept once, and waits until a person has read it") { store async throws in
            func reply(_ id: String, _ minute: Int, automatic: Bool = false) -> ReplyRow {
                ReplyRow(
                    id: id, contact: "c", customer: "a", thread: "incident/i", from: "f", subject: "s", text: "t",
                    receivedAt: Fixtures.time(minute), isAutomatic: automatic)
            }
            let stranger = ReplyRow(
                id: "x", contact: nil, customer: nil, thread: nil, from: "f", subject: "", text: "",
                receivedAt: Fixtures.time(9), isAutomatic: false)
            #expect(try await store.change([.putReply(reply("1", 1)), .putReply(reply("2", 2, automatic: true))]) == 2)
            #expect(try await store.change([.putReply(reply("1", 5)), .putReply(stranger)]) == 1)
            #expect(try await store.replies(ReplyQuery()).map(\.id) == ["x", "2", "1"])
            #expect(
                try await store.replies(ReplyQuery(customer: "a", thread: "incident/i", waiting: true)) == [
                    reply("1", 1)
                ])
            #expect(try await store.change([.markReplyRead("1", by: "bob", at: Fixtures.time(3))]) == 1)
            #expect(try await store.change([.markReplyRead("1", by: "eve", at: Fixtures.time(4))]) == 0)
            let read = try await store.replies(ReplyQuery(id: "1")).first
            #expect(read?.readBy == "bob" && read?.readAt == Fixtures.time(3))
            #expect(try await store.replies(ReplyQuery(waiting: true)).map(\.id) == ["x"])
        },
        StoreCheck("a key of the deployment is made once and stays") { store async throws in
            #expect(try await store.deploymentKey("links", candidate: "one") == "one")
            #expect(try await store.deploymentKey("links", candidate: "two") == "one")
            #expect(try await store.deploymentKey("other", candidate: "two") == "two")
        },
        StoreCheck("an appointment gives way to its newer self, and is found by all that it belongs to") {
            store async throws in
            var appointment = Appointment(
                id: "ap", rollout: "r", installation: "a", customer: "acme", start: Fixtures.time(60), minutes: 30,
                person: "Dana", access: "Ring.", changedAt: Fixtures.time(0))
            try await store.change([.putAppointment(appointment)])
            (appointment.start, appointment.sequence) = (Fixtures.time(90), 1)
            try await store.change([.putAppointment(appointment)])
            for query in [
                AppointmentQuery(), AppointmentQuery(id: "ap"), AppointmentQuery(rollout: "r"),
                AppointmentQuery(customer: "acme"), AppointmentQuery(person: "Dana"),
            ] {
                #expect(try await store.appointments(query) == [appointment], "\(query)")
            }
            #expect(try await store.appointments(AppointmentQuery(person: "Ben")).isEmpty)
        },
    ]
}
