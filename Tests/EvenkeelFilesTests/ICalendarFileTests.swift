import EvenkeelDomain
import EvenkeelFiles
import Testing

@Suite("Customers' calendars")
struct ICalendarFileTests {
    private func event(_ lines: String...) -> String {
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:a@acme.example\r\n" + lines.joined(separator: "\r\n")
            + "\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    }

    /// The freezes of a year and a half from December 2026, by Rome's clock.
    private func freezes(_ text: String) throws -> [String] {
        let from = try #require(Timestamp(rfc3339: "2026-12-01T00:00:00Z"))
        let until = from + .days(550)
        return try ICalendarFile.read(text: text, named: "acme.ics").spans.flatMap { span in
            let zone = try #require(
                ZoneExpansion.offsets(of: span.zone ?? "Europe/Rome", from: from - .days(400), until: until + .days(30))
            )
            return span.ranges(in: TimeRange(from: from, until: until), zone: zone)
        }.merged.map { range in
            "\(range.from) \(range.until)"
        }
    }

    @Test("whole days, times in a zone, times in UTC, floating times, and durations")
    func kinds() throws {
        #expect(
            try freezes(event("DTSTART;VALUE=DATE:20261218", "DTEND;VALUE=DATE:20270108", "SUMMARY:Year end"))
                == ["2026-12-17T23:00:00Z 2027-01-07T23:00:00Z"])
        #expect(try freezes(event("DTSTART;VALUE=DATE:20261218")) == ["2026-12-17T23:00:00Z 2026-12-18T23:00:00Z"])
        #expect(
            try freezes(
                event("DTSTART;TZID=Asia/Jerusalem:20261218T150000", "DTEND;TZID=Asia/Jerusalem:20261219T180000"))
                == ["2026-12-18T13:00:00Z 2026-12-19T16:00:00Z"])
        #expect(
            try freezes(event("DTSTART:20261218T150000Z", "DURATION:PT90M"))
                == ["2026-12-18T15:00:00Z 2026-12-18T16:30:00Z"])
        #expect(
            try freezes(event("DTSTART:20261218T150000", "DTEND:20261218T160000"))
                == ["2026-12-18T14:00:00Z 2026-12-18T15:00:00Z"])
        #expect(
            try freezes(
                event("DTSTART;TZID=W. Europe Standard Time:20261218T150000", "DURATION:PT1H")
            ) == ["2026-12-18T14:00:00Z 2026-12-18T15:00:00Z"])
        #expect(
            try freezes(
                event("DTSTART;TZID=\"/freeassociation.sourceforge.net/Europe/Rome\":20261218T150000", "DURATION:PT1H")
            ) == ["2026-12-18T14:00:00Z 2026-12-18T15:00:00Z"])
    }

    @Test("an event that comes again: with an end, with days left out and added, across a change of clocks")
    func recurring() throws {
        #expect(
            try freezes(
                event(
                    "DTSTART;TZID=Europe/Rome:20270125T180000", "DTEND;TZID=Europe/Rome:20270125T200000",
                    "RRULE:FREQ=MONTHLY;BYMONTHDAY=25;UNTIL=20270424T220000Z",
                    "EXDATE;TZID=Europe/Rome:20270225T180000",
                    "RDATE;TZID=Europe/Rome:20270301T090000")) == [
                    "2027-01-25T17:00:00Z 2027-01-25T19:00:00Z", "2027-03-01T08:00:00Z 2027-03-01T10:00:00Z",
                    "2027-03-25T17:00:00Z 2027-03-25T19:00:00Z",
                ])
        #expect(
            try freezes(event("DTSTART;TZID=Europe/Rome:20270320T080000", "DURATION:PT1H", "RRULE:FREQ=WEEKLY;COUNT=3"))
                == [
                    "2027-03-20T07:00:00Z 2027-03-20T08:00:00Z", "2027-03-27T07:00:00Z 2027-03-27T08:00:00Z",
                    "2027-04-03T06:00:00Z 2027-04-03T07:00:00Z",
                ])
    }

    @Test("cancelled events are passed over, and one that replaces a time of a series takes its place")
    func overrides() throws {
        let text = """
            BEGIN:VCALENDAR
            BEGIN:VEVENT
            UID:s
            DTSTART;VALUE=DATE:20261207
            RRULE:FREQ=WEEKLY;COUNT=3
            END:VEVENT
            BEGIN:VEVENT
            UID:s
            RECURRENCE-ID;VALUE=DATE:20261214
            DTSTART;VALUE=DATE:20261216
            END:VEVENT
            BEGIN:VEVENT
            UID:s
            RECURRENCE-ID;VALUE=DATE:20261221
            DTSTART;VALUE=DATE:20261221
            STATUS:CANCELLED
            END:VEVENT
            BEGIN:VEVENT
            UID:t
            DTSTART;VALUE=DATE:20270201
            STATUS:CANCELLED
            BEGIN:VALARM
            TRIGGER:-PT15M
            END:VALARM
            END:VEVENT
            END:VCALENDAR
            """
        #expect(
            try freezes(text) == [
                "2026-12-06T23:00:00Z 2026-12-07T23:00:00Z", "2026-12-15T23:00:00Z 2026-12-16T23:00:00Z",
            ])
        #expect(try ICalendarFile.read(text: text, named: "a.ics").cancelled == 2)
    }

    @Test("a folded line is one line, and what events are called is not kept")
    func folded() throws {
        let text = event(
            "SUMMARY:Holiday of Mario Rossi, who\r\n  does the tills", "DTSTART;VALUE\r\n =DATE:2026\r\n\t1218")
        #expect(try freezes(text) == ["2026-12-17T23:00:00Z 2026-12-18T23:00:00Z"])
        #expect(!"\(try ICalendarFile.read(text: text, named: "a.ics"))".contains("Mario"))
    }

    @Test(
        "what is wrong is refused with line and reason",
        arguments: [
            ("", "a.ics:1: expected BEGIN:VCALENDAR. Hint: is this an iCalendar file?"),
            (
                "installation,customer\n",
                "a.ics:1: \"installation,customer\": expected NAME:value, as in DTSTART:20261218."
            ),
            ("BEGIN:VEVENT\nEND:VEVENT\n", "a.ics:1: BEGIN \"VEVENT\": expected BEGIN:VCALENDAR."),
            ("BEGIN:VCALENDAR\nBEGIN:VEVENT\n", "a.ics:2: BEGIN \"VEVENT\": expected an END:VEVENT."),
            (
                "BEGIN:VCALENDAR\nBEGIN:VEVENT\nEND:VCALENDAR\n",
                "a.ics:3: END \"VCALENDAR\": expected the end of what was begun last."
            ),
        ])
    func broken(text: String, expected: String) {
        do throws(FileProblems) {
            _ = try ICalendarFile.read(text: text, named: "a.ics")
            Issue.record("it was read")
        } catch { #expect(error.description == expected) }
    }

    @Test(
        "what is wrong in an event is refused with line, name and value",
        arguments: [
            ("DTSTART:20261332", "a.ics:5: DTSTART \"20261332\": expected a date such as 20261218"),
            ("SUMMARY:x", "a.ics:4: VEVENT: expected a DTSTART in every event."),
            ("DTSTART:20261218T100000", "a.ics:5: DTSTART \"20261218T100000\": expected a DTEND or DURATION with it."),
            ("DTSTART;TZID=Europe/Rom:20261218T100000", "a.ics:5: TZID \"Europe/Rom\": expected an IANA time zone"),
            ("DTSTART:20261218\nDTEND:20261218", "a.ics:6: DTEND \"20261218\": expected an end after DTSTART"),
            ("DTSTART:20261218\nDURATION:4h", "a.ics:6: DURATION \"4h\": expected a duration such as PT4H or P2D."),
            (
                "DTSTART:20261218\nRRULE:FREQ=HOURLY",
                "a.ics:6: RRULE \"FREQ=HOURLY\": expected a rule without FREQ=HOURLY, which is not understood here."
            ),
            ("DTSTART:20261218\nDTSTART:20261219", "a.ics:6: DTSTART \"20261219\": expected DTSTART once in an event."),
            (
                "DTSTART:20261218\nRECURRENCE-ID;RANGE=THISANDFUTURE:20261218",
                "a.ics:6: RECURRENCE-ID \"20261218\": expected RECURRENCE-ID without RANGE."
            ),
        ])
    func brokenEvent(lines: String, expected: String) {
        let text = "BEGIN:VCALENDAR\nVERSION:2.0\nBEGIN:VEVENT\nUID:a\n\(lines)\nEND:VEVENT\nEND:VCALENDAR\n"
        do throws(FileProblems) {
            _ = try ICalendarFile.read(text: text, named: "a.ics")
            Issue.record("it was read")
        } catch { #expect(error.description.hasPrefix(expected), "\(error)") }
    }
}
