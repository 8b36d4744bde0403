import EvenkeelDomain
import EvenkeelVerdict
import Testing

@testable import EvenkeelSimulator

/// Chance in the simulator: seeded, shared by all approaches, the same on any number of threads.
@Suite struct MonteCarloDrawTests {
    typealias Fixture = MonteCarloFixture

    private func fixture() throws -> Fixture {
        var fixture = Fixture()
        fixture.conditions = TrialConditions(
            baseRate: Fixture.share(0.02), noShow: Fixture.share(0.1), silent: Fixture.share(0.1), reportAfter: .days(2)
        )
        fixture.defects = [try Fixture.defect("feature==queue", 0.3), try Fixture.defect("seats=gt=5", 0.01)]
        return fixture
    }

    @Test("whether a site fails does not depend on who goes when: without a brake all approaches hurt the same sites")
    func commonRandomNumbers() throws {
        var fixture = try fixture()
        fixture.conditions.noShow = .zero
        let unbraked = [
            Approach(name: "plan", order: .planned, rule: .errorShare(1)),
            Approach(name: "random", order: .atRandom(shares: [0.1, 0.5, 1]), rule: .errorShare(1)),
            Approach(name: "at once", order: .allAtOnce, rule: .errorShare(1)),
        ]
        var hurt: Set<Int> = []
        for run in Fixture.runs(50, of: fixture.trial(), approaches: unbraked) {
            #expect(Set(run.map(\.asGiven.sitesHurt)).count == 1)
            #expect(run.allSatisfy { $0.asGiven.sitesInstalled == 137 })
            hurt.insert(run[0].asGiven.sitesHurt)
        }
        #expect(hurt.count > 3, "runs differ from one another")
    }

    @Test("another no-show share or delay leaves alone who breaks")
    func drawsOfTheirOwn() throws {
        let one = try fixture()
        var other = one
        other.conditions.noShow = .zero
        other.conditions.reportAfter = .days(20)
        let (first, second) = (one.trial(), other.trial())
        let fates = [first, second].map { trial in
            TrialDraws(seed: 5, fleet: trial.fleet, conditions: trial.conditions).fates
        }
        #expect(fates[0] == fates[1])
    }

    @Test("sites that move together break together, and count as one")
    func units() throws {
        var fixture = Fixture()
        fixture.waves = [("isdn", 5)]
        fixture.policy.waves = [WavePolicy(name: "one")]
        var sites = fixture.sites[0]
        for place in 0..<3 { sites[place].movesWith = "rack-1" }
        let plan = Plan(
            rollout: "pbx-5.2", revision: 1, release: fixture.policy.release.version, selected: 5, withheld: [],
            waves: [
                PlannedWave(
                    name: "one", publicName: nil, opens: Fixture.monday, soakEnds: Fixture.monday + 7, soakDays: 7,
                    exposure: Exposure(of: sites), coverage: 0,
                    placements: sites.map {
                        Placement(installation: $0.id, reason: .score(thousandths: 0, newPairs: 0), notEarlier: nil)
                    })
            ], curve: [], warnings: [], ends: Fixture.monday + 7)
        let trial = RolloutTrial(
            plan: plan, fleet: Fleet(installations: sites, customers: []), policy: fixture.policy,
            calendar: WorkCalendar(), defects: [try Fixture.defect("moves_with==rack-1", 0.5)],
            conditions: fixture.conditions)
        let runs = (0..<40).map { trial.run(seed: $0, approaches: [.plan])[0].asGiven }
        #expect(Set(runs.map(\.sitesHurt)) == [0, 3])
        // One failing unit is no reason to halt; three failing sites of five would be.
        #expect(runs.allSatisfy { $0.haltedBy == nil })
    }

    @Test("an unknown fact neither spares a site nor condemns it")
    func unknownFacts() throws {
        var fixture = Fixture()
        fixture.defects = [try Fixture.defect("environment.platform==debian-11", 1)]
        let trial = fixture.trial()
        #expect(trial.reach[0].sites == 0 && trial.reach[0].unknown == 137 && trial.reach[0].share == 0)
    }

    @Test("the same seed gives the same results on one thread and on four, and another seed gives others")
    func threads() async throws {
        let trial = try fixture().trial()
        let alone = Fixture.runs(60, of: trial)
        let together = await withTaskGroup(of: (Int, [ApproachRun]).self) { group in
            for lane in 0..<4 {
                group.addTask { (lane, []) }
                for run in stride(from: lane, to: 60, by: 4) {
                    group.addTask { (run, trial.run(seed: RolloutTrial.seed(ofRun: run, seed: 7))) }
                }
            }
            return await group.reduce(into: [Int: [ApproachRun]]()) { if !$1.1.isEmpty { $0[$1.0] = $1.1 } }
        }
        #expect((0..<60).map { together[$0] } == alone)
        #expect(Fixture.runs(60, of: trial, seed: 8) != alone)
    }

    @Test("the watch over the groups is never below what the judge finds, and finds the same when it counts")
    func watchIsABound() {
        // Random sites with random failures, seed 11.
        var random = SplitMix64(seed: 11)
        func chance(_ share: Double) -> Bool { Double(random.next() >> 11) * 0x1p-53 < share }
        let marks = (0..<300).map { _ in (0..<12).filter { _ in chance(0.4) } }
        var pairs: Set<[Int]> = []
        for site in marks { for one in site { for other in site where one < other { pairs.insert([one, other]) } } }
        let index = GroupIndex(names: (0..<12).map { "f\($0)" }, pairCount: pairs.count, units: marks)
        for multiplier in [1.0, 2.0] {
            var watch = GroupWatch(index: index, baseline: 0.01, multiplier: multiplier)
            var records: [SiteRecord] = []
            for site in marks.indices {
                watch.enrol(site)
                let fails = chance(marks[site].contains(3) && marks[site].contains(7) ? 0.5 : 0.01)
                records.append(SiteRecord(id: site, features: marks[site], expected: 0.01, failed: fails))
                guard fails else { continue }
                watch.fail(site)
                let scan = Scan(
                    records: records, featureCount: 12, pairCount: pairs.count, multiplier: multiplier)
                #expect(watch.logBound >= scan.logEvidence - 1e-9)
                let exact = watch.evidence().logEvidence(multiplier: multiplier)
                #expect(abs(exact - scan.logEvidence) < 1e-9)
                #expect(abs(watch.logBound - exact) < 1e-9, "once asked, the bound is what was found")
            }
        }
    }

    @Test("quantiles are values that occurred, and intervals shrink with the number of runs")
    func distribution() throws {
        let few = try #require(Distribution([3, 1, 2, 10]))
        #expect(few.mean == 4 && few.quantile(0.5) == 2 && few.quantile(0.9) == 10 && few.quantile(0) == 1)
        let many = try #require(Distribution(Array(repeating: [3.0, 1, 2, 10], count: 100).flatMap(\.self)))
        #expect(many.mean == 4 && many.meanMargin < few.meanMargin / 9)
        #expect(Distribution([]) == nil)
        let ratio = try #require(RatioOfMeans(pairs: [(10, 1), (20, 2), (30, 3)]))
        #expect(ratio.ratio == 10 && ratio.margin < 1e-9)
        #expect(RatioOfMeans(pairs: [(10, 0)]) == nil)
    }
}
