import EvenkeelVerdict
import Testing

@Suite("How sites are counted")
struct CohortTests {
    static func site(
        _ id: Int, unit: Int? = nil, customer: Int = 0, features: [Int] = [0], baseline: Double = 0.01,
        enrolledDay: Double = 0, events: [(String, Double)] = [], _ condition: CohortSite.Condition = .healthy
    ) -> CohortSite {
        CohortSite(
            id: id, unit: unit, customer: customer, features: features, baseline: baseline, enrolledDay: enrolledDay,
            events: events.map(FaultEvent.init), condition: condition)
    }

    @Test("a site counts at its first failure; repeated reports and further faults are only shown")
    func firstFailure() {
        let cohort = Cohort(
            sites: [
                Self.site(1, events: [("no ringing", 3), ("no ringing", 2), ("no fax", 4)]), Self.site(2),
                Self.site(3, events: [("no ringing", 9)]),
            ], day: 5)
        #expect(cohort.observed == 1 && cohort.failed == 1)
        #expect(cohort.reports == 3 && cohort.distinctFaults == 2)
        #expect(cohort.completed == 3, "what happens on day 9 is not known on day 5")
    }

    @Test("members of one unit are one site: one failure, one expectation, all their features")
    func units() throws {
        let cohort = Cohort(
            sites: [
                Self.site(1, unit: 7, features: [0, 2], baseline: 0.01, events: [("down", 1)]),
                Self.site(2, unit: 7, features: [1], baseline: 0.03, events: [("down", 1)]),
                Self.site(3, features: [1]),
            ], day: 5)
        #expect(cohort.records.count == 2 && cohort.observed == 1)
        let unit = try #require(cohort.records.first)
        #expect(unit.features == [0, 1, 2] && unit.failed)
        #expect(unit.expected == Staircase.expected(fromProbability: 0.03))
    }

    @Test("a unit with a silent member is silent, and with a soaking one soaking")
    func conditions() {
        let cohort = Cohort(
            sites: [
                Self.site(1, unit: 1, .healthy), Self.site(2, unit: 1, .silent), Self.site(3, unit: 3, .soaking),
                Self.site(4, unit: 3, .healthy), Self.site(5, .healthy), Self.site(6, events: [("down", 1)], .silent),
            ], day: 5)
        #expect(cohort.silent == 1 && cohort.completed == 2 && cohort.evidence().pending == 1)
    }

    @Test("where a customer counts once, its first failure does, and the others are shown only")
    func customers() throws {
        let sites = [
            Self.site(1, customer: 5, features: [0], events: [("down", 3)]),
            Self.site(2, customer: 5, features: [0, 1], events: [("down", 2)]),
            Self.site(3, customer: 6, features: [1], events: [("down", 3)]), Self.site(4, customer: 6, features: [0]),
        ]
        let cohort = Cohort(sites: sites, counting: .customer, day: 5)
        #expect(cohort.observed == 2 && cohort.failed == 3)
        #expect(cohort.records.map(\.isCounted) == [false, true, true, false])
        #expect(Cohort(sites: sites, day: 5).observed == 3)
        let groups = Scan(records: cohort.records, featureCount: 2).groupEvidence(names: ["a", "b"])
        let first = try #require(groups.tallies.first)
        #expect(first.features == ["a"] && first.observed == 1 && first.failed == 2 && first.sites == 3)
    }

    @Test("the order of arrival changes nothing")
    func order() {
        let seed: UInt64 = 31
        print("seed \(seed)")
        var random = SplitMix(seed: seed)
        var sites = (0..<60).map { id in
            Self.site(
                id, unit: id / 2, customer: id / 5, features: [id % 3], baseline: 0.02,
                events: random.happens(0.2) ? [("a", 2), ("b", Double(id % 4))] : [])
        }
        for counting in [Cohort.Counting.unit, .customer] {
            let before = Cohort(sites: sites, counting: counting, day: 3)
            sites.shuffle(using: &random)
            #expect(Cohort(sites: sites, counting: counting, day: 3) == before)
        }
    }

    @Test("a known profile expects less of young sites and freezes at the failure; without one all is expected at once")
    func profiles() throws {
        let curve = try #require(DelayCurve(delaysDays: [1, 2, 4]))
        #expect([-1, 0, 1, 3, 4].map(curve.share) == [0, 0.25, 0.5, 0.75, 1])
        #expect(DelayCurve(delaysDays: []) == nil && DelayCurve(delaysDays: [-1]) == nil)
        #expect(DelayCurve(delaysDays: [1], speedUp: 0.5) == nil)
        let known = DelayProfile.known(curve)
        #expect(known.exposure(afterDays: 1) == 0.75, "taken at double speed")
        #expect(DelayProfile.assumptionFree.exposure(afterDays: 0) == 1)
        #expect(DelayProfile.assumptionFree.exposure(afterDays: -1) == 0, "not enrolled yet")
        let frozen = known.expected(probability: 0.1, enrolledDay: 10, failedDay: 10.5, day: 14)
        #expect(frozen == Staircase.expected(fromProbability: 0.05))
        let sites = [Self.site(1, events: [("down", 0.5)]), Self.site(2, enrolledDay: 2), Self.site(3, enrolledDay: 3)]
        let cohort = Cohort(sites: sites, profile: known, day: 2.5)
        #expect(cohort.records.map(\.expected) == [0.5, 0.5].map { Staircase.expected(fromProbability: 0.01 * $0) })
        #expect(abs(cohort.expected - 0.01) < 0.0001)
    }

    @Test("a site is silent only beyond what it does in health")
    func silenceLimit() {
        #expect(SilenceLimit.missedBeats(gapsBeats: []) == 3)
        #expect(SilenceLimit.missedBeats(gapsBeats: [1, 1, 2]) == 4)
        #expect(SilenceLimit.missedBeats(gapsBeats: [48, 1]) == 96)
    }
}
