import EvenkeelDomain
import Testing

@testable import EvenkeelLedger

@Suite("What was known at a time")
struct AsKnownTests {
    @Test("nothing that came later is in it: words, ends of promises, the report and its edits")
    func later() throws {
        var desk = try Desk.owned()
        desk.now = Desk.start + .minutes(40)
        try desk.give(Desk.post(.identified, "We know why."))
        desk.now = Desk.start + .minutes(80)
        try desk.give(Desk.post(.resolved, "Calls work again."))
        let published = Desk.start + .hours(30)
        desk.now = published
        try desk.give(.publishReport(Desk.incident, Desk.report(), guards: []))
        desk.now = published + .hours(1)
        try desk.give(
            .amendReport(
                Desk.incident, Desk.report(causes: [.init(kind: .ours, text: "a cable")]), why: "More is known."))
        let incident = try desk.incident()
        #expect(incident.asKnown(at: Desk.start - .seconds(1)) == nil)
        let early = try #require(incident.asKnown(at: Desk.start + .minutes(20)))
        #expect(early.status == .investigating && early.updates.count == 1)
        #expect(early.promises.map(\.state) == [.open], "that it was kept is not known yet")
        #expect(early.report == nil && early.resolvedAt == nil)
        let middle = try #require(incident.asKnown(at: Desk.start + .minutes(60)))
        #expect(middle.updates.map(\.body) == ["Calls fail.", "We know why."])
        let first = try #require(incident.asKnown(at: published))
        #expect(first.report?.causes.map(\.text) == ["an untested change"] && first.reportEdits.isEmpty)
        #expect(incident.asKnown(at: desk.now)?.report?.causes.map(\.text) == ["a cable"])
    }

    @Test("a regulator's clock is known from when it was started, though it counts from before, and to no customer")
    func regulator() throws {
        var desk = try Desk.owned()
        desk.now = Desk.start + .hours(2)
        try desk.give(.startRegulatoryClock(Desk.incident, .nis2, awareAt: Desk.start, classifiedAt: nil))
        try desk.give(.tellRegulator(Desk.incident, subject: "nis2/early-warning", reference: "BSI 4711"))
        let incident = try desk.incident()
        #expect(incident.promises.filter { $0.kind == .regulator }.allSatisfy { $0.madeAt == Desk.start })
        let before = try #require(incident.asKnown(at: desk.now - .seconds(1)))
        #expect(before.promises.map(\.kind) == [.update] && before.filings.isEmpty)
        #expect(incident.asKnown(at: desk.now)?.promises.count == 3)
        let member = AudienceMember(customer: "alpha", reason: "runs it")
        let theirs = try #require(incident.asKnown(to: member, at: desk.now))
        #expect(theirs.promises.map(\.kind) == [.update] && theirs.filings.isEmpty)
        #expect(theirs.audience.customers == 1 && theirs.concerns == nil, "nor how many others it concerns")
    }
}
