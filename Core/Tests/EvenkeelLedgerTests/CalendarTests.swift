import EvenkeelDomain
import Testing

@testable import EvenkeelLedger

@Suite("The organisation's calendar")
struct CalendarTests {
    private func freeze(_ from: CivilDate, _ to: CivilDate, id: CalendarRuleID = "f", among: Predicate? = nil) throws
        -> CalendarRule
    {
        CalendarRule(
            id: id, kind: .freeze(try #require(DaySpan(from: from, to: to))), among: among, owner: "ada",
            why: "year end", since: Desk.start)
    }

    private func crossing(_ id: CrossingID = "c", sites: Int = 1, hours: Int = 4, agreed: String? = nil)
        -> FreezeCrossing
    {
        FreezeCrossing(
            id: id, rollout: Desk.rollout, sites: (0..<sites).map { InstallationID("s\($0)") },
            time: TimeRange(from: Desk.start, until: Desk.start + .hours(hours)), why: "their trunk is down",
            agreed: agreed, requestedBy: "ada", requestedAt: Desk.start)
    }

    @Test("a rule holds from the moment it is added to the moment it is lifted, and both are reasoned")
    func rules() throws {
        var desk = Desk()
        let rule = try freeze(Desk.monday, Desk.monday + 4)
        try desk.give(.addCalendarRule(rule))
        #expect(desk.state.calendar(desk.settings).freezes.map(\.rule) == ["f"])
        #expect(!desk.state.calendar(desk.settings).isWorkingDay(Desk.monday))
        #expect(desk.refusal(of: .addCalendarRule(rule)) == .alreadyExists("f"))
        #expect(desk.refusal(of: .liftCalendarRule("f", why: " ")) == .reasonMissing)
        #expect(desk.refusal(of: .liftCalendarRule("g", why: "x")) == .unknownCalendarRule("g"))
        try desk.give(.liftCalendarRule("f", why: "it is over"))
        #expect(desk.state.calendar(desk.settings).freezes.isEmpty)
    }

    @Test("the newest rule wins, and one about some goes after one about everybody")
    func order() throws {
        var desk = Desk()
        func week(_ id: CalendarRuleID, _ days: WorkingWeek, _ among: String?) throws -> CalendarRule {
            CalendarRule(
                id: id, kind: .week(days), among: try among.map { try Predicate(parsing: $0) }, owner: "ada", why: "w",
                since: desk.now)
        }
        try desk.give(.addCalendarRule(try week("c", .sundayToThursday, "country==IL")))
        desk.now = desk.now + .hours(1)
        try desk.give(.addCalendarRule(try week("b", .everyDay, nil)))
        try desk.give(.addCalendarRule(try week("a", .mondayToFriday, nil)))
        #expect(desk.state.calendar(desk.settings).rules.map(\.id) == ["a", "b", "c"])
    }

    @Test("a wave whose day a new freeze has taken does not open")
    func frozenWave() throws {
        var desk = Desk()
        try desk.give(.makePlan(try Desk.plan(), try Desk.policy(), []))
        try desk.give(.approvePlan(Desk.rollout))
        try desk.give(.startRollout(Desk.rollout, guards: []))
        try desk.give(.announceWave(Desk.rollout, wave: 0, notices: [], deliveries: []))
        desk.now = try desk.wave(0).opensAt
        let today = desk.now.dateAndMilliseconds.0
        try desk.give(.addCalendarRule(try freeze(today, today + 1)))
        let open = Command.openWave(Desk.rollout, wave: 0, release: [], skip: [:])
        guard case .waveFrozen(_, _, let freeze, let opens) = desk.refusal(of: open) else {
            Issue.record("the wave opened inside the freeze")
            return
        }
        #expect(freeze?.why == "year end" && opens > today + 1)
        try desk.give(.liftCalendarRule("f", why: "moved"))
        #expect(desk.refusal(of: open) == nil)
    }

    @Test("a freeze is crossed only when another person than the one who asked approves")
    func twoPersons() throws {
        var desk = Desk()
        try desk.give(.makePlan(try Desk.plan(), try Desk.policy(), []))
        try desk.give(.requestCrossing(crossing(), customers: []))
        #expect(desk.state.crossings["c"]?.lifts("s0", of: Desk.rollout) == false)
        #expect(desk.refusal(of: .approveCrossing("c")) == .crossingNeedsAnother("c", than: "ada"))
        let approved = try desk.state.decide(.approveCrossing("c"), at: desk.now, by: "bob", settings: desk.settings)
        for event in approved.events {
            desk.state.apply(
                Entry(position: desk.state.position + 1, at: desk.now, command: "a", actor: "bob", event: event))
        }
        #expect(desk.state.crossings["c"]?.approvedBy == "bob")
        #expect(desk.state.crossings["c"]?.lifts("s0", of: Desk.rollout) == true)
        #expect(desk.state.crossings["c"]?.lifts("s1", of: Desk.rollout) == false)
        try desk.give(.withdrawCrossing("c", why: "it can wait"))
        #expect(desk.state.crossings.isEmpty)
    }

    @Test("leave to cross a freeze is bounded in sites and time, reasoned, and agreed with whose own freeze it is")
    func bounds() throws {
        var desk = Desk()
        try desk.give(.makePlan(try Desk.plan(), try Desk.policy(), []))
        func refusal(_ crossing: FreezeCrossing, _ customers: [CustomerID] = []) -> Refusal? {
            desk.refusal(of: .requestCrossing(crossing, customers: customers))
        }
        var unreasoned = crossing()
        unreasoned.why = ""
        #expect(refusal(unreasoned) == .reasonMissing)
        #expect(refusal(crossing(sites: 0)) == .crossingSites(count: 0, most: 100))
        #expect(refusal(crossing(sites: 101)) == .crossingSites(count: 101, most: 100))
        #expect(refusal(crossing(hours: 24 * 14 + 1)) == .crossingTooLong(longest: .days(14)))
        #expect(refusal(crossing(hours: -1)) == .crossingOver("c", until: Desk.start + .hours(-1)))
        #expect(refusal(crossing(), ["acme"]) == .crossingNotAgreed(["acme"]))
        #expect(refusal(crossing(agreed: "by telephone"), ["acme"]) == nil)
    }

    @Test("a customer's calendar replaces the one before; an empty one takes it away")
    func imports() throws {
        var desk = Desk()
        func file(_ days: Int) -> CustomerFreezes {
            CustomerFreezes(
                customer: "acme",
                spans: days == 0
                    ? [] : [RecurringSpan(start: .init(date: Desk.monday), length: NominalSpan(days: days))],
                source: "acme.ics", importedAt: desk.now, importedBy: "ada")
        }
        #expect(try desk.give(.importCustomerFreezes(file(0))).events.isEmpty)
        try desk.give(.importCustomerFreezes(file(2)))
        #expect(try desk.give(.importCustomerFreezes(file(2))).events.isEmpty, "the same once more is no news")
        try desk.give(.importCustomerFreezes(file(3)))
        #expect(desk.state.customerFreezes["acme"]?.spans.first?.length == NominalSpan(days: 3))
        try desk.give(.importCustomerFreezes(file(0)))
        #expect(desk.state.customerFreezes.isEmpty)
    }
}
