import EvenkeelDomain
import Testing

@testable import EvenkeelLedger

@Suite("Holds that expire, are renewed and overridden")
struct HoldTests {
    private func desk(expiresAfter: TimeSpan?) throws -> Desk {
        var desk = Desk()
        try desk.give(
            .addHold(
                Hold(
                    id: "h", predicate: .always, owner: "ada", why: "fax fails", since: desk.now,
                    expires: expiresAfter.map { desk.now + $0 })))
        return desk
    }

    @Test("the owner hears a day before, and at its time the hold is lifted by an entry of the journal")
    func expiry() throws {
        var desk = try desk(expiresAfter: .days(7))
        #expect(desk.state.agenda.all.map(\.at) == [desk.now + .days(6), desk.now + .days(7)])
        #expect(desk.refusal(of: .warnOfHold("h")) == .holdNotDue("h"))
        desk.now = desk.now + .days(6)
        try desk.give(.warnOfHold("h"))
        #expect(desk.refusal(of: .warnOfHold("h")) == .holdNotDue("h"), "told once")
        #expect(desk.refusal(of: .expireHold("h")) == .holdNotDue("h"))
        desk.now = desk.now + .days(1)
        try desk.give(.expireHold("h"))
        #expect(desk.state.holds.isEmpty)
        #expect(desk.state.agenda.all.isEmpty)
    }

    @Test("one that holds for a short time is told of half-way; one without an end is never due")
    func short() throws {
        let short = try desk(expiresAfter: .hours(4))
        #expect(short.state.agenda.nextAt == short.now + .hours(2))
        #expect(try desk(expiresAfter: nil).state.agenda.all.isEmpty)
    }

    @Test("renewing needs a reason and a time to come, and its owner is told again before the new end")
    func renewal() throws {
        var desk = try desk(expiresAfter: .days(7))
        desk.now = desk.now + .days(6)
        try desk.give(.warnOfHold("h"))
        #expect(desk.refusal(of: .renewHold("h", expires: desk.now + .days(9), why: " ")) == .reasonMissing)
        #expect(desk.refusal(of: .renewHold("h", expires: desk.now, why: "late")) == .expiryInThePast("h", desk.now))
        let end = desk.now + .days(1)
        #expect(
            desk.refusal(of: .renewHold("h", expires: end - .hours(1), why: "late")) == .renewedToLess("h", until: end),
            "a slip of the pen would let sites go")
        try desk.give(.renewHold("h", expires: desk.now + .days(9), why: "the fix is late"))
        #expect(desk.state.agenda.all.map(\.at) == [desk.now + .days(8), desk.now + .days(9)])
        #expect(
            desk.state.holds["h"]?.renewals == [
                HoldRenewal(expires: desk.now + .days(9), why: "the fix is late", by: "ada", at: desk.now)
            ], "who made it longer and why stays beside it")
    }

    @Test("who comes too late to renew or lift a hold is told when it ended, until another has its name")
    func ended() throws {
        var desk = try desk(expiresAfter: .days(7))
        desk.now = desk.now + .days(7)
        let end = desk.now
        try desk.give(.expireHold("h"))
        desk.now = desk.now + .minutes(1)
        let late = desk.now + .days(1)
        #expect(desk.refusal(of: .renewHold("h", expires: late, why: "the fix is late")) == .holdEnded("h", at: end))
        #expect(desk.refusal(of: .liftHold("h", why: "over")) == .holdEnded("h", at: end))
        #expect(desk.refusal(of: .liftHold("another", why: "over")) == .unknownHold("another"))
        try desk.give(.addHold(Hold(id: "h", predicate: .always, owner: "ada", why: "fax fails", since: desk.now)))
        try desk.give(.liftHold("h", why: "over"))
        #expect(desk.refusal(of: .liftHold("h", why: "over")) == .holdEnded("h", at: desk.now))
    }

    @Test("a person may let named sites go in one rollout, on record, and nobody else goes")
    func override() throws {
        var desk = try Desk.open()
        try desk.give(
            .addHold(Hold(id: "h", predicate: .always, owner: "ada", why: "fax fails", since: desk.now)))
        #expect(desk.refusal(of: .overrideHold("h", "none", ["site-1"], why: "x")) == .unknownRollout("none"))
        #expect(desk.refusal(of: .overrideHold("h", Desk.rollout, [], why: "x")) == .sitesMissing)
        #expect(desk.refusal(of: .overrideHold("h", Desk.rollout, ["site-1"], why: "")) == .reasonMissing)
        try desk.give(.overrideHold("h", Desk.rollout, ["site-1"], why: "no fax any more"))
        let hold = try #require(desk.state.holds["h"])
        #expect(hold.isOverridden(for: "site-1", in: Desk.rollout))
        #expect(!hold.isOverridden(for: "site-2", in: Desk.rollout))
        #expect(!hold.isOverridden(for: "site-1", in: "another"))
        #expect(hold.overrides?.first?.by == "ada")
    }
}
