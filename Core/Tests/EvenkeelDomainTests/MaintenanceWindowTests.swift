import EvenkeelDomain
import Testing

@Suite("Windows as a fleet writes them")
struct MaintenanceWindowTests {
    @Test(
        "the days of a fortnight in December 2026 on which a window opens",
        arguments: [
            ("FREQ=WEEKLY;BYDAY=SA,SU;BYHOUR=22 PT4H", [5, 6, 12, 13]),
            ("RRULE:FREQ=WEEKLY;BYDAY=WE PT2H", [2, 9]),
            ("FREQ=MONTHLY;BYDAY=2TU PT1H", [8]), ("FREQ=MONTHLY;BYMONTHDAY=1,14 PT1H", [1, 14]),
            ("FREQ=DAILY", Array(1...14)),
        ])
    func days(text: String, expected: [Int]) throws {
        let window = try MaintenanceWindow.span(text)
        let first = try #require(CivilDate("2026-12-01"))
        let open = (0..<14).filter { !window.ranges(beginningOn: first + $0, in: .utc).isEmpty }
        #expect(open.map { $0 + 1 } == expected)
    }

    @Test(
        "what is no window is none",
        arguments: [
            "", "weekends", "FREQ=HOURLY", "FREQ=WEEKLY;BYDAY=XX", "FREQ=WEEKLY;BYDAY=", "FREQ=WEEKLY;FREQ=DAILY",
            "FREQ=WEEKLY;INTERVAL=0", "FREQ=MONTHLY;BYMONTHDAY=32", "FREQ=WEEKLY 4h", "FREQ=WEEKLY PT4H extra",
        ])
    func garbage(text: String) { #expect(throws: RecurrenceTrouble.self) { _ = try MaintenanceWindow.span(text) } }

    @Test(
        "without an hour it begins at midnight, and without a duration it lasts until the day ends",
        arguments: [
            ("FREQ=DAILY", "00:00 for 24 h"), ("FREQ=DAILY;BYHOUR=22", "22:00 for 2 h"),
            ("FREQ=DAILY PT2H", "00:00 for 2 h"), ("FREQ=DAILY;BYHOUR=9,14 PT1H", "09:00 for 1 h, 14:00 for 1 h"),
        ])
    func hours(text: String, expected: String) throws {
        let first = try #require(CivilDate("2026-12-01"))
        let ranges = try MaintenanceWindow.span(text).ranges(beginningOn: first, in: .utc)
        #expect(
            ranges.map {
                "\(ZoneOffsets.utc.localText($0.from).suffix(5)) for \($0.length.milliseconds / 3_600_000) h"
            }.joined(separator: ", ") == expected)
    }
}
