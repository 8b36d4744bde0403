import EvenkeelDomain
import EvenkeelLedger
import EvenkeelSimulator
import Testing

/// One open wave of three sites on a Monday; two freezes, one behind the other, take four days from beta.
@Suite("What a site waits for whose customer was told a later day")
struct ToldDayAnswerTests {
    private let bench: Bench
    private let conductor: Conductor
    private let day: CivilDate

    init() async throws {
        bench = try await Bench()
        try await bench.openWave()
        day = bench.now.dateAndMilliseconds.0
        conductor = Conductor(operations: bench.operations)
        try await freeze("fair", from: day, to: day + 1)
    }

    private func freeze(_ id: CalendarRuleID, from: CivilDate, to: CivilDate) async throws {
        let rule = CalendarRule(
            id: id, kind: .freeze(try #require(DaySpan(from: from, to: to))),
            among: try Predicate(parsing: "customer==beta"), owner: "ada", why: "\(id)", since: bench.now)
        try await bench.give(.addCalendarRule(rule), id: CommandID("\(id)"))
        while try await conductor.tick(at: bench.now) {}
    }

    /// The code, and how many days from the first it may start.
    private func words(_ answer: StartAnswer) -> String {
        switch answer {
        case .open: "open"
        case .closed(let obstacle, let opens):
            "\(obstacle.code) \(opens.map { "\($0.dateAndMilliseconds.0.dayNumber - day.dayNumber)" } ?? "-")"
        }
    }

    /// What `why` says of the site, and what the table of those that wait says.
    private func answers() async throws -> [String] {
        let standing = try await bench.operations.standing(of: "beta-hq", in: Bench.rollout, at: bench.now)
        let rollout = try #require(await bench.operations.ledger.read { $0.rollouts[Bench.rollout] })
        var gate = try await bench.operations.startGate(rollout, at: bench.now)
        let later = try await bench.operations.laterDays(of: rollout, &gate)
        let waiting = gate.waiting(try await bench.placements().map(SiteEvidence.init), later: later)
        let why = if case .closed(let answer) = standing { words(answer) } else { standing.code }
        return [why] + waiting.filter { $0.site == "beta-hq" }.map { words($0.answer) }
    }

    @Test("is the freeze while that is what keeps it, and the day that was told once a freeze was lifted again")
    func liftedAgain() async throws {
        #expect(try await answers() == ["freeze 2", "freeze 2"], "the day that was told is the end of the freeze")
        try await freeze("audit", from: day + 2, to: day + 3)
        #expect(try await answers() == ["freeze 4", "freeze 4"])
        // Lifting it gives nothing back: beta was told of the day after it, and keeps that.
        let impacts = try await bench.operations.calendarImpact(at: bench.now) { calendar in
            calendar.freezes.removeAll { $0.why == "audit" }
        }
        #expect(impacts.flatMap(\.waits).isEmpty, "and the diff of the lift promises no day before")
        try await bench.give(.liftCalendarRule("audit", why: "called off"), id: "lift")
        while try await conductor.tick(at: bench.now) {}
        #expect(try await answers() == ["later_day 4", "later_day 4"])
        bench.pass(.days(2))
        #expect(try await answers() == ["later_day 4", "later_day 4"], "nothing else keeps it any more")
        bench.pass(.days(2))
        #expect(try await answers() == ["queued", "open"])
    }
}
