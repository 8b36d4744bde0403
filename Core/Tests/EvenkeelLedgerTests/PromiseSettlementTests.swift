import EvenkeelDomain
import Testing

@testable import EvenkeelLedger

@Suite("Promises: made, kept, broken")
struct PromiseSettlementTests {
    private let id = Desk.incident

    @Test("a person who writes in time keeps the promise and makes the next")
    func person() throws {
        var desk = try Desk.owned()
        #expect(try desk.incident().openPromise?.due == Desk.start + .minutes(60))
        desk.now = Desk.start + .minutes(40)
        try desk.give(Desk.post(.identified))
        let promises = try desk.incident().promises
        #expect(promises.map(\.state) == [.kept, .open])
        #expect(promises.first?.keptBy == .person)
        #expect(promises.last?.due == desk.now + .minutes(60))
    }

    @Test("monitoring doubles the interval")
    func monitoring() throws {
        var desk = try Desk.owned(impact: .critical)
        try desk.give(Desk.post(.monitoring))
        #expect(try desk.incident().openPromise?.due == Desk.start + .minutes(60))
    }

    @Test("a holding line keeps the promise at the due second, up to one second after, and never before")
    func holdingLine() throws {
        let due = Desk.start + .minutes(60)
        var desk = try Desk.owned()
        desk.now = due - .seconds(1)
        #expect(desk.refusal(of: .keepPromise(id)) == .notDueYet(id, due: due))
        desk.now = due + .seconds(1)
        try desk.give(.keepPromise(id))
        let incident = try desk.incident()
        #expect(incident.promises.map(\.state) == [.kept, .open])
        #expect(incident.promises.first?.keptBy == .holdingLine)
        #expect(incident.updates.last?.author == .holdingLine)
        #expect(incident.updates.last?.body.contains("There has been no news since 2026-03-02 08:00") == true)
        #expect(incident.holdingLinesInARow == 1)
        desk.now = desk.now + .minutes(10)
        try desk.give(Desk.post(nil))
        #expect(try desk.incident().holdingLinesInARow == 0)
    }

    @Test("after downtime one update admits the silence, and the promise is on record as broken")
    func downtime() throws {
        var desk = try Desk.owned()
        desk.now = Desk.start + .hours(5)
        try desk.give(.keepPromise(id))
        let incident = try desk.incident()
        #expect(incident.promises.map(\.state) == [.broken, .open])
        #expect(incident.promises.first?.keptBy == nil)
        #expect(
            incident.updates.last?.body.contains(
                "We owed you word by 2026-03-02 09:00 (UTC) and did not give it. We are sorry.")
                == true)
        #expect(incident.updates.count == 2, "one, however many were missed")
    }

    @Test("a resolve promises the report: five working days, 17:00; the report keeps it")
    func report() throws {
        var desk = try Desk.owned()
        try desk.give(Desk.post(.resolved))
        let due = (Desk.monday + 7).startUTC + .hours(17)
        #expect(try desk.incident().openPromise?.kind == .report)
        #expect(try desk.incident().openPromise?.due == due)
        desk.now = due
        try desk.give(.publishReport(id, Desk.report(), guards: []))
        #expect(
            try desk.incident().promises.map(\.state) == [.kept, .kept, .open], "the last is the date of the action")
        #expect(try desk.incident().openPromise == nil)
    }

    @Test("a report that is late is said to be late: the promise is broken and made anew")
    func lateReport() throws {
        var desk = try Desk.owned()
        try desk.give(Desk.post(.resolved))
        desk.now = try #require(try desk.incident().openPromise).due
        try desk.give(.keepPromise(id))
        let incident = try desk.incident()
        #expect(incident.promises.map(\.state) == [.kept, .broken, .open])
        #expect(incident.openPromise?.kind == .report)
        #expect(incident.status == .resolved)
        #expect(incident.updates.last?.body.contains("is not ready. We are sorry.") == true)
    }

    @Test("what breaks again before its report is due replaces that promise and does not keep it")
    func reopened() throws {
        var desk = try Desk.owned()
        try desk.give(Desk.post(.resolved))
        desk.now = Desk.start + .hours(3)
        try desk.give(Desk.post(.investigating, "It is back."))
        #expect(try desk.incident().promises.map(\.state) == [.kept, .superseded, .open])
        #expect(try desk.incident().openPromise?.kind == .update)
    }

    @Test("a withdrawn incident owes nothing")
    func withdrawn() throws {
        var desk = try Desk.owned()
        try desk.give(Desk.post(.withdrawn, "It was a false alarm."))
        #expect(try desk.incident().openPromise == nil)
        #expect(desk.state.due(at: .distantFuture).map(\.duty) == [.fanOut(id, "u1"), .fanOut(id, "u2")])
    }
}
