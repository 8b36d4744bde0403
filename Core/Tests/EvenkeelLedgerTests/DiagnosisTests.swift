import EvenkeelDomain
import Testing

@testable import EvenkeelLedger

@Suite("What is learnt after an incident was owned")
struct DiagnosisTests {
    @Test("what closed without a report owes one once a customer asks, and late is announced like any other")
    func requested() throws {
        var desk = try Desk.owned(impact: .minor)
        #expect(
            desk.refusal(of: .requestReport(Desk.incident, "alpha"))
                == .incidentCannot(.report, Desk.incident, in: .investigating))
        try desk.give(Desk.post(.resolved, cause: "a cable"))
        try desk.give(.requestReport(Desk.incident, "alpha"))
        let promise = try #require(try desk.incident().openPromise)
        #expect(promise.kind == .report && promise.due > desk.now + .days(4))
        #expect(try desk.give(.requestReport(Desk.incident, "beta")).events.isEmpty, "the day stands")
        desk.now = promise.due
        try desk.give(.keepPromises([Desk.incident]))
        #expect(try desk.incident().updates.last?.body.contains("is not ready. We are sorry.") == true)
        try desk.give(.publishReport(Desk.incident, Desk.report(), guards: []))
        #expect(desk.refusal(of: .requestReport(Desk.incident, "alpha")) != nil)
    }

    private let id = Desk.incident

    @Test("flagged words need a reason, which is on record by kind and without the words")
    func leaks() throws {
        var desk = try Desk.owned()
        let finding = LeakGuard.Finding(kind: .supplier, text: "Telco")
        var post = PostUpdate(incident: id, status: nil, body: "Telco has a fault.")
        post.leaks = [finding]
        #expect(desk.refusal(of: .postUpdate(post)) == .leaks([finding]))
        post.override = " "
        #expect(desk.refusal(of: .postUpdate(post)) == .leaks([finding]))
        post.override = "They have said so in public."
        let events = try desk.give(.postUpdate(post)).events
        guard case .updatePosted(let posted) = events.first else { throw Refusal.bodyMissing }
        #expect(posted.override == LeakOverride(why: "They have said so in public.", kinds: [.supplier]))
        desk.now = desk.now + .hours(1)
        try desk.give(.keepPromises([id]))
        #expect(try desk.incident().updates.last?.author == .holdingLine, "a holding line is never blocked")
    }

    @Test("a report must have what the check-list asks for; an action of a supplier is none of ours")
    func checks() throws {
        var desk = Desk(
            settings: {
                var settings = Settings(organisation: "Acme Telecom")
                settings.suppliers = ["Telco"]
                return settings
            }())
        try desk.give(Desk.own())
        try desk.give(Desk.post(.resolved))
        let theirs = CorrectiveAction(id: "a1", text: "They replace the card", owner: "telco", due: Desk.monday + 9)
        let supplier = Report.Cause(kind: .supplier, text: "A card broke.")
        #expect(
            desk.refusal(of: .publishReport(id, Desk.report(causes: [supplier], actions: [theirs]), guards: []))
                == .supplierWithoutOwnAction(id))
        let ours = CorrectiveAction(id: "a2", text: "We keep a spare", owner: "Ada", due: Desk.monday + 9)
        #expect(
            desk.refusal(of: .publishReport(id, Desk.report(causes: [supplier], actions: [theirs, ours]), guards: []))
                == nil)
        let late = CorrectiveAction(id: "a3", text: "x", owner: "Ada", due: Desk.monday - 1)
        #expect(
            desk.refusal(of: .publishReport(id, Desk.report(actions: [late]), guards: []))
                == .actionInThePast("a3", due: late.due))
        let points = ReportCheck.of(
            Desk.report(causes: [], actions: []), on: try desk.incident(), today: Desk.monday)
        #expect(points.filter { !$0.isMet }.map(\.rule) == [.cause, .action])
    }

    @Test("a published report is changed in sight: what stood there stays, no action vanishes, a proof is kept")
    func amend() throws {
        var desk = try Desk.owned()
        try desk.give(Desk.post(.resolved))
        try desk.give(.publishReport(id, Desk.report(), guards: []))
        try desk.give(.proveAction(id, "a1", .check("fax-test", greenAt: desk.now)))
        let more = CorrectiveAction(id: "a2", text: "Write it down", owner: "Ben", due: Desk.monday + 20)
        #expect(
            desk.refusal(of: .amendReport(id, Desk.report(actions: [more]), why: "more")) == .actionVanished("a1"))
        #expect(desk.refusal(of: .amendReport(id, Desk.report(), why: " ")) == .reasonMissing)
        let both = Desk.report(actions: Desk.report().actions + [more])
        try desk.give(.amendReport(id, both, why: "One more action."))
        let incident = try desk.incident()
        #expect(incident.reportEdits.map(\.why) == ["One more action."])
        #expect(incident.reportEdits.first?.before.actions.count == 1)
        #expect(incident.report?.actions.first?.isDone == true)
        #expect(incident.promises.last?.subject == "a2")
    }

    @Test("a repeat is found by trigger and words, confirmed by a person, and declared with what became of the promise")
    func repeats() throws {
        var desk = try Desk.owned()
        try desk.give(Desk.post(.resolved))
        try desk.give(.publishReport(id, Desk.report(), guards: []))
        desk.now = desk.now + .days(2)
        var again = Desk.opening()
        again = IncidentSuspected(
            incident: "again", title: "Calls fail again", impact: .major, components: ["telephony"],
            visibility: .audience, began: desk.now, signal: again.signal)
        let members = [AudienceMember(customer: "alpha", reason: "r")]
        try desk.give(
            .ownIncident(
                OwnIncident(
                    incident: "again", opening: again, body: "Calls fail.", audience: members, criticality: .normal)))
        let likely = RepeatFinder.likely(try desk.incident("again"), among: desk.state.incidents.values)
        #expect(likely.map(\.incident) == [id])
        #expect(likely.first?.reasons.contains("the same component") == true)
        #expect(RepeatFinder.likely(try desk.incident(), among: desk.state.incidents.values).isEmpty)
        #expect(desk.refusal(of: .confirmRepeat("again", of: "again")) == .cannotRepeat("again", of: "again", .itself))
        var later = again
        later.incident = "later"
        try desk.give(.suspectIncident(later))
        #expect(
            desk.refusal(of: .confirmRepeat("again", of: "later"))
                == .cannotRepeat("again", of: "later", .withoutReport))
        #expect(desk.refusal(of: .confirmRepeat("again", of: "nothing")) == .unknownIncident("nothing"))
        var other = desk
        try other.give(.rejectRepeat("again", of: id))
        #expect(RepeatFinder.likely(try other.incident("again"), among: other.state.incidents.values).isEmpty)
        let rejection = RejectedRepeat(of: id, at: other.now, by: "ada")
        #expect(try other.incident("again").rejectedRepeats == [rejection])
        try other.give(.rejectRepeat("again", of: id))
        #expect(try other.incident("again").rejectedRepeats == [rejection], "said twice it is said once")
        try desk.give(.confirmRepeat("again", of: id))
        #expect(desk.refusal(of: .rejectRepeat("again", of: id)) == .alreadyExists("again as a repeat"))
        #expect(
            try desk.incident("again").updates.last?.body
                == "This is a repeat of 2026-03-02. What we promised then was not complete.")
        #expect(try desk.incident("again").repeatOf == id)
    }

    @Test("what is brought in promises nothing, is sent to nobody, and is passed over the second time")
    func imported() throws {
        var desk = Desk()
        let word = IncidentImported.Word(at: Desk.start - .days(400), status: .investigating, body: "We look.")
        let past = IncidentImported(
            incident: "past-1", title: "Pages were slow", impact: .major, components: [], visibility: .audience,
            began: word.at, words: [word], source: "history.jsonl")
        try desk.give(.importIncidents([past, past]))
        #expect(try desk.give(.importIncidents([past])).events.isEmpty)
        #expect(try desk.incident("past-1").status == .resolved)
        #expect(desk.state.agenda.all.isEmpty)
        var future = past
        future.incident = "past-2"
        future.words[0].at = Desk.start + .days(1)
        #expect(desk.refusal(of: .importIncidents([future])) == .timeInTheFuture(future.words[0].at))
    }

    @Test("three figures stay apart: kept by a person, kept by a holding line, broken")
    func record() throws {
        var desk = try Desk.owned()
        desk.now = Desk.start + .minutes(60)
        try desk.give(.keepPromises([id]))
        desk.now = desk.now + .minutes(10)
        try desk.give(Desk.post(.identified))
        desk.now = desk.now + .hours(3)
        try desk.give(.keepPromises([id]))
        let record = PromiseRecord(of: [try desk.incident()], at: desk.now)
        #expect(record.made == 4 && record.open == 1)
        #expect(record.keptByPerson == 1 && record.keptByHoldingLine == 1 && record.broken == 1)
        #expect(record.worstMiss == .hours(2))
        #expect(record.longestSilence == .hours(3))
        #expect(record.medianFirstWord == .zero && record.knownFirst == 1)
    }
}
