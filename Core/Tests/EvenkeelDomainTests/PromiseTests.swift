import EvenkeelDomain
import Testing

@Suite struct PromiseTests {
    /// Monday, 16:00 UTC.
    static let now = WorkCalendarTests.instant("2026-11-23T16:00:00Z")

    @Test("the next word is due as the doctrine says")
    func clock() {
        let morning = "next working morning"
        // impact, criticality, while investigating or identified, while monitoring
        let table: [(Impact, Criticality, String, String)] = [
            (.critical, .revenue, "15m", "30m"), (.critical, .high, "30m", "1h"), (.critical, .normal, "30m", "1h"),
            (.critical, .low, "30m", "1h"), (.major, .revenue, "30m", "1h"), (.major, .high, "1h", "2h"),
            (.major, .normal, "1h", "2h"), (.major, .low, "1h", "2h"), (.minor, .revenue, "4h", "8h"),
            (.minor, .high, "4h", "8h"), (.minor, .normal, "4h", "8h"), (.minor, .low, "4h", "8h"),
            (.none, .revenue, morning, morning), (.none, .high, morning, morning), (.none, .normal, morning, morning),
            (.none, .low, morning, morning),
        ]
        #expect(table.count == Impact.allCases.count * Criticality.allCases.count)
        let clock = PromiseClock()
        for (impact, criticality, usual, monitoring) in table {
            for status in IncidentStatus.allCases {
                let interval = PromiseClock.interval(impact: impact, criticality: criticality, status: status)
                let expected = status == .monitoring ? monitoring : usual
                #expect((interval?.description ?? morning) == expected, "\(impact) \(criticality) \(status)")
                let due = clock.proposal(impact: impact, criticality: criticality, status: status, at: Self.now)
                let nine = WorkCalendarTests.instant("2026-11-24T09:00:00Z")
                #expect(due == interval.map { Self.now + $0 } ?? nine)
                let latest = clock.latest(impact: impact, criticality: criticality, status: status, at: Self.now)
                #expect(latest == (impact == .critical ? due : max(due, nine)))
            }
        }
    }

    @Test("the report is promised for five in the afternoon of the fifth working day")
    func report() {
        #expect(PromiseClock().reportDue(at: Self.now).description == "2026-11-30T17:00:00Z")
        let rome = PromiseClock(calendar: WorkCalendar(zone: WorkCalendarTests.rome), reportWorkingDays: 1)
        #expect(
            rome.reportDue(at: WorkCalendarTests.instant("2026-03-27T12:00:00Z")).description == "2026-03-30T15:00:00Z")
    }

    @Test(
        "a promise is kept up to one second after it is due, and broken a millisecond later",
        arguments: [(-1, .kept), (0, .kept), (1000, .kept), (1001, .broken), (3_600_000, .broken)]
            as [(Int64, PromiseState)])
    func settling(lateMilliseconds: Int64, state: PromiseState) {
        var promise = Promise(id: "p", kind: .update, madeAt: Self.now, due: Self.now + .minutes(15))
        let spoken = promise.due + TimeSpan(milliseconds: lateMilliseconds)
        promise.settle(at: spoken, by: .holdingLine)
        #expect(promise.state == state)
        #expect(promise.keptBy == (state == .kept ? .holdingLine : nil))
        #expect(promise.settledAt == spoken)
    }

    @Test("a settled promise stays as it is")
    func settledOnce() {
        var promise = Promise(id: "p", kind: .update, madeAt: Self.now, due: Self.now + .minutes(15))
        promise.settle(at: Self.now + .hours(1), by: .person)
        let broken = promise
        promise.settle(at: Self.now, by: .person)
        #expect(promise == broken)
    }
}
