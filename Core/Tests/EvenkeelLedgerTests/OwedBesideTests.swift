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
                == "We promised by 2026-04-01: Test fax. It is not done. We are sorry. The new date is 2026-04-09.")
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
}
