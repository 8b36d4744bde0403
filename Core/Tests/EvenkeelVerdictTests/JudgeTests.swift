import EvenkeelVerdict
import Testing

@Suite("The verdict")
struct JudgeTests {
    /// 1 % baseline, twice that tolerated, 3 excess failures accepted, one site in ten may be silent.
    static let rule = VerdictRule(acceptExcessSites: 3, horizonSites: 1000)
    static let judge = Judge(rule: rule, isScanning: false)

    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let sites: Int
        let completed: Int
        let failed: Int
        var silent = 0
        var elapsedDays = 5.0
        var nextWave: Int?
        let state: VerdictState
        var missing: [MissingEvidence] = []
    }

    static let cases: [Case] = [
        Case(
            testDescription: "20 clean sites cover a next wave of 22", sites: 20, completed: 20, failed: 0,
            nextWave: 22, state: .advance),
        Case(
            testDescription: "20 clean sites do not cover a next wave of 100: 45 more", sites: 20, completed: 20,
            failed: 0, nextWave: 100, state: .soaking, missing: [.moreCleanSites(45)]),
        Case(
            testDescription: "65 clean sites do", sites: 65, completed: 65, failed: 0, nextWave: 100, state: .advance),
        Case(
            testDescription: "164 clean sites cover a next wave of any size", sites: 164, completed: 164, failed: 0,
            nextWave: 1_000_000, state: .advance),
        Case(
            testDescription: "the last wave has nothing to cover", sites: 20, completed: 20, failed: 0,
            state: .advance),
        Case(
            testDescription: "good evidence does not shorten the soak", sites: 200, completed: 200, failed: 0,
            elapsedDays: 3, nextWave: 100, state: .soaking, missing: [.soakTime(remainingDays: 2)]),
        Case(
            testDescription: "two completed sites are too few, even for a small next wave", sites: 5, completed: 2,
            failed: 0, nextWave: 2, state: .soaking, missing: [.minSample(moreSites: 1)]),
        Case(
            testDescription: "two failures in two sites halt, below the minimum sample and on the first day",
            sites: 2, completed: 2, failed: 2, elapsedDays: 0, nextWave: 100, state: .halt),
        Case(
            testDescription: "2 failures within 7 sites halt", sites: 7, completed: 2, failed: 2, nextWave: 100,
            state: .halt),
        Case(
            testDescription: "1 failure within 7 sites does not, but a wave of 100 needs many clean sites more",
            sites: 7, completed: 7, failed: 1, nextWave: 100, state: .soaking, missing: [.moreCleanSites(135)]),
        Case(
            testDescription: "3 silent sites of 20 are one too many", sites: 20, completed: 17, failed: 0, silent: 3,
            state: .soaking, missing: [.silence(sitesToReport: 1)]),
        Case(
            testDescription: "2 silent sites of 20 are within the line", sites: 20, completed: 18, failed: 0,
            silent: 2, state: .advance),
        Case(
            testDescription: "all silent is not success", sites: 20, completed: 0, failed: 0, silent: 20,
            nextWave: 1, state: .soaking, missing: [.minSample(moreSites: 3), .silence(sitesToReport: 18)]),
        Case(
            testDescription: "soaked, but before the deadline: goes on soaking for the evidence", sites: 20,
            completed: 20, failed: 0, elapsedDays: 9, nextWave: 100, state: .soaking, missing: [.moreCleanSites(45)]),
        Case(
            testDescription: "past the deadline without the evidence: inconclusive, never a pass", sites: 20,
            completed: 20, failed: 0, elapsedDays: 11, nextWave: 100, state: .inconclusive,
            missing: [.moreCleanSites(45)]),
        Case(
            testDescription: "past the deadline with nothing at all: inconclusive", sites: 0, completed: 0, failed: 0,
            elapsedDays: 11, state: .inconclusive, missing: [.minSample(moreSites: 3)]),
        Case(
            testDescription: "past the deadline with the evidence: advance", sites: 65, completed: 65, failed: 0,
            elapsedDays: 11, nextWave: 100, state: .advance),
        Case(
            testDescription: "past the deadline with too many failures: halt", sites: 7, completed: 7, failed: 2,
            elapsedDays: 11, nextWave: 100, state: .halt),
    ]

    @Test("required soak 5 days, deadline 10", arguments: cases)
    func table(example: Case) {
        let verdict = Self.judge.judge(
            Evidence(
                observed: example.failed, expected: Double(example.sites) * Self.rule.expectedPerSite,
                enrolled: example.sites, completed: example.completed, failed: example.failed, silent: example.silent),
            soakElapsedDays: example.elapsedDays, soakRequiredDays: 5,
            pastDeadline: Self.rule.isPastDeadline(soakElapsedDays: example.elapsedDays, soakRequiredDays: 5),
            nextWaveSites: example.nextWave)
        #expect(verdict.state == example.state)
        #expect(verdict.missing == example.missing)
        #expect((verdict.haltReason != nil) == (example.state == .halt))
    }

    static func clean(_ sites: Int, rule: VerdictRule = rule) -> Evidence {
        Evidence(
            observed: 0, expected: Double(sites) * rule.expectedPerSite, enrolled: sites, completed: sites, failed: 0)
    }

    static func verdict(_ evidence: Evidence, rule: VerdictRule = rule, nextWave: Int? = 100) -> Verdict {
        Judge(rule: rule, isScanning: evidence.groups != nil).judge(
            evidence, soakElapsedDays: 5, soakRequiredDays: 5, pastDeadline: false, nextWaveSites: nextWave)
    }

    @Test("without failures the evidence covers waves of 20, 22, 54, 217, then any size")
    func growth() {
        var tried = 20
        var waves: [WaveLimit] = []
        while case .atMost(let next) = Self.verdict(Self.clean(tried)).waveLimit {
            waves.append(.atMost(next))
            tried += next
        }
        #expect(waves == [.atMost(22), .atMost(54), .atMost(217)])
        #expect(Self.verdict(Self.clean(tried)).waveLimit == .unlimited)
    }

    @Test("the wave limit is what the advance rule accepts, and one site more is not covered")
    func waveLimitAgrees() {
        for sites in [5, 20, 42, 96] {
            guard case .atMost(let limit) = Self.verdict(Self.clean(sites)).waveLimit else { continue }
            #expect(Self.verdict(Self.clean(sites), nextWave: limit).state == .advance)
            #expect(Self.verdict(Self.clean(sites), nextWave: limit + 1).state == .soaking)
        }
    }

    @Test("the missing clean sites are exactly enough")
    func missingAreEnough() {
        for (sites, nextWave) in [(20, 100), (1, 50), (40, 5000), (3, 23)] {
            guard case .moreCleanSites(let more)? = Self.verdict(Self.clean(sites), nextWave: nextWave).missing.last
            else {
                Issue.record("\(sites) sites should not cover \(nextWave)")
                continue
            }
            #expect(Self.verdict(Self.clean(sites + more), nextWave: nextWave).state == .advance)
            #expect(Self.verdict(Self.clean(sites + more - 1), nextWave: nextWave).state == .soaking)
        }
    }

    @Test("the verdict carries its numbers: bounds, expectation and the next line")
    func numbers() {
        let verdict = Self.verdict(Self.clean(20))
        #expect(verdict.sites == 20 && verdict.failed == 0 && verdict.pending == 0)
        #expect(abs(verdict.upperBound - 0.152) < 0.0005)
        #expect(abs(verdict.upperBoundFixed - 0.139) < 0.0005)
        #expect(abs(verdict.expected - 0.201) < 0.0005)
        // A rollout of 1,000 sites expects 10 failures, so its line lies a little higher than for 10,000 sites.
        #expect(verdict.haltLine?.failures == 3 && verdict.haltLine?.sites == 20)
    }

    @Test("halting only above twice the baseline doubles the expectation")
    func haltAbove() {
        var lenient = Self.rule
        lenient.haltAbove = 2
        let evidence = Evidence(
            observed: 2, expected: 6 * Self.rule.expectedPerSite, enrolled: 6, completed: 6, failed: 2)
        #expect(Self.verdict(evidence).state == .halt)
        #expect(Self.verdict(evidence, rule: lenient).state == .soaking)
    }

    @Test("customers' answers are waited for when the policy asks for them")
    func responses() {
        var rule = Self.rule
        rule.minResponses = 3
        let evidence = Evidence(observed: 0, expected: 0.7, enrolled: 70, completed: 70, failed: 0, responses: 1)
        #expect(Self.verdict(evidence, rule: rule).missing == [.responses(more: 2)])
    }

    @Test("nothing tolerated and nothing accepted can never be shown")
    func noTolerance() {
        var rule = Self.rule
        rule.tolerate = 0
        rule.acceptExcessSites = 0
        #expect(Self.verdict(Self.clean(100), rule: rule).missing == [.anyTolerance])
    }

    @Test("a minimum sample of zero still asks for one site")
    func noSample() {
        var rule = Self.rule
        rule.minSample = 0
        #expect(Self.verdict(Self.clean(0), rule: rule, nextWave: nil).missing == [.minSample(moreSites: 1)])
    }

    @Test("baselines of 0 and 100 % are judged without a crash", arguments: [0.0, 1.0])
    func extremeBaselines(baseline: Double) {
        var rule = Self.rule
        rule.baseline = baseline
        rule.horizonSites = 0
        #expect(Judge(rule: rule, isScanning: true).staircase.horizon == 0)
        rule.horizonSites = 1000
        for failed in [0, 1, 20] {
            let evidence = Evidence(
                observed: failed, expected: failed == 0 && baseline == 0 ? 0 : 20 * rule.expectedPerSite, enrolled: 20,
                completed: 20, failed: failed)
            let verdict = Self.verdict(evidence, rule: rule)
            #expect((verdict.state == .halt) == (baseline == 0 && failed > 0))
        }
    }

    @Test("with groups, half of the false halts is kept for the scan; without, the halt line has them all")
    func alphaSplit() {
        #expect(Judge(rule: Self.rule, isScanning: false).staircase.falseHalt == 0.01)
        #expect(Judge(rule: Self.rule, isScanning: true).staircase.falseHalt == 0.005)
        var rule = Self.rule
        rule.horizonSites = nil
        #expect(Judge(rule: rule, isScanning: false).staircase == .unbounded(falseHalt: 0.01))
        let tabulated = Judge(rule: rule, isScanning: false, staircase: .universalTable)
        #expect(tabulated.staircase.halts(observed: 2, expected: 0.079))
    }

    @Test("four failures in a small group halt the rollout where the fleet as a whole would not")
    func concentrated() throws {
        let perSite = Self.rule.expectedPerSite
        var tallies = [
            GroupTally(features: ["call-queue"], observed: 4, expected: 150 * perSite, sites: 150, failed: 4),
            GroupTally(features: ["fax"], observed: 4, expected: 200 * perSite, sites: 200, failed: 4),
            GroupTally(features: ["call-queue", "fax"], observed: 4, expected: 5 * perSite, sites: 5, failed: 4),
        ]
        tallies += ["paging", "dect"].map {
            GroupTally(features: [$0], observed: 0, expected: 90 * perSite, sites: 90, failed: 0)
        }
        let groups = GroupEvidence(tallies: tallies, featureCount: 4, pairCount: 6)
        let evidence = Evidence(
            observed: 4, expected: 400 * perSite, enrolled: 400, completed: 400, failed: 4, groups: groups)
        let verdict = Self.verdict(evidence)
        #expect(verdict.state == .halt && verdict.haltReason == .concentratedFailures)
        let first = try #require(verdict.implicated.first)
        #expect(first.features == ["call-queue", "fax"] && first.isConcentrated)
        #expect(first.elsewhereFailed == 0 && first.elsewhereSites == 395)

        let unscanned = Judge(rule: Self.rule, isScanning: false).judge(
            evidence, soakElapsedDays: 5, soakRequiredDays: 5, pastDeadline: false, nextWaveSites: 100)
        #expect(unscanned.state != .halt)
    }
}
