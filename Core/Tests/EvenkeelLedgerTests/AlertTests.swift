import EvenkeelDomain
import Testing

@testable import EvenkeelLedger

@Suite("Pages: raised, handed over, acknowledged, passed on")
struct AlertTests {
    private let id = Desk.incident

    /// Ada owns the incident; cleo is a lead.
    private func missed() throws -> Desk {
        func person(_ id: PersonID, _ role: StaffRole) -> OnCallPerson {
            OnCallPerson(id: id, name: id.text, role: role, reach: [.command("pager")])
        }
        var desk = Desk(
            settings: Settings(
                organisation: "Acme Telecom", rota: Rota(people: [person("ada", .engineer), person("cleo", .lead)])))
        try desk.give(Desk.own())
        desk.now = Desk.start + .minutes(60)
        try desk.give(.keepPromises([id]))
        return desk
    }

    @Test("what was acknowledged goes to nobody else, and may be said to customers")
    func acknowledged() throws {
        var desk = try missed()
        let page = try #require(try desk.incident().alerts.last)
        #expect(page.reason == .missed && page.person == "ada" && page.wantsAnswer)
        desk.now = desk.now + .minutes(2)
        try desk.give(.acknowledgeAlert(id, page.id))
        #expect(try desk.incident().alerts.last?.acknowledgedBy == "ada")
        #expect(!desk.state.agenda.all.map(\.duty).contains(.passOnAlert(id, page.id)))
        desk.now = Desk.start + .minutes(120)
        try desk.give(.keepPromises([id]))
        #expect(
            try desk.incident().updates.last?.body
                == "Acme Telecom's team is on it. There has been no news since 2026-03-02 08:00 (UTC).")
        #expect(desk.refusal(of: .acknowledgeAlert(id, "nothing")) == .unknownAlert("nothing"))
    }

    @Test("a page that nobody took claims no work: the line says that an engineer was alerted, and no name")
    func unanswered() throws {
        var desk = try missed()
        let page = try #require(try desk.incident().alerts.last)
        try desk.give(.recordHandOver(id, page.id, reached: ["command:pager"], failed: ["email: refused"]))
        desk.now = Desk.start + .minutes(120)
        try desk.give(.keepPromises([id]))
        #expect(
            try desk.incident().updates.last?.body == "We have no news yet. Our duty engineer has been alerted.")
    }

    @Test("a page that reached nobody goes out once more when outbound changes, and not once it is answered")
    func captured() throws {
        var desk = try missed()
        let page = try #require(try desk.incident().alerts.last)
        func isDue(_ desk: Desk) -> Bool {
            desk.state.due(at: desk.now).contains { $0.duty == .handOverAlert(id, page.id) }
        }
        try desk.give(.recordHandOver(id, page.id, reached: [], failed: ["email: outbound is capture"]))
        #expect(!isDue(desk))
        var answered = desk
        try answered.give(Desk.post(.identified))
        try answered.give(.changeOutbound(.live))
        #expect(!isDue(answered))
        try desk.give(.changeOutbound(.allowList))
        #expect(isDue(desk))
        #expect(try desk.incident().alerts.last?.failed.isEmpty == true)
        try desk.give(.recordHandOver(id, page.id, reached: ["command:pager"], failed: []))
        try desk.give(.changeOutbound(.live))
        #expect(!isDue(desk), "it has reached somebody")
    }

    @Test("a page is passed on when its time is over, not before, and an update ends it")
    func passedOn() throws {
        var desk = try missed()
        let page = try #require(try desk.incident().alerts.last)
        #expect(try desk.give(.passOnAlert(id, page.id)).events.isEmpty)
        desk.now = desk.now + .minutes(5)
        try desk.give(.passOnAlert(id, page.id))
        #expect(try desk.incident().alerts.last?.person == "cleo")
        #expect(try desk.give(.passOnAlert(id, page.id)).events.isEmpty, "once")
        try desk.give(Desk.post(.identified))
        #expect(try desk.incident().alerts.allSatisfy { !$0.wantsAnswer })
    }

    @Test("after three lines in a row only a person of a higher role answers")
    func superior() throws {
        var desk = try missed()
        for hour in 2...3 {
            desk.now = Desk.start + .hours(hour)
            try desk.give(.keepPromises([id]))
        }
        let owed = try #require(try desk.incident().alerts.last { $0.reason == .superiorMustWrite })
        #expect(owed.person == "cleo")
        try desk.give(Desk.post(nil, "Still looking."))
        #expect(try desk.incident().alerts.first { $0.id == owed.id }?.answeredAt == nil)
        let decision = try desk.state.decide(
            Desk.post(nil, "I take over."), at: desk.now, by: "cleo", settings: desk.settings)
        guard case .updatePosted(let posted) = decision.events.first else { throw Refusal.bodyMissing }
        #expect(posted.answers == [owed.id])
    }

    @Test("a page that is acknowledged late, after it had gone on, ends the one it went on to")
    func late() throws {
        var desk = try missed()
        let page = try #require(try desk.incident().alerts.last)
        desk.now = desk.now + .minutes(5)
        try desk.give(.passOnAlert(id, page.id))
        let next = try #require(try desk.incident().alerts.last)
        desk.now = desk.now + .seconds(10)
        try desk.give(.acknowledgeAlert(id, page.id))
        #expect(try desk.incident().alerts.last?.acknowledgedBy == "ada")
        desk.now = desk.now + .hours(1)
        #expect(try desk.give(.passOnAlert(id, next.id)).events.isEmpty, "it goes to nobody else")
        #expect(try desk.incident().alerts.allSatisfy { !$0.waitsForHandOver }, "what still waited reaches nobody")
        #expect(try desk.give(.acknowledgeAlert(id, page.id)).events.isEmpty, "twice says nothing new")
        desk.now = Desk.start + .hours(2)
        try desk.give(.keepPromises([id]))
        #expect(try desk.incident().alerts.last?.wantsAnswer == true, "the next silence is a matter of its own")
    }

    @Test(
        "whoever acknowledges has every page of the matter, save one that asks for a higher role than theirs",
        arguments: [
            (StaffAlert.Reason.missed, "ada", false), (.missed, "cleo", true), (.superiorMustWrite, "cleo", true),
            (.superiorMustWrite, "token of nobody in the rota", true),
        ])
    func chains(_ reason: StaffAlert.Reason, _ actor: String, _ endsAll: Bool) throws {
        var desk = try missed()
        for hour in 2...3 {
            desk.now = Desk.start + .hours(hour)
            try desk.give(.keepPromises([id]))
        }
        let open = try desk.incident().alerts.filter(\.wantsAnswer)
        #expect(open.map(\.reason) == [.missed, .superiorMustWrite])
        desk.actor = actor
        try desk.give(.acknowledgeAlert(id, try #require(open.first { $0.reason == reason }).id))
        #expect(try desk.incident().alerts.filter(\.wantsAnswer).map(\.reason) == (endsAll ? [] : [.superiorMustWrite]))
    }

    @Test("a regulator's term is another matter: whoever has the silence has not told the regulator")
    func regulator() throws {
        var desk = try missed()
        try desk.give(.startRegulatoryClock(id, .nis2, awareAt: Desk.start, classifiedAt: nil))
        let term = try #require(try desk.incident().promises.first { $0.kind == .regulator })
        desk.now = term.due
        try desk.give(.missPromise(id, term.id))
        let regulator = try desk.incident().alerts.filter { $0.reason == .regulatorMissed }
        #expect(regulator.map(\.person) == ["ada", "cleo"])
        try desk.give(.acknowledgeAlert(id, try #require(try desk.incident().alerts.first).id))
        #expect(try desk.incident().alerts.filter(\.wantsAnswer).map(\.id) == regulator.map(\.id))
        try desk.give(.acknowledgeAlert(id, regulator[0].id))
        #expect(try desk.incident().alerts.allSatisfy { !$0.wantsAnswer }, "one of the two has it")
    }

    @Test("the mail of a holding line is merged into the word that a person says within its minute")
    func merged() throws {
        var desk = try missed()
        desk.now = desk.now + .seconds(59)
        let rows = try desk.give(Desk.post(.identified)).rows
        #expect(
            rows == [
                .stepDeliveriesAbout(.update(id, "u2"), .merge, at: desk.now, reason: "merged into u3")
            ])
        // A fan-out that comes only now does the same.
        let late = try desk.give(.recordFanOut(id, "u2", [])).rows
        #expect(late.last == rows.first)
        desk = try missed()
        desk.now = desk.now + .seconds(60)
        #expect(try desk.give(Desk.post(.identified)).rows.isEmpty)
    }

    @Test("without a rota nobody is named and nothing is claimed")
    func nobody() throws {
        var desk = Desk()
        try desk.give(Desk.own())
        desk.now = Desk.start + .hours(5)
        try desk.give(.keepPromises([id]))
        let line = try #require(try desk.incident().updates.last?.holdingLine)
        #expect(line.staff == .acknowledged, "Ada had spoken")
        #expect(line.missed == Desk.start + .minutes(60))
        #expect(try desk.incident().alerts.map(\.person) == [nil])
    }
}
