import EvenkeelDomain
import Testing

@testable import EvenkeelLedger

@Suite("What is owed beside the next word")
struct OwedBesideTests {
    private let id = Desk.incident

    private func desk(impact: Impact = .major) throws -> Desk {
        var desk = try Desk.owned(impact: impact)
        desk.now = Desk.start + .minutes(5)
        return desk
    }

    @Test("a customer's earlier report opens the action why, once, with a date that is a promise")
    func seenFirst() throws {
        var desk = try desk()
        try desk.give(.receiveSignal(id, Signal(source: .customer, at: Desk.start)))
        #expect(try desk.incident().openedActions.isEmpty, "at the same instant we were not later")
        try desk.give(.receiveSignal(id, Signal(source: .customer, at: Desk.start - .minutes(7))))
        try desk.give(.receiveSignal(id, Signal(source: .customer, at: Desk.start - .minutes(9))))
        let incident = try desk.incident()
        #expect(incident.openedActions.map(\.text) == [Incident.seenFirstAction])
        #expect(incident.promises.filter { $0.kind == .action }.map(\.subject) == ["\(id)-seen-first"])
        #expect(incident.openPromise?.kind == .update, "the next word is still what is owed to customers")
    }

    @Test(
        "the report that names the action why takes it over: one action, one date, one proof, and nothing goes overdue")
    func seenFirstInReport() throws {
        var desk = try desk()
        try desk.give(.receiveSignal(id, Signal(source: .customer, at: Desk.start - .minutes(7))))
        let opened = try #require(try desk.incident().openedActions.first)
        let first = try #require(try desk.incident().promises.last)
        try desk.give(Desk.post(.resolved))
        let actions = [
            CorrectiveAction(id: "r-a1", text: opened.text, owner: "Ben", due: opened.due + 2),
            CorrectiveAction(id: "r-a2", text: "Test fax", owner: "Ben", due: Desk.monday + 30),
        ]
        try desk.give(.publishReport(id, Desk.report(actions: actions), guards: []))
        #expect(try desk.incident().actions.map(\.id) == [opened.id, "r-a2"])
        #expect(try desk.incident().promise(first.id)?.state == .superseded)
        let open = try desk.incident().promises.filter { $0.kind == .action && $0.state == .open }
        #expect(open.map(\.subject) == [opened.id.text, "r-a2"] && open.first?.due == (opened.due + 3).startUTC)
        try desk.give(.amendReport(id, Desk.report(actions: actions), why: "A word was wrong."))
        #expect(try desk.incident().actions.map(\.id) == [opened.id, "r-a2"], "who edits names them by their place")
        for action in try desk.incident().actions {
            try desk.give(.proveAction(id, action.id, .record("run 12", approvedBy: "")))
        }
        #expect(try desk.incident().actions.allSatisfy(\.isDone), "a repeat may say that all of it was done")
        #expect(try desk.incident().promises.allSatisfy { $0.state != .open })
    }

    @Test("a customer is owed the next word, how it stands with them, and what the report promised, until each is done")
    func owed() throws {
        var desk = try desk()
        func kinds(restored: Bool) throws -> [Promise.Kind] { try desk.incident().owed(restored: restored).map(\.kind) }
        try desk.give(.receiveSignal(id, Signal(source: .customer, at: Desk.start - .minutes(7))))
        #expect(try kinds(restored: false) == [.update], "what we opened beside it is ours")
        var post = PostUpdate(incident: id, status: .resolved, body: "Calls work again.", cause: "a cable")
        (post.unrestored, post.restBy) = (1, Desk.monday + 20)
        try desk.give(.postUpdate(post))
        #expect(try kinds(restored: false) == [.report, .rest])
        #expect(try kinds(restored: true) == [.report])
        try desk.give(.publishReport(id, Desk.report(), guards: []))
        #expect(try kinds(restored: false) == [.rest, .action])
        let action = try #require(try desk.incident().owed(restored: true).first)
        desk.now = action.due
        try desk.give(.missPromise(id, action.id))
        #expect(try kinds(restored: true) == [.action], "its day has gone by")
        try desk.give(.proveAction(id, ActionID(action.subject ?? ""), .record("run 12", approvedBy: "")))
        #expect(try kinds(restored: true).isEmpty)
    }

    @Test("who is first cannot be edited: a correction stands beside the signal, and both are kept")
    func correction() throws {
        var desk = try desk()
        try desk.give(.receiveSignal(id, Signal(source: .customer, at: Desk.start - .minutes(7))))
        #expect(desk.refusal(of: .correctSignal(id, signal: 1, at: Desk.start, why: " ")) == .reasonMissing)
        #expect(desk.refusal(of: .correctSignal(id, signal: 9, at: Desk.start, why: "x")) == .unknownSignal(id, 9))
        let later = desk.now + .seconds(1)
        #expect(desk.refusal(of: .correctSignal(id, signal: 1, at: later, why: "x")) == .timeInTheFuture(later))
        try desk.give(.correctSignal(id, signal: 1, at: Desk.start + .minutes(3), why: "they meant 08:03"))
        let incident = try desk.incident()
        #expect(incident.signals[1].at == Desk.start - .minutes(7))
        #expect(incident.firstToKnow.customer == Desk.start + .minutes(3))
        #expect(incident.corrections.map(\.was) == [Desk.start - .minutes(7)])
        #expect(!incident.customerWasFirst)
        #expect(incident.openedActions.count == 1, "what was opened stays open until it is proven")
    }

    @Test("a signal from the future is refused")
    func future() throws {
        let desk = try desk()
        let later = desk.now + .minutes(1)
        #expect(desk.refusal(of: .receiveSignal(id, Signal(source: .customer, at: later))) == .timeInTheFuture(later))
    }

    @Test("an action of a report is a promise: proven in time it is kept, a record needs a second person")
    func action() throws {
        var desk = try desk()
        try desk.give(Desk.post(.resolved))
        try desk.give(.publishReport(id, Desk.report(), guards: []))
        #expect(try desk.incident().promises.last?.kind == .action)
        #expect(try desk.incident().promises.last?.due == (Desk.monday + 31).startUTC, "the end of its day")
        let record = CorrectiveAction.Proof.record("run 12", approvedBy: "")
        try desk.give(.proveAction(id, "a1", record))
        #expect(try desk.incident().actions.first?.proof == .record("run 12", approvedBy: "ada"))
        #expect(try desk.incident().promises.last?.state == .kept)
        #expect(desk.refusal(of: .proveAction(id, "a1", record)) == .alreadyProven("a1"))
        #expect(desk.refusal(of: .proveAction(id, "a9", record)) == .unknownAction("a9"))
    }

    @Test("whoever owns an action cannot approve its record")
    func secondPerson() throws {
        var desk = try desk()
        try desk.give(Desk.post(.resolved))
        let mine = CorrectiveAction(id: "a1", text: "Test fax", owner: "ada", due: Desk.monday + 30)
        try desk.give(.publishReport(id, Desk.report(actions: [mine]), guards: []))
        #expect(
            desk.refusal(of: .proveAction(id, "a1", .record("run 12", approvedBy: "ada")))
                == .proofByOwner("a1", owner: "ada"))
    }

    @Test("an action that slips is announced, its promise broken and made anew; two working days before, a warning")
    func slip() throws {
        var desk = try desk()
        try desk.give(Desk.post(.resolved))
        try desk.give(.publishReport(id, Desk.report(), guards: []))
        let promise = try #require(try desk.incident().promises.last)
        // 2026-04-01 is a Wednesday; two working days before is Monday.
        #expect(promise.warnAt == (Desk.monday + 28).startUTC + .hours(9))
        desk.now = promise.due
        try desk.give(.missPromise(id, promise.id))
        let incident = try desk.incident()
        #expect(incident.promise(promise.id)?.state == .broken)
        #expect(
            incident.updates.last?.body
                == "We promised \"Test fax\" by 2026-04-01. It is not done. We are sorry. The new date is 2026-04-09.")
        #expect(incident.promises.last?.state == .open)
        #expect(incident.promises.last?.due == (Desk.monday + 39).startUTC)
        #expect(incident.status == .reported)
    }

    @Test("a regulator's clock runs beside the customers', and the next stage begins with the one before")
    func regulator() throws {
        var desk = try desk()
        let aware = Desk.start
        try desk.give(.startRegulatoryClock(id, .nis2, awareAt: aware, classifiedAt: nil))
        #expect(try desk.incident().promises.filter { $0.kind == .regulator }.count == 2)
        #expect(try desk.incident().openPromise?.kind == .update)
        desk.now = aware + .hours(20)
        try desk.give(.tellRegulator(id, subject: "nis2/early-warning", reference: "BSI 4711"))
        #expect(try desk.incident().promises.first { $0.subject == "nis2/early-warning" }?.state == .kept)
        #expect(
            desk.refusal(of: .tellRegulator(id, subject: "nis2/final", reference: "x"))
                == .unknownPromise(id, "nis2/final"))
        desk.now = aware + .hours(72)
        let notification = try #require(try desk.incident().promises.first { $0.subject == "nis2/notification" })
        try desk.give(.missPromise(id, notification.id))
        #expect(try desk.incident().promise(notification.id)?.state == .broken)
        desk.now = aware + .hours(80)
        try desk.give(.tellRegulator(id, subject: "nis2/notification", reference: "BSI 4712"))
        #expect(try desk.incident().promise(notification.id)?.state == .broken, "told late is not told in time")
        #expect(try desk.incident().promises.last?.subject == "nis2/final")
    }

    @Test("a classification moves the first DORA term; the one before is replaced")
    func classification() throws {
        var desk = try desk()
        try desk.give(.startRegulatoryClock(id, .dora, awareAt: Desk.start, classifiedAt: nil))
        desk.now = Desk.start + .hours(2)
        try desk.give(.startRegulatoryClock(id, .dora, awareAt: Desk.start, classifiedAt: desk.now))
        let terms = try desk.incident().promises.filter { $0.kind == .regulator }
        #expect(terms.map(\.state) == [.superseded, .open])
        #expect(terms.last?.due == Desk.start + .hours(6))
    }

    // MARK: Those whom a resolve left open

    private func resolved(leaving customers: Int, impact: Impact = .major) throws -> Desk {
        var desk = try desk(impact: impact)
        var post = PostUpdate(incident: id, status: .resolved, body: "Calls work again.", cause: "a cable")
        (post.unrestored, post.restBy) = (customers, Desk.monday + 4)
        try desk.give(.postUpdate(post))
        return desk
    }

    @Test("the day by which those who are not restored hear is a promise; restoring the last of them keeps it")
    func rest() throws {
        var desk = try resolved(leaving: 2)
        let promise = try #require(try desk.incident().openRest)
        #expect(promise.due == (Desk.monday + 5).startUTC, "the end of its day")
        #expect(try desk.incident().openPromise?.kind == .report, "the report is owed beside it")
        try desk.give(.restoreCustomers(id, ["alpha"], how: "a visit", deliveries: []))
        #expect(try desk.incident().openRest?.id == promise.id, "beta has heard nothing")
        try desk.give(.restoreCustomers(id, ["beta"], how: "a visit", deliveries: []))
        #expect(try desk.incident().promise(promise.id)?.state == .kept)
        #expect(PromiseRecord(of: [try desk.incident()], at: desk.now).keptByPerson == 2)
        #expect(try resolved(leaving: 0).incident().openRest == nil, "nobody is left")
    }

    @Test("a person's word afterwards keeps it; the report, which says nothing of them, does not")
    func restIsWord() throws {
        var desk = try resolved(leaving: 1)
        let promise = try #require(try desk.incident().openRest)
        var reported = desk
        try reported.give(.publishReport(id, Desk.report(), guards: []))
        #expect(try reported.incident().openRest?.id == promise.id)
        try desk.give(Desk.post(.investigating, "Beta is still cut off."))
        #expect(try desk.incident().promise(promise.id)?.state == .kept)
    }

    @Test(
        "whoever owns it is reminded, then a second person; the day that passes in silence breaks it before everybody")
    func restBroken() throws {
        var desk = try resolved(leaving: 1, impact: .minor)
        let promise = try #require(try desk.incident().openRest)
        func reasons() throws -> [StaffAlert.Reason] { try desk.incident().alerts.map(\.reason) }
        for (rung, reason) in [(PromiseRung.owner, StaffAlert.Reason.remindOwner), (.second, .remindSecond)] {
            desk.now = rung.at(madeAt: promise.madeAt, due: promise.due)
            #expect(desk.state.due(at: desk.now).contains { $0.duty == .climb(id, promise.id, rung) })
            try desk.give(.climb(id, promise.id, rung))
            #expect(try reasons().last == reason)
        }
        desk.now = promise.due
        #expect(desk.state.due(at: desk.now).contains { $0.duty == .missPromise(id, promise.id) })
        try desk.give(.missPromise(id, promise.id))
        let incident = try desk.incident()
        #expect(incident.promise(promise.id)?.state == .broken)
        #expect(try reasons().suffix(2) == [.late, .late])
        let told = try #require(incident.updates.last)
        #expect(
            told.body.hasPrefix("Where we do not know yet whether it works again, we promised word by 2026-03-06 23:59")
        )
        #expect(told.unrestored?.by == Desk.monday + 7, "the next working day, and that is a promise again")
        #expect(incident.openRest?.due == (Desk.monday + 8).startUTC)
        #expect(MessageComposer.kind(of: incident.updates.count - 1, in: incident) == .resolved)
        #expect(PromiseRecord(of: [incident], at: desk.now).broken == 1)
    }

    @Test("a late word to those who are not restored leaves the report's promise as it was, before and after")
    func restBesideReport() throws {
        var desk = try resolved(leaving: 1)
        let (report, rest) = (try desk.incident().openPromise, try #require(try desk.incident().openRest))
        desk.now = rest.due
        try desk.give(.missPromise(id, rest.id))
        #expect(try desk.incident().openPromise == report)
    }
}
