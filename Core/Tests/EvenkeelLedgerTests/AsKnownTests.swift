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
}
