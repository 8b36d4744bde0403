import EvenkeelDomain
import Testing

@testable import EvenkeelLedger

@Suite("Drills: as on the day, and nobody outside hears of it")
struct DrillTests {
    private let id = Desk.incident

    private static let settings: Settings = {
        func person(_ id: PersonID, _ role: StaffRole) -> OnCallPerson {
            OnCallPerson(id: id, name: id.text, role: role, reach: [.command("pager")])
        }
        var settings = Settings(
            organisation: "Acme Telecom", rota: Rota(people: [person("ada", .engineer), person("cleo", .lead)]))
        settings.drillAddresses = EmailAddress("drill@acme.example").map { [$0] } ?? []
        return settings
    }()

    private static func opening(_ impact: Impact = .critical) -> IncidentSuspected {
        var opening = Desk.opening(impact: impact)
        opening.drill = Drill(criticality: .revenue)
        return opening
    }

    /// Begun, and the page is out.
    private func begun(_ impact: Impact = .critical) throws -> Desk {
        var desk = Desk(settings: Self.settings)
        try desk.give(.suspectIncident(Self.opening(impact)))
        try desk.give(.pageForDraft(id))
        return desk
    }

    private func own() -> Command {
        .ownIncident(
            OwnIncident(incident: id, opening: nil, body: "Calls fail.", audience: [], criticality: .revenue))
    }

    private func grade(_ desk: Desk) throws -> DrillGrade {
        DrillGrade(of: try desk.incident(), acknowledgeWithin: .minutes(5), at: desk.now)
    }

    private func marks(_ grade: DrillGrade) -> [DrillGrade.Rule: DrillGrade.Mark] {
        Dictionary(uniqueKeysWithValues: grade.lines.map { ($0.rule, $0.mark) })
    }

    @Test("a drill needs addresses; without any it does not begin")
    func addresses() throws {
        #expect(Desk().refusal(of: .suspectIncident(Self.opening())) == .drillAddressesMissing)
    }

    @Test("whoever is on duty is paged for a drill, as for a halt's draft")
    func page() throws {
        var desk = Desk(settings: Self.settings)
        try desk.give(.suspectIncident(Self.opening()))
        #expect(desk.state.due(at: desk.now).map(\.duty) == [.pageForDraft(id)])
        try desk.give(.pageForDraft(id))
        #expect(try desk.incident().alerts.map(\.person) == ["ada"])
    }

    @Test("what is real is refused: customers, the public page, guards, regulators, repeats")
    func limits() throws {
        var desk = try begun()
        let customers = OwnIncident(
            incident: id, opening: nil, body: "b", audience: [AudienceMember(customer: "alpha", reason: "r")],
            criticality: .normal)
        #expect(desk.refusal(of: .ownIncident(customers)) == .notInDrill(id, .audience))
        #expect(desk.refusal(of: .publishIncident(id, publicTitle: "T")) == .notInDrill(id, .publication))
        #expect(
            desk.refusal(of: .startRegulatoryClock(id, .nis2, awareAt: desk.now, classifiedAt: nil))
                == .notInDrill(id, .regulators))
        #expect(desk.refusal(of: .confirmRepeat(id, of: "x")) == .notInDrill(id, .repeats))
        try desk.give(own())
        try desk.give(Desk.post(.resolved))
        let rule = Guard(
            id: "g", incident: id, action: "a1", when: .always, soakHours: 1, atSites: 1, matching: .always,
            beforeWave: 2, since: desk.now)
        #expect(desk.refusal(of: .publishReport(id, Desk.report(), guards: [rule])) == .notInDrill(id, .guards))
        #expect(
            desk.refusal(of: .publishReport(id, Desk.report(), guards: [])) == nil, "a report has nobody to wait for")
    }

    @Test("answered, owned, updated, closed and reported in time is an A")
    func best() throws {
        var desk = try begun()
        #expect(try grade(desk).letter == nil, "nothing is decided yet")
        desk.now = desk.now + .minutes(2)
        try desk.give(.acknowledgeAlert(id, try #require(try desk.incident().alerts.first).id))
        desk.now = desk.now + .minutes(1)
        try desk.give(own())
        #expect(try desk.incident().openPromise?.due == desk.now + .minutes(15), "the pace of those one imagines")
        desk.now = desk.now + .minutes(10)
        try desk.give(Desk.post(.identified))
        desk.now = desk.now + .minutes(10)
        try desk.give(Desk.post(.resolved))
        #expect(try grade(desk).isOver == false, "the report is owed")
        try desk.give(.publishReport(id, Desk.report(), guards: []))
        let grade = try grade(desk)
        #expect(grade.letter == "A" && grade.isOver)
        #expect(grade.lines.allSatisfy { $0.mark == .met })
    }

    @Test("a page that went round, a late first word and a holding line cost three rules")
    func worst() throws {
        var desk = try begun()
        desk.now = desk.now + .minutes(5)
        try desk.give(.passOnAlert(id, try #require(try desk.incident().alerts.first).id))
        desk.now = desk.now + .minutes(3)
        try desk.give(own())
        desk.now = desk.now + .minutes(15)
        try desk.give(.keepPromise(id))
        let grade = try grade(desk)
        let marks = marks(grade)
        #expect(marks[.alarmAnswered] == .missed && marks[.noPageWentRound] == .missed)
        #expect(marks[.firstWord] == .missed && marks[.wordsByPeople] == .missed)
        #expect(marks[.nothingBroken] == .met && marks[.resolved] == .open)
        #expect(grade.letter == "D")
    }

    @Test("a drill counts in no figure, is no repeat and has none")
    func apart() throws {
        var desk = try begun(.major)
        try desk.give(own())
        try desk.give(Desk.post(.resolved))
        try desk.give(.publishReport(id, Desk.report(), guards: []))
        #expect(PromiseRecord(of: desk.state.incidents.values, at: desk.now) == PromiseRecord())
        var real = Desk.opening()
        real.began = desk.now
        let later = Incident(
            id: "later", title: real.title, impact: .major, components: real.components, visibility: .audience,
            began: desk.now + .hours(1), origin: nil, signals: [real.signal], concerns: nil, criticality: .normal)
        #expect(RepeatFinder.likely(later, among: desk.state.incidents.values).isEmpty)
    }
}
