import EvenkeelDomain
import Testing

@Suite struct TimeTests {
    @Test(
        "a time is written to the minute, and to the second where something is due by it",
        arguments: [(0, "2026-03-02 08:00", "2026-03-02 08:00"), (46_583, "2026-03-02 08:00", "2026-03-02 08:00:46")])
    func due(_ milliseconds: Int, _ plain: String, _ due: String) {
        let instant = CivilDate(dayNumber: 20_514).startUTC + .hours(8) + TimeSpan(milliseconds: Int64(milliseconds))
        #expect(ZoneOffsets.utc.localText(instant) == plain)
        #expect(ZoneOffsets.utc.dueText(instant) == due)
    }

    @Test(
        "RFC 3339 is read with any offset and printed in UTC",
        arguments: [
            ("2026-12-01T08:00:00Z", "2026-12-01T08:00:00Z"),
            ("2026-12-01t08:00:00z", "2026-12-01T08:00:00Z"),
            ("2026-12-01T08:00:00+01:00", "2026-12-01T07:00:00Z"),
            ("2026-12-31T23:30:00-05:30", "2027-01-01T05:00:00Z"),
            ("2026-12-01T08:00:00.5Z", "2026-12-01T08:00:00.500Z"),
            ("2026-12-01T08:00:00.123999Z", "2026-12-01T08:00:00.123Z"),
            ("2024-02-29T00:00:00Z", "2024-02-29T00:00:00Z"),
            ("1969-12-31T23:59:59Z", "1969-12-31T23:59:59Z"),
            ("1900-01-01T00:00:00.001Z", "1900-01-01T00:00:00.001Z"),
            ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z"),
            ("9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z"),
            ("2016-12-31T23:59:60Z", "2017-01-01T00:00:00Z"),
        ])
    func reads(text: String, printed: String) throws {
        let instant = try #require(Timestamp(rfc3339: text))
        #expect(instant.description == printed)
        #expect(Timestamp(rfc3339: printed) == instant)
    }

    @Test(
        "what is not RFC 3339 is refused",
        arguments: [
            "", "2026-12-01", "2026-12-01T08:00Z", "2026-12-01 08:00:00Z", "2026-12-01T08:00:00",
            "2026-12-01T24:00:00Z", "2026-12-01T08:60:00Z", "2026-12-01T08:00:61Z", "2026-02-29T00:00:00Z",
            "2026-12-01T08:00:00.Z", "2026-12-01T08:00:00+0100", "2026-12-01T08:00:00+24:00", "2026-12-01T08:00:00ZZ",
            "2026-12-01T08:00:00+01:0x", "2026-13-01T08:00:00Z", "２026-12-01T08:00:00Z", "2026-12-0\u{301}1T08:00:00Z",
            "2026-12-01T08:00:00.123",
        ])
    func refuses(text: String) { #expect(Timestamp(rfc3339: text) == nil) }

    @Test("ten thousand instants of eight thousand years survive printing and reading")
    func roundTrip() {
        var random = SeededRandom(seed: 20_261_201)
        for _ in 0..<10_000 {
            let instant = Timestamp(
                milliseconds: Int64.random(in: -60_000_000_000_000...250_000_000_000_000, using: &random))
            #expect(Timestamp(rfc3339: instant.description) == instant)
        }
    }

    @Test(
        "days have the number and the weekday of the calendar",
        arguments: [
            ("1970-01-01", 0, .thursday), ("1969-12-31", -1, .wednesday), ("2000-02-29", 11_016, .tuesday),
            ("2000-03-01", 11_017, .wednesday), ("2026-11-22", 20_779, .sunday), ("1900-03-01", -25_508, .thursday),
            ("2024-02-29", 19_782, .thursday), ("2100-03-01", 47_541, .monday), ("0001-01-01", -719_162, .monday),
            ("9999-12-31", 2_932_896, .friday),
        ] as [(String, Int, Weekday)])
    func civilDates(text: String, number: Int, weekday: Weekday) throws {
        let date = try #require(CivilDate(text))
        #expect(date.dayNumber == number)
        #expect(date.weekday == weekday)
        #expect(date.description == text)
    }

    @Test(
        "days that do not exist are refused",
        arguments: [
            "2026-02-29", "1900-02-29", "2100-02-29", "2026-04-31", "2026-13-01", "2026-00-10", "2026-01-00",
            "0000-01-01",
            "26-01-01", "2026-1-1", "2026/01/01", "2026-01-01 ", "+026-01-01", "2026-01-0a", "",
        ])
    func noSuchDay(text: String) { #expect(CivilDate(text) == nil) }

    @Test("every day of four centuries is the day after the one before")
    func consecutive() throws {
        let first = try #require(CivilDate(year: 1999, month: 12, day: 31))
        var previous = first
        for number in (first.dayNumber + 1)...(first.dayNumber + 146_097) {
            let date = CivilDate(dayNumber: number)
            let (year, month, day) = date.yearMonthDay
            let (earlierYear, earlierMonth, earlierDay) = previous.yearMonthDay
            let follows =
                year == earlierYear && month == earlierMonth && day == earlierDay + 1
                || day == 1
                    && (year, month) == (earlierMonth == 12 ? (earlierYear + 1, 1) : (earlierYear, earlierMonth + 1))
            if !follows || CivilDate(year: year, month: month, day: day) != date {
                Issue.record("\(date) after \(previous)")
            }
            previous = date
        }
        #expect(previous.description == "2399-12-31")
    }

    @Test(
        "a span is a number and a unit",
        arguments: [
            ("90s", "90s", 90_000), ("15m", "15m", 900_000), ("48h", "2d", 172_800_000), ("7d", "7d", 604_800_000),
            ("2w", "14d", 1_209_600_000), ("0d", "0d", 0), ("90m", "90m", 5_400_000),
        ] as [(String, String, Int64)])
    func spans(text: String, printed: String, milliseconds: Int64) throws {
        let span = try #require(TimeSpan(text))
        #expect(span.milliseconds == milliseconds)
        #expect(span.description == printed)
    }

    @Test(
        "what is no span is refused", arguments: ["", "7", "d", "-7d", "+7d", "1.5h", "7 d", "7y", "10000000d", "7dd"])
    func noSpan(text: String) { #expect(TimeSpan(text) == nil) }
}
