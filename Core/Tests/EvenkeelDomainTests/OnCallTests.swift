import EvenkeelDomain
import Testing

@Suite("Who is alerted")
struct OnCallTests {
    private static let monday = WorkCalendarTests.instant("2026-11-23T00:00:00Z")

    @Test(
        "duty is by local day and hour; a night watch belongs to the day on which it begins",
        arguments: [
            ("2026-11-23T08:00:00Z", true, false), ("2026-11-23T07:59:00Z", false, false),
            ("2026-11-23T15:59:00Z", true, false), ("2026-11-23T16:00:00Z", false, false),
            ("2026-11-23T21:00:00Z", false, true), ("2026-11-24T04:59:00Z", false, true),
            ("2026-11-24T05:00:00Z", false, false),
            // The watch of the holiday does not begin; the one of the evening before runs to its end.
            ("2026-11-25T04:30:00Z", false, true), ("2026-11-25T21:30:00Z", false, false),
            ("2026-11-26T04:30:00Z", false, false),
            // Saturday.
            ("2026-11-28T10:00:00Z", false, false), ("2026-11-28T22:00:00Z", false, false),
        ])
    func hours(_ time: String, day: Bool, night: Bool) throws {
        let holiday = try #require(CivilDate("2026-11-25"))
        let rome = WorkCalendarTests.rome
        let byDay = DutyHours(
            zone: rome, week: .mondayToFriday, fromMinute: 9 * 60, toMinute: 17 * 60, holidays: [holiday])
        let byNight = DutyHours(
            zone: rome, week: .mondayToFriday, fromMinute: 22 * 60, toMinute: 6 * 60, holidays: [holiday])
        #expect(byDay.covers(WorkCalendarTests.instant(time)) == day)
        #expect(byNight.covers(WorkCalendarTests.instant(time)) == night)
    }

    private static func person(_ id: PersonID, _ role: StaffRole, _ from: Int = 0, _ to: Int = 0) -> OnCallPerson {
        OnCallPerson(
            id: id, name: id.text, role: role, reach: [.command("pager")],
            hours: DutyHours(fromMinute: from * 60, toMinute: to * 60))
    }

    private let rota = Rota(people: [
        person("ada", .engineer, 8, 16), person("ben", .engineer, 16, 22), person("cleo", .lead, 8, 16),
        person("dora", .director, 9, 17),
    ])

    @Test("whoever is on duty first, in order; then the others, higher roles first; at night nobody is left out")
    func chain() {
        func chain(_ hour: Int) -> [PersonID] { rota.chain(at: Self.monday + .hours(hour)).map(\.id) }
        #expect(chain(10) == ["ada", "cleo", "dora", "ben"])
        #expect(chain(16) == ["ben", "dora", "cleo", "ada"])
        #expect(chain(3) == ["dora", "cleo", "ada", "ben"])
    }

    @Test("the owner is whoever spoke last, else whoever is on duty; the second and the superior are somebody else")
    func people() {
        let now = Self.monday + .hours(10)
        #expect(rota.owner(lastSpeaker: "ben", at: now)?.id == "ben")
        #expect(rota.owner(lastSpeaker: "a stranger", at: now)?.id == "ada")
        #expect(rota.second(to: "ada", at: now)?.id == "cleo")
        #expect(rota.superior(to: rota["ada"], at: now)?.id == "cleo")
        #expect(rota.superior(to: rota["cleo"], at: now)?.id == "dora")
        #expect(rota.superior(to: rota["dora"], at: now)?.id == "cleo", "nobody is higher: the highest of the others")
        #expect(Rota().owner(lastSpeaker: nil, at: now) == nil)
    }

    @Test("a page goes to everybody once, then round again")
    func round() {
        var paged: [PersonID] = []
        for _ in 0..<6 { paged += [rota.next(after: paged, at: Self.monday + .hours(10))?.id].compactMap(\.self) }
        #expect(paged == ["ada", "cleo", "dora", "ben", "ada", "cleo"])
        #expect(Rota().next(after: [], at: Self.monday) == nil)
    }

    @Test("a page needs two ways, of which one is not e-mail")
    func ways() throws {
        let address = try #require(EmailAddress("ada@acme.example"))
        func person(_ reach: [OnCallPerson.Reach]) -> Bool { OnCallPerson(id: "a", name: "A", reach: reach).canBePaged }
        #expect(person([.email(address), .command("pager")]))
        #expect(!person([.email(address), .email(address)]))
        #expect(!person([.command("pager")]))
    }

    @Test(
        "a regulator's stages are due as the law sets, a month by the calendar",
        arguments: [
            (RegulatoryRegime.nis2, nil, ["early-warning 2026-01-31T10:00:00Z", "notification 2026-02-02T10:00:00Z"]),
            (.dora, nil, ["initial 2026-01-31T10:00:00Z"]),
            (.dora, 2, ["initial 2026-01-30T16:00:00Z"]),
            (.dora, 23, ["initial 2026-01-31T10:00:00Z"]),
        ] as [(RegulatoryRegime, Int?, [String])])
    func regulators(_ regime: RegulatoryRegime, classifiedAfterHours: Int?, expected: [String]) {
        let aware = WorkCalendarTests.instant("2026-01-30T10:00:00Z")
        let stages = regime.opening(awareAt: aware, classifiedAt: classifiedAfterHours.map { aware + .hours($0) })
        #expect(stages.map { "\($0.stage.rawValue) \($0.due)" } == expected)
        let last: RegulatoryRegime.Stage = regime == .nis2 ? .notification : .intermediate
        #expect(regime.next(after: last, filedAt: aware)?.due.description == "2026-02-28T10:00:00Z")
        #expect(regime.next(after: .final, filedAt: aware) == nil)
    }
}
