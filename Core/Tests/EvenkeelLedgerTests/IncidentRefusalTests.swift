import EvenkeelDomain
import Testing

@testable import EvenkeelLedger

@Suite("What an incident may not do")
struct IncidentRefusalTests {
    private let id = Desk.incident

    @Test("owning needs a body, a title, a time in reach, and happens once")
    func own() throws {
        var desk = Desk()
        #expect(desk.refusal(of: Desk.own(body: " ")) == .bodyMissing)
        #expect(desk.refusal(of: Desk.own(nextBy: Desk.start)) == .nextInThePast(Desk.start))
        // Below critical, the next working morning is always allowed: today 09:00 is sooner than the hour is up, so 60 min.
        #expect(
            desk.refusal(of: Desk.own(nextBy: Desk.start + .minutes(61)))
                == .nextTooLate(latest: Desk.start + .minutes(60)))
        #expect(
            desk.refusal(of: Desk.own(impact: .critical, nextBy: Desk.start + .minutes(31)))
                == .nextTooLate(latest: Desk.start + .minutes(30)))
        var untitled = Desk.opening()
        untitled.title = " "
        #expect(desk.refusal(of: .suspectIncident(untitled)) == .titleMissing)
        try desk.give(Desk.own())
        #expect(desk.refusal(of: Desk.own()) == .alreadyExists("telephony-down"))
        let again = OwnIncident(incident: id, opening: nil, body: "It is us.", audience: [], criticality: .low)
        #expect(desk.refusal(of: .ownIncident(again)) == .alreadyOwned(id))
        #expect(
            desk.refusal(
                of: .ownIncident(.init(incident: "x", opening: nil, body: "b", audience: [], criticality: .low)))
                == .unknownIncident("x"))
    }

    @Test("a cause is no part of a word that leaves it open, and nobody is promised word by a day that has gone by")
    func dropped() throws {
        let desk = try Desk.owned(impact: .minor)
        #expect(desk.refusal(of: Desk.post(.identified, cause: "a cable")) == .causeTooEarly(id))
        #expect(desk.refusal(of: Desk.post(nil, cause: " ")) == nil)
        var over = PostUpdate(incident: id, status: .resolved, body: "Over.", cause: "a cable")
        over.unrestored = 1
        for (day, refusal) in [(Desk.monday - 1, Refusal.restInThePast(Desk.monday - 1)), (Desk.monday, nil)] {
            over.restBy = day
            #expect(desk.refusal(of: .postUpdate(over)) == refusal)
        }
    }

    @Test("where components are declared a mistyped one is refused; where none are, every name is one")
    func component() throws {
        var planned = ScheduleMaintenance(
            id: "switch", title: "New switch", text: "A minute.", from: Desk.start, to: Desk.start + .hours(1))
        (planned.audience, planned.components) = (1, ["telefony"])
        var opening = Desk.opening()
        opening.components = ["telephony", "telefony"]
        let own = OwnIncident(incident: id, opening: opening, body: "b", audience: [], criticality: .low)
        let commands: [Command] = [
            .suspectIncident(opening), .ownIncident(own), .scheduleMaintenance(planned),
        ]
        var desk = Desk()
        #expect(commands.allSatisfy { desk.refusal(of: $0) == nil })
        for name: ComponentID in ["web", "telephony"] {
            try desk.give(.declareComponent(Component(id: name, name: name.text)))
        }
        for command in commands {
            #expect(desk.refusal(of: command) == .unknownComponent("telefony", known: ["telephony", "web"]))
        }
        try desk.give(Desk.own())
    }

    @Test("an update needs a body and the time of the next; a small incident closes with its cause")
    func post() throws {
        var desk = try Desk.owned(impact: .minor)
        #expect(desk.refusal(of: Desk.post(.identified, " ")) == .bodyMissing)
        #expect(desk.refusal(of: Desk.post(.resolved)) == .causeMissing(id))
        #expect(desk.refusal(of: Desk.post(.reported)) == .incidentCannot(.report, id, in: .investigating))
        #expect(desk.refusal(of: Desk.post(.suspected)) == .incidentCannot(.investigate, id, in: .investigating))
        try desk.give(Desk.post(.resolved, cause: "a cable"))
        #expect(try desk.incident().openPromise == nil)
        #expect(desk.refusal(of: Desk.post(nil, "ok")) == .incidentOver(id, .resolved), "no step that nobody asked for")
        #expect(desk.refusal(of: Desk.post(.withdrawn)) == .incidentCannot(.withdraw, id, in: .resolved))
    }

    @Test(
        "a report needs a cause, an action of ours, and an owner for each action",
        arguments: [
            (Desk.report(causes: []), Refusal.reportNeedsCause(Desk.incident)),
            (Desk.report(actions: []), .reportNeedsAction(Desk.incident)),
            (
                Desk.report(causes: [.init(kind: .supplier, text: "the carrier")], actions: []),
                .supplierWithoutOwnAction(Desk.incident)
            ),
            (
                Desk.report(actions: [CorrectiveAction(id: "a2", text: "Look", owner: " ", due: Desk.monday)]),
                .actionWithoutOwner("a2")
            ),
        ])
    func report(_ report: Report, _ refusal: Refusal) throws {
        var desk = try Desk.owned()
        #expect(
            desk.refusal(of: .publishReport(id, report, guards: [])) == .incidentCannot(.report, id, in: .investigating)
        )
        try desk.give(Desk.post(.resolved))
        #expect(desk.refusal(of: .publishReport(id, report, guards: [])) == refusal)
        #expect(desk.refusal(of: .publishReport(id, Desk.report(), guards: [])) == nil)
    }

    @Test("publishing has words of its own: they keep the promise while it is open, and none once it is over")
    func published() throws {
        var desk = try Desk.owned()
        try desk.give(.publishIncident(id, publicTitle: "Calls fail", text: "Calls fail for some of you."))
        var incident = try desk.incident()
        #expect(incident.visibility == .public && incident.updates.last?.body == "Calls fail for some of you.")
        #expect(incident.promises.map(\.state) == [.kept, .open])
        var other = try Desk.owned()
        try other.give(Desk.post(.resolved))
        try other.give(.publishIncident(id, publicTitle: "Calls failed", text: "Calls failed for some of you."))
        incident = try other.incident()
        #expect(incident.openPromise?.kind == .report && incident.updates.last?.outlook == .nothingOwed)
    }

    @Test("what is owned concerns somebody, or is public; a report goes to an audience")
    func audience() throws {
        var opening = Desk.opening()
        opening.concerns = try Predicate(parsing: "feature==telex")
        func own() -> Command {
            .ownIncident(.init(incident: id, opening: opening, body: "b", audience: [], criticality: .normal))
        }
        let desk = Desk()
        #expect(desk.refusal(of: own()) == .audienceEmpty(id))
        opening.visibility = .public
        #expect(desk.refusal(of: own()) == nil)
        (opening.visibility, opening.concerns) = (.audience, nil)
        #expect(desk.refusal(of: own()) == nil, "nobody is known yet: that delays no true word")
    }

    @Test("a guard is the proof of its action, and stands after the report")
    func guardAsProof() throws {
        var desk = try Desk.owned()
        try desk.give(Desk.post(.resolved))
        func rule(_ action: ActionID) throws -> Guard {
            Guard(
                id: "g", incident: id, action: action, when: .always, soakHours: 24, atSites: 1, matching: .always,
                beforeWave: 2, since: desk.now)
        }
        #expect(desk.refusal(of: .publishReport(id, Desk.report(), guards: [try rule("a9")])) == .reportNeedsAction(id))
        try desk.give(.publishReport(id, Desk.report(), guards: [try rule("a1")]))
        #expect(try desk.incident().report?.actions.first?.proof == .guard("g"))
        #expect(desk.state.guards["g"] != nil)
        #expect(try desk.incident().status == .reported)
    }

    @Test("an update is fanned out once; nobody is restored before the incident is owned")
    func once() throws {
        var desk = try Desk.owned()
        try desk.give(.recordFanOut(id, "u1", []))
        #expect(desk.refusal(of: .recordFanOut(id, "u1", [])) == .alreadyFannedOut("u1"))
        var other = Desk()
        try other.give(.suspectIncident(Desk.opening()))
        #expect(
            other.refusal(of: .restoreCustomers(id, ["alpha"], how: "fix", deliveries: []))
                == .incidentCannot(.resolve, id, in: .suspected))
    }

    @Test("a public incident has a public text of its own")
    func publish() throws {
        var desk = try Desk.owned()
        #expect(desk.refusal(of: .publishIncident(id, publicTitle: " ")) == .titleMissing)
        for empty in ["", " "] {
            #expect(
                desk.refusal(of: .publishIncident(id, publicTitle: "Calls fail", text: empty)) == .bodyMissing,
                "everybody would read an empty page")
        }
        try desk.give(.publishIncident(id, publicTitle: "Calls fail for some", text: "Calls fail for some of you."))
        #expect(try desk.incident().publicTitle == "Calls fail for some")
        #expect(try desk.incident().title == "Calls fail")
        var other = Desk()
        try other.give(.suspectIncident(Desk.opening()))
        #expect(
            other.refusal(of: .publishIncident(id, publicTitle: "Calls fail", text: "Calls fail for some of you."))
                == .incidentCannot(.investigate, id, in: .suspected), "its words would be lost: nobody owns it yet")
    }
}
