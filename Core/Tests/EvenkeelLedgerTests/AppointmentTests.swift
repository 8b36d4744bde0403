import EvenkeelDomain
import Testing

@testable import EvenkeelLedger

@Suite("Appointments and calendar entries")
struct AppointmentTests {
    private let id = Desk.rollout
    /// Thursday, the day of the first wave.
    private let thursday = (Desk.monday + 3).startUTC

    private func appointment(at start: Timestamp, minutes: Int = 60, person: String = "Dana Levi") -> Appointment {
        Appointment(
            id: "ap-1", rollout: id, installation: "site-1", customer: "alpha", start: start, minutes: minutes,
            person: person, personEmail: EmailAddress("dana@northwind.example"), access: "Ring twice; ask for Ada",
            changedAt: start)
    }

    private func make(_ appointment: Appointment, others: [Appointment] = [], state: PlacementState = .planned)
        -> Command
    {
        var place = PlacementRow(
            rollout: id, revision: 1, customer: "alpha", wave: 0,
            placement: Placement(
                installation: "site-1", reason: .score(thousandths: 0, newPairs: 0), notEarlier: nil))
        place.state = state
        return .changeAppointment(
            ChangeAppointment(before: nil, after: appointment, step: nil, others: others, place: place))
    }

    @Test("an appointment gives its site a date of its own, from the morning of that day on")
    func made() throws {
        var desk = try Desk.running()
        let decision = try desk.give(make(appointment(at: thursday + .hours(14))))
        #expect(desk.state.rollouts[id]?.ownDates == [thursday + .hours(9)])
        #expect(
            decision.rows.contains(
                .putSiteDates([
                    SiteDate(
                        rollout: id, installation: "site-1", notBefore: thursday + .hours(9), cause: .appointment)
                ])))
    }

    @Test("nobody comes before the wave, in the past, to a site that is done, or to two places at once")
    func refused() throws {
        let desk = try Desk.running()
        #expect(
            desk.refusal(of: make(appointment(at: thursday - .days(1))))
                == .dayTooEarly(Desk.monday + 2, earliest: Desk.monday + 3))
        let start = thursday + .hours(10)
        #expect(
            desk.refusal(of: make(appointment(at: start), state: .installed)) == .nothingToAppoint(id, "site-1"))
        #expect(desk.refusal(of: make(appointment(at: start, minutes: 2))) == .lengthOutOfRange(minutes: 2))
        #expect(desk.refusal(of: make(appointment(at: start, person: " "))) == .personMissing)
        var other = appointment(at: start - .minutes(30))
        other = Appointment(
            id: "ap-2", rollout: id, installation: "site-2", customer: "beta", start: other.start, minutes: 60,
            person: "Dana Levi", changedAt: other.start)
        #expect(
            desk.refusal(of: make(appointment(at: start), others: [other]))
                == .personBusy(from: other.start, until: other.end))
        let after = appointment(at: start + .minutes(30))
        #expect(desk.refusal(of: make(after, others: [other])) == nil, "one begins as the other ends")
    }

    @Test(
        "one place has one appointment at a time: a second is refused with the first's name, which can still be moved")
    func second() throws {
        var desk = try Desk.running()
        guard case .changeAppointment(var second) = make(appointment(at: thursday + .hours(14), person: "Eli")) else {
            return
        }
        second.after = Appointment(
            id: "ap-2", rollout: id, installation: "site-1", customer: "alpha", start: thursday + .hours(14),
            minutes: 60,
            person: "Eli", changedAt: desk.now)
        second.standing = "ap-1"
        #expect(desk.refusal(of: .changeAppointment(second)) == .appointedAlready(id, "site-1", by: "ap-1"))
        second.standing = nil
        try desk.give(.changeAppointment(second))
    }

    @Test("every change raises the sequence, and an appointment that is over takes no more")
    func sequence() throws {
        var desk = try Desk.running()
        let made = appointment(at: thursday + .hours(10))
        try desk.give(make(made))
        func change(_ step: AppointmentState.Step, _ before: Appointment, note: String? = nil) -> Command {
            var after = before
            after.note = note
            return .changeAppointment(ChangeAppointment(before: before, after: after, step: step))
        }
        #expect(desk.refusal(of: change(.cancel, made)) == .reasonMissing)
        guard case .putAppointment(let cancelled) = try desk.give(change(.cancel, made, note: "Ill.")).rows.first else {
            Issue.record("no row was written")
            return
        }
        #expect(cancelled.sequence == 1 && cancelled.state == .cancelled)
        #expect(desk.refusal(of: change(.move, cancelled)) == .appointmentCannot(.move, "ap-1", in: .cancelled))
    }

    @Test("a calendar entry keeps its identifier, and its cancellation says so")
    func invitation() throws {
        var appointment = appointment(at: thursday + .hours(10))
        func entry(_ appointment: Appointment) throws -> CalendarInvitation {
            CalendarInvitation(
                appointment, summary: "Acme, Ltd: pbx 5.2.0; \\ \"new\"", description: "First line\nSecond: שלום",
                location: "site-1", organiser: EmailAddress("appointments@northwind.example"),
                organisation: "North\"wind", attendees: [try #require(EmailAddress("ada@alpha.example"))],
                domain: "northwind.example")
        }
        let first = try entry(appointment).text
        #expect(
            first.split(separator: "\r\n").map(String.init) == [
                "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Evenkeel//Evenkeel//EN", "CALSCALE:GREGORIAN",
                "METHOD:REQUEST", "BEGIN:VEVENT", "UID:ap-1@northwind.example", "DTSTAMP:20260305T100000Z",
                "DTSTART:20260305T100000Z", "DTEND:20260305T110000Z", "SEQUENCE:0", "STATUS:CONFIRMED",
                "SUMMARY:Acme\\, Ltd: pbx 5.2.0\\; \\\\ \"new\"", "DESCRIPTION:First line\\nSecond: שלום",
                "LOCATION:site-1", "ORGANIZER;CN=\"Northwind\":mailto:appointments@northwind.example",
                "ATTENDEE;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=FALSE:mailto:ada@a",
                " lpha.example", "TRANSP:OPAQUE", "END:VEVENT", "END:VCALENDAR",
            ])
        (appointment.sequence, appointment.state) = (2, .cancelled)
        let last = try entry(appointment)
        #expect(last.method == .cancel)
        for line in ["METHOD:CANCEL", "STATUS:CANCELLED", "SEQUENCE:2", "UID:ap-1@northwind.example"] {
            #expect(last.text.contains(line + "\r\n"), "\(line)")
        }
    }

    @Test("a calendar entry invites each person once, and whoever has a # in their address too")
    func attendees() throws {
        let people = try ["ada@alpha.example", "ADA@alpha.example", "a#b/c=d&e@alpha.example"].map {
            try #require(EmailAddress($0))
        }
        let entry = CalendarInvitation(
            appointment(at: thursday), summary: "s", description: "", location: "",
            organiser: EmailAddress("care#1@b.example"), organisation: "o", attendees: people, domain: "b.example")
        let lines = entry.text.replacing("\r\n ", with: "").split(separator: "\r\n")
        #expect(
            lines.filter { $0.hasPrefix("ATTENDEE") }.compactMap { $0.split(separator: ":", maxSplits: 1).last } == [
                "mailto:ada@alpha.example", "mailto:a%23b%2Fc%3Dd%26e@alpha.example",
            ])
        #expect(lines.contains("ORGANIZER;CN=\"o\":mailto:care%231@b.example"))
        #expect(entry.mediaType == "text/calendar; method=REQUEST")
    }

    @Test(
        "where nobody can be invited, or there is nobody to invite from, it is an entry without method, organiser and attendees"
    )
    func plain() throws {
        let ada = try #require(EmailAddress("ada@alpha.example"))
        let ours = try #require(EmailAddress("care@b.example"))
        for (organiser, attendees) in [(ours, []), (nil, [ada])] as [(EmailAddress?, [EmailAddress])] {
            for state in [AppointmentState.agreed, .cancelled] {
                var visit = appointment(at: thursday)
                visit.state = state
                let entry = CalendarInvitation(
                    visit, summary: "s", description: "", location: "", organiser: organiser, organisation: "o",
                    attendees: attendees, domain: "b.example")
                #expect(entry.method == nil && entry.mediaType == "text/calendar")
                for word in ["METHOD", "ORGANIZER", "ATTENDEE"] {
                    #expect(!entry.text.contains(word), "\(word) in \(entry.text)")
                }
                #expect(entry.text.contains("UID:ap-1@b.example\r\n"))
                #expect(entry.text.contains("STATUS:\(state == .agreed ? "CONFIRMED" : "CANCELLED")\r\n"))
            }
        }
    }

    @Test("no line of a calendar entry is longer than 75 octets, no character is cut, and no text adds a line")
    func folding() throws {
        var long = appointment(at: thursday)
        long.access = nil
        let text = CalendarInvitation(
            long, summary: String(repeating: "שלום ", count: 60), description: "x\r\nATTENDEE:mailto:evil@example.com",
            location: "", organiser: EmailAddress("a@b.example"), organisation: "o", attendees: [],
            domain: "b.example"
        ).text
        for line in text.components(separatedBy: "\r\n") { #expect(line.utf8.count <= 75, "\(line)") }
        #expect(text.replacing("\r\n ", with: "").contains(String(repeating: "שלום ", count: 60)))
        #expect(!text.contains("\nATTENDEE"))
    }
}

extension String {
    fileprivate func components(separatedBy separator: String) -> [Substring] {
        var rest = self[...]
        var parts: [Substring] = []
        while let range = rest.firstRange(of: separator) {
            parts.append(rest[..<range.lowerBound])
            rest = rest[range.upperBound...]
        }
        return parts + [rest]
    }
}
