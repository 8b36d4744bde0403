import EvenkeelDomain
import Testing

@testable import EvenkeelLedger

@Suite("Notices and answers")
struct NoticeTests {
    private let id = Desk.rollout

    @Test(
        "a site may go only with a notice that stands, is old enough and was agreed to where that was asked",
        arguments: [
            // state, must agree, days since the notice, reachable, on silence, what keeps it
            (NoticeState.announced, false, 7, true, NoticePolicy.Silence.proceed, nil),
            (.announced, false, 6, true, .proceed, "notice-too-short"),
            (.announced, true, 9, true, .hold, "notice-not-agreed"),
            (.announced, true, 9, true, .call, "notice-not-agreed"),
            (.announced, true, 9, true, .laterWave, "notice-not-agreed"),
            (.silent, true, 9, true, .proceed, nil),
            (.silent, true, 9, true, .hold, "notice-not-agreed"),
            (.acknowledged, true, 1, true, .hold, nil),
            (.declined, false, 9, true, .proceed, "notice-declined"),
            (.withdrawn, false, 9, true, .proceed, "notice-date-open"),
            (.announced, false, 9, false, .proceed, "notice-nobody"),
            (.acknowledged, false, 9, false, .proceed, nil),
        ] as [(NoticeState, Bool, Int, Bool, NoticePolicy.Silence, String?)])
    func gaps(
        state: NoticeState, mustAgree: Bool, days: Int, reachable: Bool, silence: NoticePolicy.Silence, code: String?
    ) {
        var notice = NoticeRow(
            rollout: id, revision: 1, wave: 0, customer: "alpha", announcedAt: Desk.start, installations: ["site-1"],
            mustAgree: mustAgree)
        notice.state = state
        let gap = NoticeGap(
            notice: notice, isReachable: reachable, policy: NoticePolicy(before: .days(7), onSilence: silence),
            ownDate: nil, pinnedUntil: nil, today: Desk.monday, at: Desk.start + .days(days))
        #expect(gap?.code == code)
    }

    @Test("a pin keeps a site until its last day is over, whatever was agreed")
    func pinned() {
        var notice = NoticeRow(
            rollout: id, revision: 1, wave: 0, customer: "alpha", announcedAt: Desk.start, installations: ["site-1"])
        notice.state = .acknowledged
        func gap(_ today: CivilDate) -> NoticeGap? {
            NoticeGap(
                notice: notice, isReachable: true, policy: NoticePolicy(before: .zero), ownDate: nil,
                pinnedUntil: Desk.monday + 3, today: today, at: today.startUTC)
        }
        #expect(gap(Desk.monday + 3) == .pinned(until: Desk.monday + 3))
        #expect(gap(Desk.monday + 4) == nil)
    }

    @Test("without a notice nothing is installed, unless the policy asks for none")
    func noNotice() {
        func gap(_ policy: NoticePolicy) -> NoticeGap? {
            NoticeGap(
                notice: nil, isReachable: true, policy: policy, ownDate: nil, pinnedUntil: nil, today: Desk.monday,
                at: Desk.start)
        }
        #expect(gap(NoticePolicy(before: .days(1))) == .notGiven)
        #expect(gap(NoticePolicy(before: .zero, onNobody: .proceed)) == nil)
        #expect(gap(NoticePolicy(before: .zero)) == .notGiven)
        #expect(gap(NoticePolicy(before: .zero, acknowledge: .always)) == .notGiven)
    }

    @Test("a notice is refused while its texts are missing in a language and in the one it falls back to")
    func texts() throws {
        var desk = try Desk.running()
        let announce = Command.announceWave(id, wave: 0, notices: [], deliveries: [], languages: ["en", "it"])
        let release = try #require(desk.state.rollouts[id]?.release)
        #expect(desk.refusal(of: announce) == .textsMissing(release, language: "en", fallback: "en"))
        let italian = Command.announceWave(id, wave: 0, notices: [], deliveries: [], languages: ["it"])
        #expect(desk.refusal(of: italian) == .textsMissing(release, language: "it", fallback: "en"))
        try desk.announce()
        #expect(desk.state.rollouts[id]?.waves[0].announcedAt != nil, "nobody is written to, so nothing is missing")
    }

    // MARK: Answers

    private func answer(
        _ kind: Answer.Kind, day: CivilDate? = nil, note: String? = nil, way: Answer.Way = .page,
        person: String? = nil, at: Timestamp = Desk.start
    ) -> Answer {
        Answer(
            id: "a1", rollout: id, customer: "alpha", kind: kind, way: way, at: at, recordedAt: at, person: person,
            note: note, day: day)
    }

    private func record(
        _ answer: Answer, postponed: Int = 0, state: NoticeState = .announced, remaining: [InstallationID] = ["site-1"],
        due: [InstallationID] = []
    ) -> Command {
        var notice = NoticeRow(
            rollout: id, revision: 1, wave: 0, customer: "alpha", announcedAt: Desk.start, installations: ["site-1"],
            day: Desk.monday + 3, postponed: postponed)
        notice.state = state
        var record = RecordAnswer(answer: answer, notice: notice, remaining: remaining, due: due)
        let calendar = Settings().calendar
        if let day = answer.day, calendar.isWorkingDay(day) {
            let own = OwnDay(day: day, opensAt: calendar.morning(of: day))
            record.days = Dictionary(uniqueKeysWithValues: remaining.map { ($0, own) })
        }
        return .recordAnswer(record)
    }

    private func desk(postpone times: Int = 2, until: CivilDate? = nil) throws -> Desk {
        var desk = Desk()
        var policy = try Desk.policy()
        policy.notice.postponeTimes = times
        policy.notice.postponeUntil = until
        try desk.give(.makePlan(try Desk.plan(), policy, []))
        try desk.give(.approvePlan(id))
        try desk.give(.startRollout(id, guards: []))
        try desk.announce()
        return desk
    }

    @Test("a wish to be among the first stands since it was first said, until it is taken back")
    func earlyAccess() throws {
        var desk = Desk()
        let said: [(kind: Answer.Kind, after: TimeSpan, since: TimeSpan?)] = [
            (.notEarly, .zero, nil), (.early, .hours(1), .hours(1)), (.early, .hours(2), .hours(1)),
            (.notEarly, .hours(3), nil), (.early, .hours(4), .hours(4)),
        ]
        for (kind, after, since) in said {
            desk.now = Desk.start + after
            try desk.give(.recordAnswer(RecordAnswer(answer: answer(kind))))
            #expect(desk.state.early["alpha"] == since.map { Desk.start + $0 }, "\(kind) at \(after)")
        }
        #expect(desk.state.early.count == 1, "of nobody else")
    }

    @Test("another day is granted within what the policy and the calendar allow, and is due then")
    func moved() throws {
        var desk = try desk(until: Desk.monday + 20)
        let day = Desk.monday + 10
        try desk.give(record(answer(.moved, day: day)))
        let date = desk.settings.calendar.morning(of: day)
        #expect(desk.state.rollouts[id]?.ownDates == [date])
        #expect(desk.refusal(of: record(answer(.moved))) == .dayMissing)
        #expect(
            desk.refusal(of: record(answer(.moved, day: Desk.monday + 21)))
                == .dayTooLate(Desk.monday + 21, latest: Desk.monday + 20))
        #expect(
            desk.refusal(of: record(answer(.moved, day: Desk.monday + 1)))
                == .dayTooEarly(Desk.monday + 1, earliest: Desk.monday + 3))
        #expect(desk.refusal(of: record(answer(.moved, day: Desk.monday + 12))) == .dayNotFree(Desk.monday + 12))
        #expect(
            desk.refusal(of: record(answer(.moved, day: day), postponed: 2)) == .postponementsUsedUp(id, times: 2))
    }

    @Test("a site that moved past its wave does not go before the next wave has passed the gates before it")
    func movedPastTheWave() throws {
        var desk = try desk()
        try desk.give(record(answer(.moved, day: Desk.monday + 10)))
        let release = Duty.releaseSites(id, until: desk.settings.calendar.morning(of: Desk.monday + 10))
        #expect(!desk.state.agenda.all.map(\.duty).contains(release), "the second wave, a week on, has not opened")
    }

    @Test("a decline needs a reason, and takes back what could have started at any moment")
    func declined() throws {
        let desk = try desk()
        #expect(desk.refusal(of: record(answer(.declined))) == .reasonMissing)
        var open = try Desk.open()
        let decision = try open.give(record(answer(.declined, note: "Audit."), due: ["site-1"]))
        #expect(
            decision.rows.contains(
                .stepPlacement(id, "site-1", .skip, at: open.now, note: "notice-declined")))
    }

    @Test("what is said on the telephone needs a name, a time that is past, and a note")
    func telephone() throws {
        var desk = try desk()
        func said(_ person: String?, _ note: String?, at: Timestamp) -> Command {
            record(answer(.agreed, note: note, way: .telephone, person: person, at: at))
        }
        #expect(desk.refusal(of: said(nil, "Yes.", at: desk.now)) == .personMissing)
        #expect(desk.refusal(of: said("Ada", " ", at: desk.now)) == .noteMissing)
        let later = desk.now + .hours(1)
        #expect(desk.refusal(of: said("Ada", "Yes.", at: later)) == .saidInTheFuture(later))
        try desk.give(said("Ada", "Yes.", at: desk.now))
    }

    @Test("nobody answers for what has begun, or without a notice that names a day")
    func tooLate() throws {
        let desk = try desk()
        #expect(desk.refusal(of: record(answer(.agreed), remaining: [])) == .nothingToAnswer(id, "alpha"))
        #expect(desk.refusal(of: record(answer(.agreed), state: .withdrawn)) == .noNoticeToAnswer(id, "alpha"))
    }

    @Test("the journal keeps no name, no address and no words of what was said")
    func nothingPersonal() throws {
        var desk = try desk()
        let said = answer(.agreed, note: "My wife is ill.", way: .telephone, person: "Ada Rossi")
        let events = try desk.give(record(said)).events
        #expect(!"\(events)".contains("Ada") && !"\(events)".contains("wife"))
    }

    // MARK: A halt

    @Test("sites taken back in the failing wave are told that their date moves, and get a new notice after a resume")
    func recalled() throws {
        var desk = try Desk.open()
        try desk.give(.haltRollout(id, reason: "alarm"))
        var notice = NoticeRow(
            rollout: id, revision: 1, wave: 0, customer: "alpha", announcedAt: Desk.start, installations: ["site-1"])
        notice.state = .withdrawn
        let message = Delivery(
            recipient: "ada", customer: "alpha", subject: .moved(id, revision: 1, wave: 0, round: 1),
            queuedAt: desk.now)
        let decision = try desk.give(
            .recordRecall(id, wave: 0, ["site-1"], notices: [notice], deliveries: [message]))
        #expect(decision.rows == [.replaceNotices([notice]), .putDeliveries([message])])
        try desk.give(.resumeRollout(id, reason: "It was a false alarm.", evidence: .vouched(by: "ada")))
        #expect(desk.state.agenda.all.map(\.duty).contains(.renewDates(id, wave: 0)))
        try desk.give(.renewDates(id, wave: 0, notices: [notice], deliveries: []))
        #expect(!desk.state.agenda.all.map(\.duty).contains(.renewDates(id, wave: 0)))
        let opensAt = try #require(desk.state.rollouts[id]?.ownDates.first)
        let before = try #require(desk.state.rollouts[id]?.policy.notice.before)
        #expect(opensAt >= desk.now + before, "the new day leaves the notice its time")
    }

    @Test("pins end by themselves, and every rollout looks again then")
    func pins() throws {
        var desk = try Desk.running()
        try desk.give(.pin(["site-1"], until: Desk.monday + 5))
        #expect(desk.state.pins["site-1"]?.until == Desk.monday + 5)
        #expect(
            desk.state.rollouts[id]?.ownDates == [desk.settings.calendar.morning(of: Desk.monday + 6)])
        #expect(desk.refusal(of: .pin([], until: Desk.monday + 5)) == .nothingToPin)
        #expect(
            desk.refusal(of: .pin(["site-1"], until: Desk.monday - 1))
                == .dayTooEarly(Desk.monday - 1, earliest: Desk.monday))
        try desk.give(.liftPins(["site-1"]))
        #expect(desk.state.pins.isEmpty)
    }
}
