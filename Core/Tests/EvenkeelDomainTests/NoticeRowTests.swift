import EvenkeelDomain
import Testing

/// A customer with three sites: two were told with the first wave, one with the second.
@Suite("One notice for a customer's sites in a wave")
struct NoticeRowTests {
    private static let day = CivilDate(dayNumber: 20_520)
    private static let told = day.startUTC - .days(7)

    private func notice(
        wave: Int, _ days: [InstallationID: CivilDate], at announced: Timestamp = told, revision: Int = 1
    ) -> NoticeRow {
        var notice = NoticeRow(
            rollout: "pbx-5.2", revision: revision, wave: wave, customer: "beta", announcedAt: announced,
            installations: days.keys.sorted(), mustAgree: true)
        notice.name(days)
        return notice
    }

    @Test("that a revision moves to another wave with their days: what was agreed to is agreed to, and nothing else")
    func carried() throws {
        var old = notice(wave: 0, ["beta-hq": Self.day, "beta-shop": Self.day + 2])
        old.keepAgreement(to: ["beta-shop"])
        let both = NoticeRow.carried([("beta-hq", old), ("beta-shop", old)], to: 2, revision: 3)
        let carried = try #require(both.first)
        #expect(both.count == 1 && carried.wave == 2 && carried.revision == 3)
        #expect(carried.day(of: "beta-hq") == Self.day && carried.day(of: "beta-shop") == Self.day + 2)
        #expect(carried.hasAgreed("beta-shop") && !carried.hasAgreed("beta-hq"))
        let agreed = try #require(NoticeRow.carried([("beta-shop", old)], to: 2, revision: 3).first)
        #expect(agreed.state == .acknowledged, "nothing is left to agree to")
        // Sites of several notices are one notice.
        let other = notice(wave: 1, ["beta-depot": Self.day + 3])
        #expect(NoticeRow.carried([("beta-hq", old), ("beta-depot", other)], to: 2, revision: 3).count == 1)
    }

    @Test("takes over the days that another one of the wave names, and a yes to them, but no site that has gone")
    func takenOver() {
        var first = notice(wave: 1, ["beta-hq": Self.day, "beta-shop": Self.day])
        first.acknowledge()
        var later = notice(wave: 1, ["beta-depot": Self.day + 1], at: Self.told + .days(3), revision: 2)
        later.takeOver(first) { $0 != "beta-shop" }
        #expect(later.installations == ["beta-depot", "beta-hq"])
        #expect(later.day(of: "beta-hq") == Self.day && later.day(of: "beta-depot") == Self.day + 1)
        #expect(later.hasAgreed("beta-hq") && later.awaitsAgreement("beta-depot"))
        // Whose notice is old enough need not wait for the other's, and an answer from before is one to the first alone.
        #expect(later.announcedAt == Self.told && later.namedAt == Self.told + .days(3))
        var refused = notice(wave: 1, ["beta-hq": Self.day])
        refused.state = .declined
        var new = notice(wave: 1, ["beta-depot": Self.day], revision: 2)
        new.takeOver(refused) { _ in true }
        #expect(new.installations == ["beta-depot"], "what was declined is no day")
    }

    @Test("counts where it stands, whatever was taken back later")
    func newest() {
        let standing = notice(wave: 0, ["beta-hq": Self.day])
        var gone = notice(wave: 1, ["beta-hq": Self.day + 5], at: Self.told + .days(2), revision: 2)
        gone.state = .withdrawn
        for order in [[standing, gone], [gone, standing]] {
            #expect(NoticeRow.newest(order)["beta-hq"] == standing)
        }
        let later = notice(wave: 1, ["beta-hq": Self.day + 5], at: Self.told + .days(2), revision: 2)
        #expect(NoticeRow.newest([later, standing])["beta-hq"] == later)
    }
}
