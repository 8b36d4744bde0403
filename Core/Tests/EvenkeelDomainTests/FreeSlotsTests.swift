import EvenkeelDomain
import Testing

@Suite("Free slots of a team at a site")
struct FreeSlotsTests {
    private let monday = CivilDate(dayNumber: 20_794)  // 2026-12-07

    private func at(_ hour: Int, _ minute: Int = 0, day: Int = 0) -> Timestamp {
        (monday + day).startUTC + .minutes(hour * 60 + minute)
    }

    private func text(_ slots: [TimeRange]) -> [String] { slots.map { ZoneOffsets.utc.localText($0.from) } }

    @Test("they lie in the site's open time, beside what the team has promised, one after the other")
    func slots() {
        let slots = FreeSlots(
            calendar: SiteCalendar(), length: .hours(2), busy: [TimeRange(from: at(11), until: at(14, 10))])
        #expect(
            text(slots.slots(in: TimeRange(from: at(8), until: at(18, day: 1)), atMost: 5)) == [
                "2026-12-07 09:00", "2026-12-07 14:30", "2026-12-08 09:00", "2026-12-08 11:00", "2026-12-08 13:00",
            ])
    }

    @Test("a visit that fits nowhere has no slot")
    func tooLong() {
        let slots = FreeSlots(calendar: SiteCalendar(), length: .hours(10))
        #expect(slots.slots(in: TimeRange(from: at(8), until: at(18, day: 1)), atMost: 2).isEmpty)
    }

    @Test("a freeze has no slots")
    func frozen() throws {
        let days = try #require(DaySpan(from: monday, to: monday))
        let calendar = SiteCalendar(freezes: [SiteFreeze(time: .days(days), origin: .policy, why: "fair")])
        let slots = FreeSlots(calendar: calendar, length: .hours(1))
        #expect(text(slots.slots(in: TimeRange(from: at(8), until: at(10, day: 1)), atMost: 9)) == ["2026-12-08 09:00"])
    }
}
