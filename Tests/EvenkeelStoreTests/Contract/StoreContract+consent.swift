import EvenkeelDomain
import EvenkeelLedger
import Testing

extension StoreContract {
    static let consent = [
        StoreCheck("a notice comes back as it was put, and gives way to the one that replaces it") {
            store async throws in
            var row = Fixtures.notice("a")
            (row.day, row.mustAgree, row.postponed) = (CivilDate(dayNumber: 20_600), true, 2)
            row.remindedAt = Fixtures.time(3)
            try await store.change([.putNotices([row])])
            #expect(try await store.notices(NoticeQuery(rollout: "r", wave: 0, customer: "a")) == [row])
            (row.state, row.day, row.mustAgree) = (.declined, nil, false)
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
            #expect(try await store.change([.putLink(link), .putLink(technician)]) == 2)
            #expect(try await store.change([.putLink(link)]) == 0)
            #expect(try await store.link(secretHash: "h") == link)
            #expect(try await store.link(secretHash: "x") == nil)
            #expect(try await store.change([.revokeLinks(.customer, subject: "a", at: Fixtures.time(5))]) == 1)
            #expect(try await store.link(secretHash: "h")?.revokedAt == Fixtures.time(5))
            #expect(try await store.link(secretHash: "t")?.revokedAt == nil)
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
