import EvenkeelDomain
import Testing

@Suite struct WorkCalendarTests {
    /// Europe/Rome in 2026: summer time from 29 March to 25 October.
    static let rome = ZoneOffsets(
        name: "Europe/Rome", initialOffsetSeconds: 3600,
        transitions: [
            .init(from: instant("2026-03-29T01:00:00Z"), offsetSeconds: 7200),
            .init(from: instant("2026-10-25T01:00:00Z"), offsetSeconds: 3600),
        ])

    static func instant(_ text: String) -> Timestamp { Timestamp(rfc3339: text) ?? .distantFuture }
    static func day(_ text: String) -> CivilDate { CivilDate(text) ?? CivilDate(dayNumber: 0) }

    static func yearEnd() throws -> Freeze {
        try #require(Freeze(from: day("2026-12-18"), to: day("2027-01-07"), why: "year end"))
    }

    @Test(
        "local times are found on both sides of a clock change",
        arguments: [
            ("2026-03-28", 2, 30, "2026-03-28T01:30:00Z"), ("2026-03-29", 1, 59, "2026-03-29T00:59:00Z"),
            // Skipped by the change: moved forward by the gap, to 03:30.
            ("2026-03-29", 2, 30, "2026-03-29T01:30:00Z"), ("2026-03-29", 3, 0, "2026-03-29T01:00:00Z"),
            ("2026-10-25", 1, 59, "2026-10-24T23:59:00Z"),
            // Occurs twice: the first.
            ("2026-10-25", 2, 30, "2026-10-25T00:30:00Z"), ("2026-10-25", 3, 0, "2026-10-25T02:00:00Z"),
        ])
    func localTimes(date: String, hour: Int, minute: Int, expected: String) {
        let found = Self.rome.instant(of: Self.day(date), minuteOfDay: hour * 60 + minute)
        #expect(found.description == expected)
    }

    @Test("the next working morning is after the instant, at the local hour, and skips the weekend")
    func mornings() {
        let calendar = WorkCalendar(zone: Self.rome)
        let table = [
            ("2026-03-26T07:59:00Z", "2026-03-26T08:00:00Z"),  // Thursday before nine
            ("2026-03-26T08:00:00Z", "2026-03-27T08:00:00Z"),  // nine itself is past
            ("2026-03-27T17:00:00Z", "2026-03-30T07:00:00Z"),  // over the weekend of the clock change
            ("2026-10-23T17:00:00Z", "2026-10-26T08:00:00Z"),  // and back
        ]
        for (now, expected) in table {
            #expect(calendar.nextWorkingMorning(after: Self.instant(now)).description == expected)
        }
        let israel = WorkCalendar(zone: Self.rome, week: .sundayToThursday)
        #expect(
            israel.nextWorkingMorning(after: Self.instant("2026-03-27T17:00:00Z")).description == "2026-03-29T07:00:00Z"
        )
    }

    @Test("working days leave out weekends and freezes")
    func workingDays() throws {
        let calendar = WorkCalendar(freezes: [try Self.yearEnd()])
        #expect(calendar.isWorkingDay(Self.day("2026-12-17")))
        #expect(!calendar.isWorkingDay(Self.day("2026-12-18")))
        #expect(!calendar.isWorkingDay(Self.day("2027-01-07")))
        #expect(calendar.workingDay(onOrAfter: Self.day("2026-12-18")) == Self.day("2027-01-08"))
        #expect(calendar.workingDay(onOrAfter: Self.day("2026-12-12")) == Self.day("2026-12-14"))
        #expect(calendar.date(7, workingDaysAfter: Self.day("2026-12-07")) == Self.day("2026-12-16"))
        #expect(calendar.date(4, workingDaysAfter: Self.day("2026-12-14")) == Self.day("2027-01-08"))
        #expect(calendar.date(0, workingDaysAfter: Self.day("2026-12-12")) == Self.day("2026-12-12"))
        #expect(calendar.workingDays(from: Self.day("2026-12-14"), until: Self.day("2027-01-11")) == 5)
        #expect(calendar.workingDays(from: Self.day("2027-01-11"), until: Self.day("2026-12-14")) == 0)
        // A freeze stops changes, not answers.
        #expect(
            calendar.nextWorkingMorning(after: Self.instant("2026-12-21T12:00:00Z")).description
                == "2026-12-22T09:00:00Z")
    }

    @Test("a week without days and a freeze that ends before it begins do not exist")
    func impossible() {
        #expect(WorkingWeek([]) == nil)
        #expect(Freeze(from: Self.day("2026-12-02"), to: Self.day("2026-12-01"), why: "") == nil)
    }

    @Test("local dates and texts follow the offset of the moment")
    func localTexts() {
        #expect(Self.rome.localText(Self.instant("2026-06-30T22:05:00Z")) == "2026-07-01 00:05")
        #expect(Self.rome.localText(Self.instant("2026-12-31T22:05:00Z")) == "2026-12-31 23:05")
        #expect(Self.rome.localDate(at: Self.instant("2026-12-31T23:00:00Z")) == Self.day("2027-01-01"))
    }
}
