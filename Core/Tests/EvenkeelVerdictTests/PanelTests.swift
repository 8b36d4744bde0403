import EvenkeelVerdict
import Testing

@Suite("Several metrics together")
struct PanelTests {
    static let installs = Metric(name: .installs, rule: VerdictRule(horizonSites: 1000), gates: false)
    static let health = Metric(name: .health, rule: VerdictRule(acceptExcessSites: 3, horizonSites: 1000), weight: 2)
    static let silence = Metric(name: .silence, rule: VerdictRule(baseline: 0.05, horizonSites: 1000), gates: false)
    static let latency = Metric(name: "latency", rule: VerdictRule(horizonSites: 1000), weight: 4, isDryRun: true)
    static let revenue = Threshold(kind: .count(1), scope: .label("criticality=revenue"))
    static let panel = Panel(
        falseHalt: 0.01, metrics: [installs, health, silence, latency], thresholds: [revenue],
        wanted: [
            .featureUse(feature: "call-queue", sites: 3), .responses(2), .businessEvent("month end"),
        ])

    static func evidence(_ failed: Int, of sites: Int, rule: VerdictRule = health.rule, silent: Int = 0) -> Evidence {
        Evidence(
            observed: failed, expected: Double(sites) * rule.expectedPerSiteAtBaseline, enrolled: sites,
            completed: sites - silent, failed: failed, silent: silent)
    }

    static let everything = ReceivedEvidence(sitesUsing: ["call-queue": 5], responses: 2, businessEvents: ["month end"])

    static func verdict(
        _ metrics: [MetricName: Evidence], received: ReceivedEvidence = everything,
        scopes: [PanelEvidence.ScopeKey: ScopeTally] = [:], pastDeadline: Bool = false
    ) -> PanelVerdict {
        panel.judge(
            PanelEvidence(metrics: metrics, received: received, scopes: scopes), soakElapsedDays: 5,
            soakRequiredDays: 5, pastDeadline: pastDeadline, nextWaveSites: 100)
    }

    @Test("the allowed false halts are shared by weight; a dry run takes nothing")
    func budget() {
        let shares = Self.panel.judges.map(\.rule.falseHalt)
        #expect(shares == [0.0025, 0.005, 0.0025, 0.005])
        #expect(zip(Self.panel.metrics, shares).filter { !$0.0.isDryRun }.map(\.1).reduce(0, +) == 0.01)
    }

    @Test(
        "where the policy lets no metric decide that gates, time and the smallest sample are asked for all the same",
        arguments: [
            (0, 5.0, VerdictState.soaking), (3, 4.0, .soaking), (3, 5.0, .advance), (0, 5.0, .inconclusive),
        ])
    func nothingDecides(sites: Int, soaked: Double, state: VerdictState) {
        let health = Metric(name: .health, rule: VerdictRule(horizonSites: 1000), isDryRun: true)
        let panel = Panel(falseHalt: 0.01, metrics: [Self.installs, health])
        let verdict = panel.judge(
            PanelEvidence(metrics: [.health: Self.evidence(0, of: sites), .installs: Self.evidence(0, of: sites)]),
            soakElapsedDays: soaked, soakRequiredDays: 5, pastDeadline: state == .inconclusive, nextWaveSites: 1000)
        #expect(verdict.state == state, "\(verdict.missing)")
    }

    @Test("clean and covered advances; what is missing is named, each thing once")
    func advance() {
        let clean = Self.evidence(0, of: 65)
        #expect(Self.verdict([.health: clean]).state == .advance)
        let bare = Self.verdict(
            [.health: Self.evidence(0, of: 20)], received: ReceivedEvidence(sitesUsing: ["fax": 9], responses: 1))
        #expect(bare.state == .soaking)
        #expect(
            bare.missing == [
                .moreCleanSites(45), .featureUse(feature: "call-queue", moreSites: 3), .responses(more: 1),
                .businessEvent("month end"),
            ])
        #expect(
            VerdictSentence.summary(bare) == """
                20 sites, 0 failures: with 95 % confidence fewer than 15.2 % fail. \
                45 more clean sites or a looser tolerance are needed to advance. \
                call-queue must be used at 3 more sites to advance. \
                1 more answer from customers needed to advance. month end must have happened to advance.
                """)
        #expect(Self.verdict([.health: Self.evidence(0, of: 20)], pastDeadline: true).state == .inconclusive)
        #expect(Self.verdict([:]).state == .soaking, "no evidence is not good evidence")
    }

    @Test(
        "any deciding metric halts; only health may open an incident",
        arguments: [MetricName.installs, .health, .silence])
    func halt(name: MetricName) {
        var metrics: [MetricName: Evidence] = [.health: Self.evidence(0, of: 65)]
        let rule = name == .silence ? Self.silence.rule : Self.health.rule
        metrics[name] = Self.evidence(12, of: 30, rule: rule)
        let verdict = Self.verdict(metrics)
        #expect(verdict.state == .halt && verdict.missing == [])
        #expect(verdict.mayOpenIncident == (name == .health))
        #expect(verdict[name]?.state == .halt)
    }

    @Test("what an advance leads to is said only where it leads somewhere")
    func lastWave() {
        func text(nextWaveSites: Int?) -> String {
            VerdictSentence.summary(
                Self.panel.judge(
                    PanelEvidence(metrics: [.health: Self.evidence(0, of: 65)], received: Self.everything),
                    soakElapsedDays: 5, soakRequiredDays: 5, pastDeadline: false, nextWaveSites: nextWaveSites))
        }
        #expect(text(nextWaveSites: 100).hasSuffix("The next wave is covered."))
        #expect(text(nextWaveSites: nil).hasSuffix("No wave is left to cover."))
    }

    @Test("a dry-run metric is shown and decides nothing")
    func dryRun() {
        let verdict = Self.verdict([.health: Self.evidence(0, of: 65), "latency": Self.evidence(20, of: 30)])
        #expect(verdict.state == .advance && verdict["latency"]?.state == .halt)
        #expect(
            VerdictSentence.summary(verdict).hasSuffix(
                "Only watched, it would halt: Latency: Halt: 20 failures in 30 sites where 0.30 were expected."))
    }

    @Test("any failure of criticality revenue halts, as the policy asked")
    func threshold() throws {
        let key = PanelEvidence.ScopeKey(.health, .label("criticality=revenue"))
        let clean = Self.verdict([.health: Self.evidence(1, of: 300)], scopes: [key: ScopeTally(failed: 0, sites: 40)])
        #expect(clean.thresholds == [])
        let verdict = Self.verdict(
            [.health: Self.evidence(1, of: 300)], scopes: [key: ScopeTally(failed: 1, sites: 40)])
        #expect(verdict.state == .halt && verdict.mayOpenIncident)
        #expect(verdict[.health]?.state != .halt)
        #expect(
            VerdictSentence.summary(verdict)
                == "Halt: 1 failure of health in 40 sites with criticality=revenue; the limit is 1.")
        let share = Threshold(kind: .share(above: 0.1, leastSites: 10))
        #expect(!share.halts(ScopeTally(failed: 5, sites: 5)) && share.halts(ScopeTally(failed: 2, sites: 10)))
        #expect(!share.halts(ScopeTally(failed: 1, sites: 10)))
    }

    @Test("silence has its own baseline: 3 silent of 20 are usual at 5 %, 9 are not")
    func silence() {
        func state(_ silent: Int) -> VerdictState? {
            Self.verdict([
                .health: Self.evidence(0, of: 65),
                .silence: .silence(everSilent: silent, enrolled: 20, rule: Self.silence.rule),
            ])[.silence]?.state
        }
        #expect(state(3) != .halt && state(9) == .halt)
        let halted = Self.verdict([
            .health: Self.evidence(0, of: 65),
            .silence: .silence(everSilent: 9, enrolled: 20, rule: Self.silence.rule),
        ])
        #expect(
            VerdictSentence.summary(halted) == "Silence: Halt: 9 of 20 sites are silent where 1.0 were expected.",
            "silence is no failure")
        let verdict = JudgeTests.verdict(
            Evidence(observed: 0, expected: 0.3, enrolled: 30, completed: 24, failed: 0, silent: 6))
        // "24 report, 0 failures (< 11.7 %); 6 silent: if all broken < 35.7 %" is for one look; a rollout is looked at
        // all the time, so the sentence has the bounds that hold for all looks at once.
        #expect(abs(verdict.upperBoundFixed - 0.117) < 0.0005)
        #expect(abs(UpperBound.fixed(failed: 6, of: 30, confidence: 0.95) - 0.357) < 0.0005)
        #expect(VerdictSentence.evidence(verdict).contains("6 silent: if all of them failed, fewer than"))
    }

    @Test("three metrics at once halt a harmless rollout no more often than allowed in all")
    func falseHalts() {
        let seed: UInt64 = 9401
        print("seed \(seed)")
        var random = SplitMix(seed: seed)
        var halted = 0
        let rollouts = 400
        let panel = Panel(falseHalt: 0.05, metrics: [Self.installs, Self.health, Self.silence])
        for _ in 0..<rollouts {
            let isHalted = zip([0.01, 0.01, 0.05], panel.judges).contains { rate, judge in
                random.places(1000, probability: rate).enumerated().contains { failures, site in
                    judge.staircase.halts(
                        observed: failures + 1, expected: Double(site + 1) * judge.rule.expectedPerSite)
                }
            }
            if isHalted { halted += 1 }
        }
        // Four standard errors of 400 draws at 5 % are 4.4 percentage points.
        #expect(Double(halted) / Double(rollouts) < 0.05 + 0.044, "\(halted) of \(rollouts)")
        #expect(halted > 0)
    }

    @Test("the halt lines with the current position marked")
    func position() {
        let lines = StaircaseTests.usual.linesInSites(baseline: 0.01, count: 5)
        let judge = Judge(rule: VerdictRule(), isScanning: false, staircase: StaircaseTests.usual)
        func marked(_ failed: Int, _ sites: Int) -> String {
            VerdictSentence.haltLines(
                lines,
                at: judge.judge(
                    Self.evidence(failed, of: sites), soakElapsedDays: 0, soakRequiredDays: 5, pastDeadline: false,
                    nextWaveSites: nil))
        }
        #expect(
            marked(1, 20) == """
                Halt comes at 2 failures within 7 sites, 3 within 18, 4 within 36 (next; now 1 failure in 20 sites), \
                5 within 63, 6 within 97.
                """)
        #expect(marked(0, 5).hasPrefix("Halt comes at 2 failures within 7 sites (next; now 0 failures in 5 sites), 3"))
        #expect(marked(3, 5).hasSuffix("6 within 97. Now 3 failures in 5 sites."))
    }
}
