import EvenkeelDomain
import Testing

@testable import EvenkeelLedger

@Suite("Why a site does not run the release")
struct SiteStandingTests {
    private let id = Desk.rollout

    private func row(_ state: PlacementState, wave: Int = 0) -> PlacementRow {
        var row = PlacementRow(
            rollout: id, revision: 1, customer: "alpha", wave: wave,
            placement: Placement(
                installation: "site-1", reason: .score(thousandths: 0, newPairs: 0), notEarlier: nil))
        row.state = state
        return row
    }

    private var site: Installation {
        var site = Installation(id: "site-1", customer: "alpha")
        site.features = ["fax"]
        return site
    }

    private func standing(
        _ desk: Desk, _ row: PlacementRow?, holds: [Hold] = [], gap: NoticeGap? = nil,
        start: StartAnswer = .open(until: nil)
    ) throws -> SiteStanding {
        SiteStanding(
            of: row, withheld: nil, site: site, customer: nil, rollout: try #require(desk.state.rollouts[id]),
            holds: holds, gap: gap, start: start, at: desk.now)
    }

    private let night = StartAnswer.closed(.hours, opens: nil)

    private var hold: Hold {
        get throws {
            Hold(
                id: "h", predicate: try Predicate(parsing: "feature==fax"), owner: "ada", why: "fax fails",
                since: Desk.start)
        }
    }

    @Test("a pin is named before the wave opens, if it lasts beyond that day")
    func pinned() throws {
        let desk = try Desk.open()
        let opens = Desk.monday + 7
        #expect(
            try standing(desk, row(.planned, wave: 1), gap: .pinned(until: opens + 60))
                == .notice(.pinned(until: opens + 60)))
        #expect(try standing(desk, row(.planned, wave: 1), gap: .pinned(until: opens - 1)).code == "wave_to_come")
    }

    @Test("has one answer, and the first that stands in the way wins")
    func precedence() throws {
        var desk = try Desk.open()
        #expect(try standing(desk, nil) == .notSelected)
        #expect(try standing(desk, row(.installed), holds: [hold]).code == "done")
        #expect(try standing(desk, row(.failed), holds: [hold]).code == "failed")
        #expect(try standing(desk, row(.due)).code == "queued")
        #expect(try standing(desk, row(.due), start: night).code == "closed")
        try desk.give(.pauseRollout(id, reason: "we move", owner: .customer, scope: .customer("alpha")))
        #expect(try standing(desk, row(.due), start: night).code == "paused_by_customer")
        try desk.give(.pauseRollout(id, reason: "lunch"))
        #expect(try standing(desk, row(.due)).code == "paused_by_operator")
        try desk.give(.haltRollout(id, reason: "smoke"))
        #expect(try standing(desk, row(.recalled)) == .halted(reason: "smoke"))
        #expect(try standing(desk, row(.recalled), holds: [hold]).code == "held")
        try desk.give(.abortRollout(id, reason: "enough"))
        #expect(try standing(desk, row(.recalled), holds: [hold]) == .aborted(reason: "enough"))
    }

    @Test("names what the wave before waits for, and the notice that is missing or young")
    func waves() throws {
        var desk = try Desk.soaking()
        let soakEnds = try #require(try desk.wave(0).soakEndsAt)
        #expect(
            try standing(desk, row(.planned, wave: 1), gap: .notGiven)
                == .waveToCome(wave: 1, opens: Desk.monday + 7, .soak(wave: 0, until: soakEnds)))
        desk.now = soakEnds
        #expect(
            try standing(desk, row(.planned, wave: 1), gap: .notGiven)
                == .waveToCome(wave: 1, opens: Desk.monday + 7, .evidence(wave: 0, since: soakEnds)),
            "it no longer soaks until then")
        desk = try Desk.open()
        #expect(try standing(desk, row(.due)) == .queued(.init(by: .manual, room: nil, parallel: 4)))
        let until = desk.now + .days(2)
        #expect(try standing(desk, row(.skipped), gap: .tooShort(until: until)) == .notice(.tooShort(until: until)))
        #expect(try standing(desk, row(.skipped), gap: .notGiven).code == "notice_missing")
        #expect(try standing(desk, row(.planned, wave: 1), gap: .declined) == .notice(.declined))
    }

    @Test("before the start it is the rollout that waits")
    func beforeStart() throws {
        var desk = Desk()
        try desk.give(.makePlan(try Desk.plan(), try Desk.policy(), []))
        #expect(
            try standing(desk, row(.planned), gap: .notGiven)
                == .waiting(.approval(revision: 1, have: 0, needed: 1)))
        try desk.give(.approvePlan(id))
        #expect(try standing(desk, row(.planned), gap: .notGiven) == .waiting(.start))
    }
}
