import EvenkeelDomain
import EvenkeelFiles
import Testing

/// A window from 02:30 for an hour, in the nights in which clocks change, with the rules this machine has.
@Suite("Windows in the nights when clocks change")
struct ClockChangeTests {
    @Test(
        "a time that is skipped is moved by the gap, one that comes twice means the first",
        arguments: [
            // Rome skips 02:00 to 03:00 on 28 March 2027 and repeats it on 31 October.
            ("Europe/Rome", "2027-03-28", "2027-03-28T01:30:00Z"),
            ("Europe/Rome", "2027-10-31", "2027-10-31T00:30:00Z"),
            // Jerusalem skips 02:00 to 03:00 on Friday 26 March 2027 and repeats 01:00 to 02:00 on 31 October.
            ("Asia/Jerusalem", "2027-03-26", "2027-03-26T00:30:00Z"),
            ("Asia/Jerusalem", "2027-10-31", "2027-10-31T00:30:00Z"),
            // New York skips 02:00 to 03:00 on 14 March 2027 and repeats 01:00 to 02:00 on 7 November.
            ("America/New_York", "2027-03-14", "2027-03-14T07:30:00Z"),
            ("America/New_York", "2027-11-07", "2027-11-07T07:30:00Z"),
        ])
    func window(zone: String, day: String, begins: String) throws {
        let (from, until) = (
            try #require(Timestamp(rfc3339: "2026-01-01T00:00:00Z")),
            try #require(Timestamp(rfc3339: "2029-01-01T00:00:00Z"))
        )
        let offsets = try #require(ZoneExpansion.offsets(of: zone, from: from, until: until))
        let span = try MaintenanceWindow.span("FREQ=DAILY;BYHOUR=2;BYMINUTE=30 PT1H")
        let ranges = span.ranges(beginningOn: try #require(CivilDate(day)), in: offsets)
        #expect(ranges.map(\.from.description) == [begins])
        #expect(ranges.map(\.length) == [.hours(1)])
        let calendar = SiteCalendar(zone: offsets, windows: [span])
        let begin = try #require(Timestamp(rfc3339: begins))
        #expect(!calendar.answer(at: begin - .minutes(1)).isOpen)
        #expect(calendar.answer(at: begin).isOpen && calendar.answer(at: begin + .minutes(59)).isOpen)
        #expect(!calendar.answer(at: begin + .hours(1)).isOpen)
    }

    @Test("01:30 comes twice in autumn in Jerusalem and New York: the window opens the first time, and once")
    func repeated() throws {
        let table = [
            ("Asia/Jerusalem", "2027-10-31", "2027-10-30T22:30:00Z"),
            ("America/New_York", "2027-11-07", "2027-11-07T05:30:00Z"),
        ]
        for (zone, day, begins) in table {
            let begin = try #require(Timestamp(rfc3339: begins))
            let offsets = try #require(
                ZoneExpansion.offsets(of: zone, from: begin - .days(400), until: begin + .days(400)))
            let span = try MaintenanceWindow.span("FREQ=DAILY;BYHOUR=1;BYMINUTE=30 PT30M")
            #expect(span.ranges(beginningOn: try #require(CivilDate(day)), in: offsets).map(\.from) == [begin])
            #expect(!SiteCalendar(zone: offsets, windows: [span]).answer(at: begin + .hours(1)).isOpen, "\(zone)")
        }
    }
}
