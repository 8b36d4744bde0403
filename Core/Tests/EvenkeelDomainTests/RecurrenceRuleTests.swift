import EvenkeelDomain
import Testing

@Suite("Recurrence rules")
struct RecurrenceRuleTests {
    struct Case: CustomStringConvertible {
        let start: String
        let rule: String
        let days: String

        init(_ start: String, _ rule: String, _ days: String) {
            (self.start, self.rule, self.days) = (start, rule, days)
        }

        var description: String { "\(rule) from \(start)" }
    }

    /// The days are those that python-dateutil 2.9.0 names.
    @Test(
        "a rule names the days that another program names",
        arguments: [
            Case(
                "2026-01-05", "FREQ=DAILY;INTERVAL=10",
                "2026-01-05 2026-01-15 2026-01-25 2026-02-04 2026-02-14 2026-02-24 2026-03-06"),
            Case(
                "2026-01-05", "FREQ=WEEKLY;BYDAY=SA,SU",
                "2026-01-10 2026-01-11 2026-01-17 2026-01-18 2026-01-24 2026-01-25 2026-01-31"),
            Case(
                "2026-01-07", "FREQ=WEEKLY",
                "2026-01-07 2026-01-14 2026-01-21 2026-01-28 2026-02-04 2026-02-11 2026-02-18"),
            Case(
                "2024-01-01", "FREQ=WEEKLY;INTERVAL=2;BYDAY=SU",
                "2024-01-07 2024-01-21 2024-02-04 2024-02-18 2024-03-03 2024-03-17 2024-03-31"),
            Case(
                "2026-01-04", "FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,MO;WKST=SU",
                "2026-01-04 2026-01-05 2026-01-18 2026-01-19 2026-02-01 2026-02-02 2026-02-15"),
            Case(
                "2026-01-04", "FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,MO;WKST=MO",
                "2026-01-04 2026-01-12 2026-01-18 2026-01-26 2026-02-01 2026-02-09 2026-02-15"),
            Case(
                "2026-01-05", "FREQ=MONTHLY;BYDAY=2TU",
                "2026-01-13 2026-02-10 2026-03-10 2026-04-14 2026-05-12 2026-06-09 2026-07-14"),
            Case(
                "2026-01-05", "FREQ=MONTHLY;BYDAY=-1FR",
                "2026-01-30 2026-02-27 2026-03-27 2026-04-24 2026-05-29 2026-06-26 2026-07-31"),
            Case(
                "2026-01-05", "FREQ=MONTHLY;BYMONTHDAY=-1",
                "2026-01-31 2026-02-28 2026-03-31 2026-04-30 2026-05-31 2026-06-30 2026-07-31"),
            Case(
                "2026-01-05", "FREQ=MONTHLY;BYMONTHDAY=31",
                "2026-01-31 2026-03-31 2026-05-31 2026-07-31 2026-08-31 2026-10-31 2026-12-31"),
            Case(
                "2026-01-31", "FREQ=MONTHLY",
                "2026-01-31 2026-03-31 2026-05-31 2026-07-31 2026-08-31 2026-10-31 2026-12-31"),
            Case(
                "2026-01-05", "FREQ=MONTHLY;BYMONTHDAY=13;BYDAY=FR",
                "2026-02-13 2026-03-13 2026-11-13 2027-08-13 2028-10-13 2029-04-13 2029-07-13"),
            Case(
                "2026-01-05", "FREQ=MONTHLY;INTERVAL=3;BYDAY=1SU",
                "2026-04-05 2026-07-05 2026-10-04 2027-01-03 2027-04-04 2027-07-04 2027-10-03"),
            Case(
                "2026-01-05", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
                "2026-01-30 2026-02-27 2026-03-31 2026-04-30 2026-05-29 2026-06-30 2026-07-31"),
            Case(
                "2026-01-05", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1,-1",
                "2026-01-30 2026-02-02 2026-02-27 2026-03-02 2026-03-31 2026-04-01 2026-04-30"),
            Case(
                "2024-02-29", "FREQ=YEARLY",
                "2024-02-29 2028-02-29 2032-02-29 2036-02-29 2040-02-29 2044-02-29 2048-02-29"),
            Case(
                "2026-12-08", "FREQ=YEARLY",
                "2026-12-08 2027-12-08 2028-12-08 2029-12-08 2030-12-08 2031-12-08 2032-12-08"),
            Case(
                "2026-01-05", "FREQ=YEARLY;BYMONTH=11;BYDAY=4TH",
                "2026-11-26 2027-11-25 2028-11-23 2029-11-22 2030-11-28 2031-11-27 2032-11-25"),
            Case(
                "2026-01-05", "FREQ=YEARLY;BYDAY=1MO,-1FR",
                "2026-01-05 2026-12-25 2027-01-04 2027-12-31 2028-01-03 2028-12-29 2029-01-01"),
            Case(
                "2026-01-05", "FREQ=YEARLY;BYMONTH=6,12;BYMONTHDAY=24,25,26",
                "2026-06-24 2026-06-25 2026-06-26 2026-12-24 2026-12-25 2026-12-26 2027-06-24"),
            Case(
                "2026-01-05", "FREQ=YEARLY;BYMONTH=3",
                "2026-03-05 2027-03-05 2028-03-05 2029-03-05 2030-03-05 2031-03-05 2032-03-05"),
            Case(
                "2026-01-05", "FREQ=YEARLY;BYMONTHDAY=1",
                "2026-02-01 2026-03-01 2026-04-01 2026-05-01 2026-06-01 2026-07-01 2026-08-01"),
            Case(
                "2026-01-05", "FREQ=DAILY;BYMONTH=2;BYDAY=MO",
                "2026-02-02 2026-02-09 2026-02-16 2026-02-23 2027-02-01 2027-02-08 2027-02-15"),
            Case("2026-01-05", "FREQ=DAILY;COUNT=4", "2026-01-05 2026-01-06 2026-01-07 2026-01-08"),
            Case(
                "2026-01-05", "FREQ=WEEKLY;COUNT=5;BYDAY=MO,TH",
                "2026-01-05 2026-01-08 2026-01-12 2026-01-15 2026-01-19"),
            Case("2026-01-05", "FREQ=WEEKLY;UNTIL=20260126;BYDAY=MO", "2026-01-05 2026-01-12 2026-01-19 2026-01-26"),
            Case(
                "2026-01-05", "FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYMONTHDAY=2,3,4,5,6,7,8;BYDAY=TU",
                "2026-11-03 2030-11-05 2034-11-07 2038-11-02 2042-11-04 2046-11-06 2050-11-08"),
            Case(
                "2026-01-05", "FREQ=WEEKLY;BYMONTH=8;BYDAY=MO",
                "2026-08-03 2026-08-10 2026-08-17 2026-08-24 2026-08-31 2027-08-02 2027-08-09"),
            Case(
                "2026-01-05", "FREQ=YEARLY;BYDAY=MO;BYSETPOS=-2",
                "2026-12-21 2027-12-20 2028-12-18 2029-12-24 2030-12-23 2031-12-22 2032-12-20"),
            Case(
                "2026-01-05", "FREQ=MONTHLY;BYDAY=2TU,4TU;BYMONTH=2,3",
                "2026-02-10 2026-02-24 2026-03-10 2026-03-24 2027-02-09 2027-02-23 2027-03-09"),
        ])
    func days(_ given: Case) throws {
        let start = try #require(CivilDate(given.start))
        let span = RecurringSpan(
            start: .init(date: start), length: NominalSpan(days: 1), rule: try RecurrenceRule(given.rule))
        let expected = given.days.split(separator: " ").map(String.init)
        let found = (0..<12_000).lazy.map { start + $0 }.filter { !span.ranges(beginningOn: $0, in: .utc).isEmpty }
        let isEnding = given.rule.contains("COUNT") || given.rule.contains("UNTIL")
        #expect(found.prefix(isEnding ? 100 : expected.count).map(\.description) == expected)
    }

    @Test(
        "a rule that is not understood is refused with the part that is wrong, never read as something else",
        arguments: [
            ("", RecurrenceTrouble.notAPart("")), ("FREQ=HOURLY", .notUnderstood("FREQ=HOURLY")),
            ("BYDAY=MO", .noFrequency), ("FREQ=WEEKLY;BYDAY=XX", .badValue(part: "BYDAY", value: "XX")),
            ("FREQ=WEEKLY;BYDAY=2MO", .badValue(part: "BYDAY", value: "2MO")),
            ("FREQ=DAILY;FREQ=DAILY", .twice("FREQ")),
            ("FREQ=WEEKLY;BYDAY=", .notAPart("BYDAY=")), ("FREQ=YEARLY;BYWEEKNO=20", .notUnderstood("BYWEEKNO")),
            ("FREQ=MONTHLY;BYMONTHDAY=32", .badValue(part: "BYMONTHDAY", value: "32")),
            ("FREQ=MONTHLY;BYMONTHDAY=0", .badValue(part: "BYMONTHDAY", value: "0")),
            ("FREQ=DAILY;INTERVAL=0", .badValue(part: "INTERVAL", value: "0")),
            ("FREQ=DAILY;COUNT=2;UNTIL=20270101", .countAndUntil),
            ("FREQ=DAILY;UNTIL=20270230", .badValue(part: "UNTIL", value: "20270230")),
            ("FREQ=WEEKLY;BYMONTHDAY=1", .notUnderstood("BYMONTHDAY with WEEKLY")),
        ])
    func refused(text: String, trouble: RecurrenceTrouble) {
        #expect(throws: trouble) { _ = try RecurrenceRule(text) }
    }

    @Test(
        "a duration is days and minutes, or none",
        arguments: [
            ("PT4H", NominalSpan(minutes: 240)), ("P1D", NominalSpan(days: 1)),
            ("P1DT12H", NominalSpan(days: 1, minutes: 720)),
            ("P2W", NominalSpan(days: 14)), ("PT90S", NominalSpan(minutes: 2)), ("P", nil), ("PT", nil), ("4h", nil),
            ("PT0S", nil), ("P1M", nil), ("PT4", nil), ("P99999D", nil), ("PT99999999999999999999H", nil),
            ("-PT1H", nil),
        ])
    func duration(text: String, expected: NominalSpan?) { #expect(NominalSpan(text) == expected) }
}
