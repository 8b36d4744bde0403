import EvenkeelDomain
import EvenkeelLedger
import EvenkeelSimulator
import Testing

/// Beta is asked to agree, and is free from the fourth day on.
@Suite("An agreement")
struct AgreedDayTests {
    private let bench: Bench
    private let conductor: Conductor
    private let installer: Installer
    private let first: CivilDate

    init() async throws {
        bench = try await Bench()
        conductor = Conductor(operations: bench.operations)
        installer = Installer(operations: bench.operations, executors: [.command: ScriptedExecutor()])
        first = bench.now.dateAndMilliseconds.0
        try await bench.freeze("beta", "f", first, first + 2)
        var policy = try Bench.policy()
        policy.notice = NoticePolicy(
            before: .zero, acknowledge: try Predicate(parsing: "customer==beta"), onSilence: .hold)
        policy.execute = ExecutePolicy(by: .command, parallel: 3, timeout: .minutes(30))
        try await bench.start(policy)
        try await turns(3)
        try #expect(await notice().day == first + 3)
    }

    private func turns(_ count: Int) async throws {
        for _ in 0..<count {
            while try await conductor.tick(at: bench.now) {}
            while try await installer.tick(clock: { bench.now }) > 0 {}
            bench.pass(.hours(8))
        }
    }

    private func notice() async throws -> NoticeRow {
        try #require(
            await bench.store.notices(NoticeQuery(rollout: Bench.rollout, customer: "beta")).max { $0.wave < $1.wave })
    }

    private func standing() async throws -> String {
        try await bench.operations.standing(of: "beta-hq", in: Bench.rollout, at: bench.now).code
    }

    /// Returns whether it was taken for one about another day.
    private func agree(_ id: CommandID, at said: Timestamp, of day: CivilDate? = nil) async throws -> Bool {
        try await bearing(id, at: said, of: day) == .ofAnotherDay
    }

    private func bearing(
        _ id: CommandID, at said: Timestamp, of day: CivilDate? = nil
    ) async throws -> AnswerBearing {
        var wish = AnswerWish(
            customer: "beta", rollout: Bench.rollout, kind: .agreed, way: .telephone, at: said, note: "Fine.", day: day)
        (wish.person, wish.recordedBy) = ("Bea", "ada")
        return try await bench.operations.answer(wish, command: id, by: "ada", at: bench.now).bearing
    }

    @Test(
        "on the telephone that is noted after the day moved does not count for the new day, unless it was of that one",
        arguments: [false, true])
    func noted(ofTheNewDay namesDay: Bool) async throws {
        let called = bench.now
        bench.pass(.minutes(5))
        try await bench.freeze("beta", "g", first + 3, first + 3)
        try await turns(1)
        try #expect(await notice().day == first + 4)
        #expect(try await agree("late", at: called, of: namesDay ? first + 4 : nil) == !namesDay)
        #expect(try await bench.store.answers(AnswerQuery(rollout: Bench.rollout)).map(\.at) == [called], "it is kept")
        // Up to the morning of that day.
        try await turns(8)
        #expect(try await standing() == (namesDay ? "closed" : "notice_not_agreed"))
        if !namesDay { #expect(try await !agree("again", at: bench.now)) }
        try await turns(3)
        #expect(try await standing() == "done")
    }

    @Test("on the telephone that is noted late counts where the day has not moved")
    func unmoved() async throws {
        let called = bench.now
        bench.pass(.minutes(5))
        #expect(try await !agree("late", at: called))
        try await turns(12)
        #expect(try await standing() == "done")
    }

    @Test("to another day is none to the one that stands, and kept")
    func anotherDay() async throws {
        #expect(try await agree("other", at: bench.now, of: first + 9))
        #expect(try await notice().state != .acknowledged)
        #expect(try await bench.store.answers(AnswerQuery(rollout: Bench.rollout)).map(\.day) == [first + 9])
        #expect(try await !agree("same", at: bench.now, of: first + 3))
        #expect(try await notice().state == .acknowledged)
    }

    @Test("that was given before a no, and is noted after it, does not lift it")
    func beforeTheirNo() async throws {
        let called = bench.now
        bench.pass(.minutes(5))
        var no = AnswerWish(
            customer: "beta", rollout: Bench.rollout, kind: .declined, way: .page, at: bench.now, note: "An audit.")
        no.seen = try await notice().mark
        try await bench.operations.answer(no, command: "no", by: "customer", at: bench.now)
        var yes = AnswerWish(
            customer: "beta", rollout: Bench.rollout, kind: .agreed, way: .telephone, at: called, note: "Fine.")
        (yes.person, yes.recordedBy) = ("Bea", "ada")
        let late = try await bench.operations.answer(yes, command: "late", by: "ada", at: bench.now)
        #expect(late.bearing == .beforeTheirNo)
        #expect(try await notice().state == .declined)
        #expect(try await !agree("now", at: bench.now))
        #expect(try await notice().state == .acknowledged)
    }

    @Test("on a page that was opened before the day moved is none")
    func page() async throws {
        let old = try await notice().mark
        bench.pass(.minutes(5))
        try await bench.freeze("beta", "g", first + 3, first + 3)
        try await turns(1)
        func press(_ seen: String) async throws {
            var wish = AnswerWish(
                customer: "beta", rollout: Bench.rollout, kind: .agreed, way: .page, at: bench.now)
            wish.seen = seen
            try await bench.operations.answer(wish, command: CommandID(seen), by: "customer", at: bench.now)
        }
        await #expect(throws: OperationError.refused(.noNoticeToAnswer(Bench.rollout, "beta"))) { try await press(old) }
        #expect(try await notice().state == .announced)
        try await press(notice().mark)
        #expect(try await notice().state == .acknowledged)
    }

    @Test("noted after its day went by does not count if it was to that day, and lets the site go if it came after it")
    func dayIsOver() async throws {
        let called = bench.now
        try await turns(15)
        #expect(try await notice().day == first + 3)
        #expect(try await standing() == "notice_not_agreed")
        #expect(bench.now.dateAndMilliseconds.0 > first + 3)
        #expect(try await bearing("late", at: called) == .dayIsOver)
        #expect(try await bearing("named", at: called, of: first + 3) == .dayIsOver)
        #expect(try await notice().state != .acknowledged)
        #expect(try await bearing("now", at: bench.now, of: bench.now.dateAndMilliseconds.0) == .fromNow)
        let day = try #require(try await notice().day)
        #expect(day >= bench.now.dateAndMilliseconds.0)
        try await turns(6)
        #expect(try await standing() == "done")
    }
}
