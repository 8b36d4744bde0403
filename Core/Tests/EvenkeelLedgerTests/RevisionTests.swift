import EvenkeelDomain
import Testing

@testable import EvenkeelLedger

@Suite("A revision of a plan under way")
struct RevisionTests {
    private let id = Desk.rollout

    /// The plan of the desk with a last wave on another day.
    private func revised(_ revision: Int, lastOpens: CivilDate = Desk.monday + 9) throws -> Plan {
        var plan = try Desk.plan(revision: revision)
        plan.waves[1].opens = lastOpens
        return plan
    }

    private func propose(_ revision: Int, parent: Int = 1, begun: Int = 1, reason: String = "a site joined") throws
        -> Command
    {
        .proposeRevision(
            ProposeRevision(
                plan: try revised(revision), policy: try Desk.policy(), parent: parent, begun: begun, moved: 1,
                reason: reason))
    }

    private func settlement(of desk: Desk, revision: Int, notices: [NoticeRow] = []) throws -> NoticeSettlement {
        let rollout = try #require(desk.state.rollouts[id])
        let proposal = try #require(rollout.proposals.first { $0.revision == revision })
        return NoticeSettlement(
            rollout: rollout, revision: proposal.revision, waves: proposal.waves,
            places: ["site-3": (wave: 1, customer: "gamma")],
            notices: notices, zone: desk.settings.calendar.zone)
    }

    private func adopt(_ desk: Desk, _ revision: Int, notices: [NoticeRow] = []) throws -> Command {
        .adoptRevision(
            AdoptRevision(
                rollout: id, revision: revision, placements: [],
                settlement: try settlement(of: desk, revision: revision, notices: notices), deliveries: []))
    }

    @Test("changes nothing until it is adopted; then what has begun stands and the rest is its own")
    func adoption() throws {
        var desk = try Desk.open()
        let before = try #require(desk.state.rollouts[id])
        try desk.give(try propose(2))
        #expect(desk.state.rollouts[id]?.waves == before.waves)
        #expect(desk.state.rollouts[id]?.revision == 1)
        try desk.give(try adopt(desk, 2))
        let after = try #require(desk.state.rollouts[id])
        #expect(after.revision == 2)
        #expect(after.state == .running)
        #expect(after.waves[0] == before.waves[0])
        #expect(after.waves[1].opens == Desk.monday + 9)
        #expect(after.proposals.isEmpty)
        #expect(after.approvedBy == ["ada"])
    }

    @Test("of a rollout that was given up waits for nobody any longer")
    func aborted() throws {
        var desk = try Desk.open()
        try desk.give(try propose(2))
        try desk.give(.abortRollout(id, reason: "the vendor took it back"))
        #expect(desk.state.rollouts[id]?.proposals == [])
        #expect(desk.state.rollouts[id]?.waves.map(\.state) == [.halted, .planned])
    }

    @Test("that breaks a guard is not adopted")
    func guards() throws {
        var desk = try Desk.open()
        let rule = Guard(
            id: "g", incident: Desk.incident, action: "a1", when: try Predicate(parsing: "release.touches==fax"),
            soakHours: 72, atSites: 2, matching: try Predicate(parsing: "feature==fax"), beforeWave: 2, since: desk.now)
        desk.state.apply(
            Entry(position: desk.state.position + 1, at: desk.now, command: "g", actor: "ada", event: .guardAdded(rule))
        )
        try desk.give(try propose(2))
        #expect(desk.refusal(of: try adopt(desk, 2)) == .guardNotChecked("g"))
        func adoption(_ isSatisfied: Bool) throws -> (Command, GuardFinding) {
            let finding = GuardFinding(guardID: "g", sitesPlanned: 1, sitesAvailable: 3, satisfied: isSatisfied)
            return (
                .adoptRevision(
                    AdoptRevision(
                        rollout: id, revision: 2, placements: [], settlement: try settlement(of: desk, revision: 2),
                        deliveries: [], guards: [finding])), finding
            )
        }
        let (broken, finding) = try adoption(false)
        #expect(desk.refusal(of: broken) == .guardNotSatisfied(rule, finding))
        #expect(desk.refusal(of: try adoption(true).0) == nil)
    }

    @Test("can be adopted only while its parent is in force, and a number is never given twice")
    func parent() throws {
        var desk = try Desk.open()
        try desk.give(try propose(2))
        try desk.give(try propose(3))
        let late = try adopt(desk, 2)
        try desk.give(try adopt(desk, 3))
        #expect(desk.refusal(of: late) == .planOutdated(id, revision: 2))
        #expect(
            desk.refusal(of: try propose(4, parent: 1)) == .revisionOutdated(id, revision: 4, parent: 1, current: 3))
        #expect(desk.refusal(of: try propose(2, parent: 3)) == .planOutdated(id, revision: 2))
        #expect(desk.refusal(of: .approvePlan(id, revision: 9)) == .rolloutCannot(.approve, id, in: .running))
    }

    @Test("cannot be adopted once a wave that it would move has begun")
    func begunSince() throws {
        var desk = try Desk.soaking()
        try desk.give(try propose(2))
        try desk.give(.passGate(id, wave: 0, Desk.evidence(), overrideReason: "looked"))
        try desk.announce(1)
        let late = try adopt(desk, 2)
        desk.now = try desk.wave(1).opensAt
        try desk.open(1)
        #expect(desk.refusal(of: late) == .wavesBegunSince(id, revision: 2, begun: 2))
    }

    @Test("needs a reason, and a rollout that is under way")
    func refusals() throws {
        let desk = try Desk.open()
        #expect(desk.refusal(of: try propose(2, reason: " ")) == .reasonMissing)
        var planned = Desk()
        try planned.give(.makePlan(try Desk.plan(), try Desk.policy(), []))
        #expect(planned.refusal(of: try propose(2)) == .rolloutCannot(.adopt, id, in: .planned))
    }

    private func notice(_ customer: CustomerID, _ sites: [InstallationID], at: Timestamp) -> NoticeRow {
        NoticeRow(
            rollout: id, revision: 1, wave: 1, customer: customer, announcedAt: at, installations: sites)
    }

    @Test("takes back the notices of those whose date moved, and only theirs")
    func notices() throws {
        var desk = try Desk.open()
        try desk.announce(1)
        try desk.give(try propose(2))
        let held = [notice("gamma", ["site-3"], at: desk.now)]
        let moved = try settlement(of: desk, revision: 2, notices: held)
        #expect(moved.told == ["gamma"])
        #expect(moved.standing.isEmpty)
        // The same day: nobody hears a word, and the wave stays announced.
        try desk.give(
            .proposeRevision(
                ProposeRevision(
                    plan: try revised(3, lastOpens: Desk.monday + 7), policy: try Desk.policy(), parent: 1, begun: 1,
                    moved: 0, reason: "a joiner")))
        let kept = try settlement(of: desk, revision: 3, notices: held)
        #expect(kept.told.isEmpty)
        #expect(kept.standing == [1])
        #expect(kept.joined.isEmpty)
        let opensAt = try desk.wave(1).opensAt
        try desk.give(try adopt(desk, 3, notices: held))
        #expect(try desk.wave(1).announcedAt != nil)
        #expect(try desk.wave(1).opensAt == opensAt)
        #expect(try desk.wave(1).joinersSince == nil)
    }

    @Test(
        "leaves alone whoever has a day of their own, as long as their wave opens by then, in whichever wave they are")
    func ownDays() throws {
        var desk = try Desk.open()
        try desk.announce(1)
        try desk.give(try propose(2))
        let rollout = try #require(desk.state.rollouts[id])
        let proposal = try #require(rollout.proposals.first)
        let opens = try #require(proposal.waves.last?.opens)
        for (own, told) in [(opens + 5, []), (opens, []), (opens - 1, ["gamma"])] as [(CivilDate, [CustomerID])] {
            let settlement = NoticeSettlement(
                rollout: rollout, revision: proposal.revision, waves: proposal.waves,
                places: ["site-3": (wave: 1, customer: "gamma")],
                moved: ["site-3"], own: ["site-3": ReservedDay(day: own, isChosen: true)],
                notices: [notice("gamma", ["site-3"], at: desk.now)],
                zone: desk.settings.calendar.zone)
            #expect(settlement.told == told, "chose \(own), the wave opens \(opens)")
        }
    }

    @Test("has those who join an announced wave announced at once, and nobody else again")
    func joiners() throws {
        var desk = try Desk.open()
        try desk.announce(1)
        let announcedAt = try desk.wave(1).announcedAt
        try desk.give(
            .proposeRevision(
                ProposeRevision(
                    plan: try revised(2, lastOpens: Desk.monday + 7), policy: try Desk.policy(), parent: 1, begun: 1,
                    moved: 1, reason: "a joiner")))
        desk.now = desk.now + .hours(1)
        try desk.give(try adopt(desk, 2))
        #expect(try desk.wave(1).joinersSince == desk.now)
        #expect(desk.state.due(at: desk.now).map(\.duty) == [.announceWave(id, wave: 1)])
        let opensAt = try desk.wave(1).opensAt
        try desk.announce(1)
        #expect(try desk.wave(1).announcedAt == announcedAt)
        #expect(try desk.wave(1).opensAt == opensAt)
        #expect(try desk.wave(1).round == 2)
    }

    // MARK: Approval

    private func approving(_ rule: ApprovalPolicy) throws -> Desk {
        var desk = Desk()
        var policy = try Desk.policy()
        policy.approval = rule
        try desk.give(.makePlan(try Desk.plan(), policy, []))
        return desk
    }

    @Test("two persons: the author may be the first and never the last, and nobody counts twice")
    func twoPersons() throws {
        var desk = try approving(ApprovalPolicy(persons: 2))
        try desk.give(.approvePlan(id))
        #expect(desk.state.rollouts[id]?.state == .planned)
        #expect(desk.refusal(of: .approvePlan(id)) == .approvedAlready(id, revision: 1, by: "ada"))
        desk.actor = "bob"
        try desk.give(.approvePlan(id))
        #expect(desk.state.rollouts[id]?.state == .approved)

        var other = try approving(ApprovalPolicy(persons: 2))
        other.actor = "bob"
        try other.give(.approvePlan(id))
        other.actor = "ada"
        #expect(other.refusal(of: .approvePlan(id)) == .authorCannotApproveLast(id, revision: 1))

        var onlyTwo = try approving(ApprovalPolicy(persons: 2, by: ["ada", "bob"]))
        onlyTwo.actor = "bob"
        try onlyTwo.give(.approvePlan(id))
        onlyTwo.actor = "ada"
        try onlyTwo.give(.approvePlan(id))
        #expect(onlyTwo.state.rollouts[id]?.state == .approved, "nobody else is left to have the last word")
    }

    @Test("only those may approve whom the policy names")
    func among() throws {
        let desk = try approving(ApprovalPolicy(by: ["bob", "eve"]))
        #expect(desk.refusal(of: .approvePlan(id)) == .mayNotApprove(id, among: ["bob", "eve"]))
    }

    @Test("a revision asks for as many persons as the plan in force, and whoever adopts is one of them")
    func revisionApprovals() throws {
        var desk = try approving(ApprovalPolicy(persons: 2))
        try desk.give(.approvePlan(id))
        desk.actor = "bob"
        try desk.give(.approvePlan(id))
        try desk.give(.startRollout(id, guards: []))
        try desk.give(try propose(2, begun: 0))
        let adoption = try adopt(desk, 2)
        #expect(desk.refusal(of: adoption) == .approvalsMissing(id, revision: 2, have: 1, needed: 2))
        try desk.give(.approvePlan(id, revision: 2))
        #expect(desk.refusal(of: adoption) == .approvalsMissing(id, revision: 2, have: 1, needed: 2))
        desk.actor = "ada"
        try desk.give(adoption)
        #expect(desk.state.rollouts[id]?.revision == 2)
        #expect(desk.state.rollouts[id]?.approvedBy == ["bob", "ada"])
    }

    /// A plan of ada's under the first rule is replaced, before its start, by one under the second.
    struct Loosening: Sendable {
        let was: ApprovalPolicy
        let next: ApprovalPolicy
        let binds: ApprovalPolicy
        var approved = ["bob"]
        var author = "carla"
    }

    @Test("who took the place of somebody's plan does not get past their rule by planning once more")
    func replacedTwice() throws {
        var desk = try approving(ApprovalPolicy(persons: 2))
        var policy = try Desk.policy()
        policy.approval = ApprovalPolicy()
        desk.actor = "bob"
        for revision in 2...4 {
            try desk.give(.makePlan(try Desk.plan(revision: revision), policy, []))
            #expect(desk.state.rollouts[id]?.approvalRule.persons == 2)
        }
        try desk.give(.approvePlan(id))
        #expect(desk.state.rollouts[id]?.state == .planned)
    }

    @Test(
        "a plan that takes the place of another before its start needs no fewer persons, nor others",
        arguments: [
            Loosening(
                was: .init(persons: 2, by: ["anna", "bob", "carla"]), next: .init(),
                binds: .init(persons: 2, by: ["anna", "bob", "carla"]), approved: ["bob", "carla"]),
            Loosening(was: .init(persons: 2), next: .init(by: ["carla"]), binds: .init(persons: 2)),
            Loosening(
                was: .init(by: ["bob", "eve"]), next: .init(persons: 2), binds: .init(persons: 2, by: ["bob", "eve"])),
            Loosening(was: .init(), next: .init(persons: 3), binds: .init(persons: 3)),
            Loosening(
                was: .init(persons: 2, by: ["anna", "bob", "carla"]), next: .init(by: ["bob", "carla", "eve"]),
                binds: .init(persons: 2, by: ["bob", "carla"])),
            // Too few are left who stand in both lists.
            Loosening(
                was: .init(persons: 2, by: ["anna", "bob"]), next: .init(by: ["bob"]),
                binds: .init(persons: 2, by: ["anna", "bob"])),
            Loosening(
                was: .init(by: ["bob"]), next: .init(persons: 2, by: ["dan", "eve"]),
                binds: .init(persons: 2, by: ["bob", "dan", "eve"])),
            // Whoever takes back a draft of their own that nobody has approved may have misspelled a name.
            Loosening(was: .init(persons: 2), next: .init(), binds: .init(), approved: [], author: "ada"),
            Loosening(was: .init(persons: 2), next: .init(), binds: .init(persons: 2), approved: []),
        ])
    func replacedBeforeTheStart(_ one: Loosening) throws {
        var desk = try approving(one.was)
        for person in one.approved {
            desk.actor = person
            try desk.give(.approvePlan(id))
        }
        var policy = try Desk.policy()
        policy.approval = one.next
        desk.actor = one.author
        try desk.give(.makePlan(try Desk.plan(revision: 2), policy, []))
        let rollout = try #require(desk.state.rollouts[id])
        #expect(rollout.approvalRule == one.binds)
        #expect(rollout.state == .planned && rollout.approvedBy.isEmpty)
        // Once that many have agreed, its own policy is the one in force.
        let others = one.binds.by.isEmpty ? ["p", "q", "r"] : one.binds.by.sorted().filter { $0 != one.author }
        for person in (one.binds.by.contains(one.author) ? [one.author] : []) + others
        where desk.state.rollouts[id]?.state == .planned {
            desk.actor = person
            try desk.give(.approvePlan(id))
        }
        let approved = try #require(desk.state.rollouts[id])
        #expect(approved.state == .approved && approved.approvedBy.count == one.binds.persons)
        #expect(approved.approvalRule == one.next)
    }
}
