import EvenkeelDomain
import EvenkeelLedger
import EvenkeelSimulator
import Testing

/// The first wave goes on Monday 9 March and soaks five working days; the rest is told of Monday 16 March, five days before.
@Suite("A told day on which the wave cannot open any more")
struct LostDayTests {
    private let bench: Bench
    private let conductor: Conductor
    private let ninth = CivilDate(dayNumber: 20_521)

    init() async throws {
        bench = try await Bench()
        conductor = Conductor(operations: bench.operations)
    }

    private func start(first: String = "installation==alpha-hq") async throws {
        var policy = try Bench.policy(waves: [
            WavePolicy(name: "first", among: try Predicate(parsing: first), soak: SoakPolicy(days: 5)),
            WavePolicy(name: "rest", soak: SoakPolicy(days: 1)),
        ])
        policy.notice.before = .days(5)
        policy.notice.postponeTimes = 2
        policy.execute.by = .command
        policy.verdict.minSample = 1
        policy.verdict.acceptSites = 3
        policy.verdict.silenceAfter = .days(30)
        try await bench.start(policy)
    }

    /// An incident that is over leaves a guard behind: from now on its sites are to run it as long as that.
    private func addGuard(hours: Int, at sites: Int) async throws {
        try await bench.ownedIncident()
        try await bench.give(
            .postUpdate(
                PostUpdate(
                    incident: Bench.incident, status: .resolved, body: "It works.", cause: "An untested change.")),
            id: "resolved")
        let rule = Guard(
            id: "soak", incident: Bench.incident, action: "a1", when: .always, soakHours: hours, atSites: sites,
            matching: .always, beforeWave: 2, since: bench.now)
        let report = Report(
            whatHappened: "Calls failed.", causes: [.init(kind: .ours, text: "An untested change.")],
            whatWeDid: "A new version.",
            actions: [
                CorrectiveAction(
                    id: "a1", text: "Wait longer", owner: "QA", due: bench.now.dateAndMilliseconds.0 + 30)
            ])
        try await bench.give(.publishReport(Bench.incident, report, guards: [rule]), id: "report")
    }

    private func turn(until time: Timestamp) async throws {
        repeat {
            while try await conductor.tick(at: bench.now) {}
            for row in try await bench.placements([.due]) { try await bench.report(row.installation, .installed) }
            while try await conductor.tick(at: bench.now) {}
            guard bench.now < time else { return }
            bench.clock.advance(to: min(time, bench.now + .hours(1)))
        } while true
    }

    /// `gamma: notice`, or `gamma: 16 -> 19` of each message about a day, the first queued first.
    private func letters() async throws -> [String] {
        try await bench.deliveries().sorted { ($0.queuedAt, $0.customer) < ($1.queuedAt, $1.customer) }.compactMap {
            delivery in
            switch delivery.subject {
            case .notice: "\(delivery.customer): notice"
            case .moved(_, _, _, _, nil, _, _): "\(delivery.customer): open"
            case .moved(_, _, _, _, let was?, let to, _):
                "\(delivery.customer): \(day(was)) -> \(to.map { "\(day($0))" } ?? "open")"
            default: nil
            }
        }
    }

    private func day(_ date: CivilDate) -> Int { date.dayNumber - ninth.dayNumber + 9 }

    private func told(_ customer: CustomerID) async throws -> Int? {
        try await bench.store.notices(NoticeQuery(rollout: Bench.rollout, customer: customer)).first(where: \.stands)?
            .day.map(day)
    }

    private func at(_ march: Int, _ hour: Int) -> Timestamp { (ninth + (march - 9)).startUTC + .hours(hour) }

    private func waves() async throws -> [WaveState] {
        await bench.operations.ledger.read { $0.rollouts[Bench.rollout]?.waves.map(\.state) ?? [] }
    }

    @Test("by a guard that has come since: those it moves hear the new day at once and once, others keep theirs")
    func guardSince() async throws {
        try await start()
        try await turn(until: at(12, 9))
        let before = ["alpha: notice", "beta: notice", "gamma: notice"]
        #expect(try await letters() == before)
        #expect(try await told("gamma") == 16)
        var wish = AnswerWish(customer: "beta", rollout: Bench.rollout, kind: .moved, way: .page, at: bench.now)
        wish.day = ninth + 16
        try await bench.operations.answer(wish, command: "later", by: "bea", at: bench.now)
        try await turn(until: at(12, 10))
        try await addGuard(hours: 240, at: 1)
        try await turn(until: at(12, 11))
        #expect(try await letters() == before + ["gamma: 16 -> 19"])
        // Nothing is heard of the first wave: it waits for evidence beyond the day first told.
        try await turn(until: at(18, 12))
        #expect(try await waves() == [.soaking, .planned])
        #expect(try await letters() == before + ["gamma: 16 -> 19"])
        try await bench.report("alpha-hq", .healthy)
        try await turn(until: at(19, 12))
        #expect(try await waves().first == .passed)
        #expect(try await bench.placements([.installed]).map(\.installation) == ["alpha-hq", "gamma-hq"])
        #expect(try await letters() == before + ["gamma: 16 -> 19"])
        #expect(try await told("beta") == 25)
    }

    @Test(
        "while nobody can say another: they hear that it follows, once, and the new one when the wave before has passed"
    )
    func nobodyCanSay() async throws {
        let hold = Hold(
            id: "h", predicate: try Predicate(parsing: "customer==beta"), owner: "ada", why: "audit", since: bench.now)
        try await start(first: "installation=in=(alpha-hq,beta-hq)")
        try await bench.give(.addHold(hold), id: "hold")
        try await turn(until: at(12, 10))
        #expect(try await told("gamma") == 16)
        try await addGuard(hours: 120, at: 2)
        try await turn(until: at(12, 11))
        #expect(try await letters().suffix(1) == ["gamma: 16 -> open"])
        try await turn(until: at(17, 10))
        #expect(try await letters().count { $0.hasPrefix("gamma") } == 2)
        try await bench.give(.liftHold("h", why: "it is over"), id: "lift")
        try await bench.report("alpha-hq", .healthy)
        try await turn(until: at(31, 12))
        #expect(try await waves()[0] == .passed)
        #expect(
            try await letters().filter { $0.hasPrefix("gamma") } == [
                "gamma: notice", "gamma: 16 -> open", "gamma: notice",
            ])
        #expect(try #require(try await told("gamma")) >= 22, "five days after beta was installed")
    }

    @Test("because the wave before waits for evidence: those hear it who were told of that day, when it has come, once")
    func noEvidence() async throws {
        try await start()
        try await turn(until: at(12, 9))
        var wish = AnswerWish(customer: "beta", rollout: Bench.rollout, kind: .moved, way: .page, at: bench.now)
        wish.day = ninth + 16
        try await bench.operations.answer(wish, command: "later", by: "bea", at: bench.now)
        let before = try await letters()
        try await turn(until: at(16, 10))
        #expect(try await letters() == before)
        try await turn(until: at(18, 10))
        #expect(try await letters() == before + ["gamma: 16 -> open"])
        #expect(try await told("beta") == 25)
        try await bench.report("alpha-hq", .healthy)
        try await turn(until: at(18, 12))
        #expect(try await letters() == before + ["gamma: 16 -> open", "gamma: notice"])
        #expect(try await told("gamma") == 23, "at ten, when the notice is five days old")
        #expect(try await told("beta") == 25)
    }
}
