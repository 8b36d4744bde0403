import EvenkeelDomain
import Testing

/// May an install start at a site? The tables are by the site's clock, for whoever answers the telephone.
@Suite("A site's own calendar")
struct SiteCalendarTests {
    /// Rome from the autumn of 2026 to that of 2027.
    static let rome = ZoneOffsets(
        name: "Europe/Rome", initialOffsetSeconds: 7200,
        transitions: [("2026-10-25T01:00:00Z", 3600), ("2027-03-28T01:00:00Z", 7200), ("2027-10-31T01:00:00Z", 3600)]
            .compactMap { text, offset in
                Timestamp(rfc3339: text).map { .init(from: $0, offsetSeconds: offset) }
            })

    /// `2026-12-07 10:00` by a zone's clock.
    private func instant(_ text: String, _ zone: ZoneOffsets = rome) throws -> Timestamp {
        let parts = text.split(separator: " ")
        let clock = parts[1].split(separator: ":").compactMap { Int($0) }
        return zone.instant(
            of: try #require(CivilDate(String(parts[0]))), minuteOfDay: clock[0] * 60 + clock[1])
    }

    private func calendar(
        window: String? = nil, hours: String? = nil, workweek: WorkingWeek? = nil, freeze: String? = nil,
        holiday: String? = nil, zone: ZoneOffsets = rome
    ) throws -> SiteCalendar {
        var ours = WorkCalendar(zone: zone)
        func days(_ text: String) throws -> DaySpan {
            let ends = try text.split(separator: " ").map { try #require(CivilDate(String($0))) }
            return try #require(DaySpan(from: ends[0], to: ends[ends.count - 1]))
        }
        if let freeze {
            let days = try days(freeze)
            ours.freezes = [try #require(Freeze(from: days.from, to: days.to, why: "year end"))]
        }
        if let holiday {
            ours.rules = [
                CalendarRule(
                    id: "h", kind: .holiday(try days(holiday)), among: nil, owner: "ada", why: "Immacolata",
                    since: Timestamp(milliseconds: 0))
            ]
        }
        let side = SiteCalendar.SiteSide(customer: "acme", workweek: workweek, serviceHours: hours, window: window)
        return SiteCalendar(side, ours: ours, policy: nil, zone: zone, zones: { _ in nil }, concerns: { _ in .yes })
    }

    private func answer(_ calendar: SiteCalendar, _ local: String) throws -> String {
        switch calendar.answer(at: try instant(local, calendar.zone)) {
        case .open(let until): "open until " + (until.map(calendar.zone.localText) ?? "further notice")
        case .closed(let obstacle, let opens):
            "\(obstacle.code), next " + (opens.map(calendar.zone.localText) ?? "never")
        }
    }

    @Test(
        "without a window: working days of the site and of us, in its hours",
        arguments: [
            ("2026-12-07 10:00", "open until 2026-12-07 18:00"),  // a Monday
            ("2026-12-07 08:59", "hours, next 2026-12-07 09:00"), ("2026-12-07 18:00", "hours, next 2026-12-08 09:00"),
            ("2026-12-11 18:00", "hours, next 2026-12-14 09:00"),  // Friday evening
            ("2026-12-12 10:00", "day_off, next 2026-12-14 09:00"),
        ])
    func byDefault(local: String, expected: String) throws { #expect(try answer(try calendar(), local) == expected) }

    @Test(
        "somebody is there in the site's hours, whether we work or not and whatever is frozen, but on no holiday",
        arguments: [
            ("08:00-18:00", "2026-12-07 17:59", nil), ("08:00-18:00", "2026-12-07 18:00", "2026-12-09 08:00"),
            ("08:00-18:00", "2026-12-11 18:30", "2026-12-14 08:00"),  // a Friday evening
            ("08:00-18:00", "2026-12-08 10:00", "2026-12-09 08:00"),  // the holiday
            ("sat 09:00-13:00", "2026-12-07 10:00", "2026-12-12 09:00"), ("24x7", "2026-12-08 03:00", nil),
            ("22:00-06:00", "2026-12-10 05:59", nil), ("22:00-06:00", "2026-12-10 06:00", "2026-12-10 22:00"),
        ] as [(String, String, String?)])
    func staffed(hours: String, local: String, opens: String?) throws {
        let calendar = try calendar(hours: hours, freeze: "2026-12-01 2026-12-31", holiday: "2026-12-08")
        let now = try instant(local)
        #expect(calendar.isStaffed(at: now) == (opens == nil))
        if let opens { #expect(calendar.nextStaffed(after: now).map(calendar.zone.localText) == opens) }
    }

    @Test(
        "what a site says of itself holds there",
        arguments: [
            ("sun-thu", nil, "2026-12-11 10:00", "day_off, next 2026-12-14 09:00"),  // Friday; on Sunday we do not work
            ("sun-thu", nil, "2026-12-13 10:00", "operator_off, next 2026-12-14 09:00"),
            ("mon-fri", "07:00-12:00", "2026-12-07 12:30", "hours, next 2026-12-08 07:00"),
            ("mon-fri", "24x7", "2026-12-07 03:00", "open until 2026-12-12 00:00"),
            ("sun-thu", "24x7", "2026-12-10 23:00", "open until 2026-12-11 00:00"),
            ("sun-thu", "24x7", "2026-12-11 10:00", "day_off, next 2026-12-14 00:00"),
            ("mon-fri", "22:00-06:00", "2026-12-08 05:00", "open until 2026-12-08 06:00"),
            ("mon-fri", "mon 08:00-10:00;thu 14:00-16:00", "2026-12-07 11:00", "hours, next 2026-12-10 14:00"),
        ] as [(String, String?, String, String)])
    func ownSide(week: String, hours: String?, local: String, expected: String) throws {
        let days = try #require(WorkingWeek(text: week))
        #expect(try answer(try calendar(hours: hours, workweek: days), local) == expected)
    }

    @Test(
        "a freeze goes before a window, and a window before the default",
        arguments: [
            ("2026-12-12 21:00", "window, next 2026-12-12 22:00"),  // a Saturday: nobody works, the window opens
            ("2026-12-12 23:30", "open until 2026-12-13 02:00"), ("2026-12-13 01:59", "open until 2026-12-13 02:00"),
            ("2026-12-07 10:00", "window, next 2026-12-12 22:00"),  // a Monday morning is no reason
            ("2026-12-19 22:30", "freeze, next 2027-01-09 22:00"),
            ("2027-01-07 10:00", "freeze, next 2027-01-09 22:00"),
            ("2027-01-08 10:00", "window, next 2027-01-09 22:00"),
        ])
    func precedence(local: String, expected: String) throws {
        let calendar = try calendar(
            window: "FREQ=WEEKLY;BYDAY=SA;BYHOUR=22 PT4H", freeze: "2026-12-18 2027-01-07")
        #expect(try answer(calendar, local) == expected)
    }

    @Test("a window that a freeze cuts in two ends where the freeze begins")
    func cut() throws {
        let calendar = try calendar(window: "FREQ=WEEKLY;BYDAY=TH PT4H", freeze: "2026-12-18 2026-12-20")
        #expect(try answer(calendar, "2026-12-17 01:00") == "open until 2026-12-17 04:00")
        let nightly = try self.calendar(window: "FREQ=DAILY;BYHOUR=22 PT6H", freeze: "2026-12-18 2026-12-18")
        #expect(try answer(nightly, "2026-12-17 23:00") == "open until 2026-12-18 00:00")
        #expect(try answer(nightly, "2026-12-18 23:00") == "freeze, next 2026-12-19 00:00")
        #expect(try answer(nightly, "2026-12-19 01:00") == "open until 2026-12-19 04:00")
    }

    @Test("a holiday closes the default and says its name; a window that was agreed stays open")
    func holidays() throws {
        let plain = try calendar(holiday: "2026-12-08")
        #expect(try answer(plain, "2026-12-08 10:00") == "holiday, next 2026-12-09 09:00")
        let window = try calendar(window: "FREQ=DAILY;BYHOUR=10 PT1H", holiday: "2026-12-08")
        #expect(try answer(window, "2026-12-08 10:00") == "open until 2026-12-08 11:00")
    }

    @Test("a window that cannot be read opens never and says so")
    func unreadable() throws {
        #expect(try answer(try calendar(window: "weekends"), "2026-12-07 10:00") == "window_unreadable, next never")
    }

    @Test("a fix of an incident waits for nothing")
    func atOnce() throws {
        var calendar = try calendar(window: "FREQ=YEARLY;BYMONTH=6;BYMONTHDAY=1 PT1H", freeze: "2026-12-18 2027-01-07")
        calendar.isAtOnce = true
        #expect(try answer(calendar, "2026-12-20 03:00") == "open until further notice")
    }

    @Test(
        "in the night of the spring a time that does not exist is moved by the gap, in autumn the first of two counts",
        arguments: [
            // 02:30 does not exist on 28 March 2027 in Rome: it means 03:30.
            ("2027-03-28T01:29:00Z", false), ("2027-03-28T01:30:00Z", true), ("2027-03-28T02:29:00Z", true),
            ("2027-03-28T02:30:00Z", false),
            // 02:30 comes twice on 31 October 2027: the first is meant, and an hour is an hour.
            ("2027-10-31T00:29:00Z", false), ("2027-10-31T00:30:00Z", true), ("2027-10-31T01:29:00Z", true),
            ("2027-10-31T01:30:00Z", false),
        ])
    func clockChanges(at: String, isOpen: Bool) throws {
        let calendar = try calendar(window: "FREQ=WEEKLY;BYDAY=SU;BYHOUR=2;BYMINUTE=30 PT1H")
        #expect(calendar.answer(at: try #require(Timestamp(rfc3339: at))).isOpen == isOpen)
    }

    @Test("a window of four hours is four hours long, also when the clock changes in it; a day is as long as its date")
    func lengths() throws {
        let spring = try #require(CivilDate("2027-03-27"))
        let night = try MaintenanceWindow.span("FREQ=DAILY;BYHOUR=22 PT6H").ranges(beginningOn: spring, in: Self.rome)
        #expect(night.map(\.length) == [.hours(6)])
        #expect(night.map { Self.rome.localText($0.until) } == ["2027-03-28 05:00"])
        let whole = try MaintenanceWindow.span("FREQ=DAILY P1D").ranges(beginningOn: spring + 1, in: Self.rome)
        #expect(whole.map(\.length) == [.hours(23)])
    }

    @Test("a time limit counts open time only, and a clock that jumps by an hour either way loses nothing")
    func openTime() throws {
        let calendar = try calendar(window: "FREQ=WEEKLY;BYDAY=SA;BYHOUR=22 PT4H")
        let started = try instant("2026-12-13 01:30")
        #expect(calendar.openTime(from: started, until: try instant("2026-12-13 02:00")) == .minutes(30))
        #expect(calendar.openTime(from: started, until: try instant("2026-12-19 21:59")) == .minutes(30))
        #expect(calendar.openTime(from: started, until: try instant("2026-12-19 22:10")) == .minutes(40))
        // An hour back: the start lies ahead, and no time has passed.
        #expect(calendar.openTime(from: started + .hours(1), until: started) == .zero)
        // An hour on, at 21:30: it is 22:30, and the window is open. An hour back, at 22:30: it is closed again, and opens.
        #expect(try answer(calendar, "2026-12-12 22:30") == "open until 2026-12-13 02:00")
        #expect(try answer(calendar, "2026-12-12 21:30") == "window, next 2026-12-12 22:00")
    }

    @Test("a soak counts the site's own working days, outside holidays and freezes")
    func workingDays() throws {
        let thursday = try #require(CivilDate("2026-12-10"))
        #expect(try calendar().date(3, workingDaysAfter: thursday)?.description == "2026-12-15")
        let israel = try calendar(workweek: .sundayToThursday)
        #expect(israel.date(3, workingDaysAfter: thursday)?.description == "2026-12-15")
        #expect(israel.date(1, workingDaysAfter: thursday)?.description == "2026-12-13")
        #expect(
            try calendar(freeze: "2026-12-14 2026-12-18").date(1, workingDaysAfter: thursday)?.description
                == "2026-12-11")
        #expect(
            try calendar(freeze: "2026-12-14 2026-12-18").date(2, workingDaysAfter: thursday)?.description
                == "2026-12-21")
        #expect(try calendar(holiday: "2026-12-11").date(1, workingDaysAfter: thursday)?.description == "2026-12-14")
        #expect(try calendar(freeze: "2026-12-11 2040-01-01").date(1, workingDaysAfter: thursday) == nil)
    }

    @Test("a freeze of the customer's own calendar closes its sites; leave that it agreed to opens them again")
    func customersOwn() throws {
        var ours = WorkCalendar(zone: Self.rome)
        let monday = try #require(CivilDate("2026-12-07"))
        ours.customers["acme"] = CustomerFreezes(
            customer: "acme",
            spans: [RecurringSpan(start: .init(date: monday), length: NominalSpan(days: 2))], source: "acme.ics",
            importedAt: Timestamp(milliseconds: 0), importedBy: "ada")
        func made(_ customer: CustomerID) -> SiteCalendar {
            SiteCalendar(
                .init(customer: customer, workweek: nil, serviceHours: nil, window: nil), ours: ours, policy: nil,
                zone: Self.rome, zones: { _ in nil }, concerns: { _ in .yes })
        }
        #expect(try answer(made("acme"), "2026-12-07 10:00") == "freeze, next 2026-12-09 09:00")
        #expect(try answer(made("other"), "2026-12-07 10:00") == "open until 2026-12-07 18:00")
        var crossing = FreezeCrossing(
            id: "c", rollout: "r", sites: ["s"],
            time: TimeRange(from: try instant("2026-12-07 12:00"), until: try instant("2026-12-07 14:00")),
            why: "their trunk is down", agreed: nil, requestedBy: "ada", requestedAt: Timestamp(milliseconds: 0))
        var crossed = made("acme")
        crossed.crossings = [crossing]
        #expect(try answer(crossed, "2026-12-07 12:30") == "freeze, next 2026-12-09 09:00")
        crossing.agreed = "by telephone, 7 December"
        crossed.crossings = [crossing]
        #expect(try answer(crossed, "2026-12-07 12:30") == "open until 2026-12-07 14:00")
        #expect(try answer(crossed, "2026-12-07 10:00") == "freeze, next 2026-12-07 12:00")
    }

    @Test("who may be meant by a freeze is taken to be meant; a week is given to those only who surely are")
    func maybe() throws {
        let among = try Predicate(parsing: "country==IL")
        let day = try #require(CivilDate("2026-12-07"))
        var ours = WorkCalendar(zone: Self.rome)
        ours.freezes = [try #require(Freeze(from: day, to: day, why: "x", among: among))]
        ours.rules = [
            CalendarRule(
                id: "w", kind: .week(.sundayToThursday), among: among, owner: "ada", why: "Israel",
                since: Timestamp(milliseconds: 0))
        ]
        func made(_ truth: Truth) -> SiteCalendar {
            SiteCalendar(
                .init(customer: "a", workweek: nil, serviceHours: nil, window: nil), ours: ours, policy: nil,
                zone: Self.rome, zones: { _ in nil }, concerns: { _ in truth })
        }
        #expect(made(.maybe).freezes.count == 1 && made(.maybe).week == .mondayToFriday)
        #expect(made(.yes).freezes.count == 1 && made(.yes).week == .sundayToThursday)
        #expect(made(.no).freezes.isEmpty && made(.no).week == .mondayToFriday)
    }

    @Test(
        "a holiday of every year is on its days in every year, across the new year too",
        arguments: [
            ("2026-12-31", true), ("2027-01-01", true), ("2027-01-02", false), ("2031-12-30", true),
            ("2026-12-29", false),
        ])
    func yearly(day: String, isCovered: Bool) throws {
        let (first, last) = (try #require(CivilDate("2020-12-30")), try #require(CivilDate("2021-01-01")))
        let span = try #require(DaySpan(from: first, to: last, isYearly: true))
        #expect(span.covers(try #require(CivilDate(day))) == isCovered)
    }

    @Test(
        "hours that are none are refused",
        arguments: [
            "", "9-17", "08:00", "08:00-08:00", "25:00-26:00", "xyz 08:00-10:00", "08:00-10:00;", "mon 08:00 10:00",
        ])
    func badHours(text: String) { #expect(ServiceHours(text) == nil) }
}
