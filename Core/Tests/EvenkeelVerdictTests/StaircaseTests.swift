import EvenkeelVerdict
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

@Suite("The halt line")
struct StaircaseTests {
    /// A support lead's setting: 1 % of sites fail as a rule, 1 % false halts, a fleet that expects 100 failures.
    static let usual = Staircase.calibrated(falseHalt: 0.01, horizon: 100)
    static let perSite = Staircase.expected(fromProbability: 0.01)

    @Test(
        "log evidence equals the reference numbers",
        arguments: [
            (0, 0, 0), (1, 0.01, 2.704670872), (2, 0.05, 4.7817129092), (3, 1, 0.1927096629),
            (7, 2.3, 1.715772823), (40, 11, 20.0679427197), (5000, 4700, -324.8817343724),
        ] as [(Int, Double, Double)])
    func logEvidence(observed: Int, expected: Double, golden: Double) {
        #expect(abs(Staircase.logE(observed: observed, expected: expected) - golden) < 1e-9)
    }

    @Test(
        "the calibrated threshold equals the reference and spends exactly the allowed false halts",
        arguments: [
            (0.01, 10, 3.53615), (0.01, 30, 3.74302), (0.01, 100, 3.89378), (0.01, 300, 3.91656),
            (0.05, 100, 2.45198), (0.005, 100, 4.65344), (0.001, 100, 6.18142),
        ] as [(Double, Double, Double)])
    func calibration(falseHalt: Double, horizon: Double, golden: Double) throws {
        let staircase = Staircase.calibrated(falseHalt: falseHalt, horizon: horizon)
        let threshold = try #require(staircase.threshold)
        #expect(abs(threshold - golden) < 1e-5, "threshold \(threshold)")
        let spent = staircase.falseHaltProbability
        #expect(spent <= falseHalt && spent > falseHalt * (1 - 1e-7), "false halts \(spent)")
    }

    @Test("the steps equal the reference, and one failure alone never halts")
    func steps() throws {
        #expect(Self.usual.tau(0) == nil)
        #expect(Self.usual.tau(1) == nil)
        let golden = [0.0758, 0.1893, 0.3683, 0.6422, 0.9798, 1.3684, 1.8055, 2.2796, 2.7801, 3.3021, 3.8420]
        for (failures, limit) in zip(2..., golden) {
            let tau = try #require(Self.usual.tau(failures))
            #expect(abs(tau - limit) <= 0.00006, "\(failures) failures: \(tau)")
        }
    }

    @Test("for a baseline of 1 %: halt at 2 failures within 7 sites, 3 within 18, ..., 10 within 276")
    func table() {
        let lines = Self.usual.linesInSites(baseline: 0.01, count: 9)
        #expect(lines.map(\.failures) == [2, 3, 4, 5, 6, 7, 8, 9, 10])
        let sites = lines.compactMap(\.sites)
        #expect(Array(sites.prefix(6)) == [7, 18, 36, 63, 97, 136])
        #expect(sites.last == 276)
    }

    @Test("for a fleet of 240 sites: halt at 2 failures within 10 sites, 3 within 23, 4 within 47")
    func smallFleet() {
        let line = Staircase.calibrated(falseHalt: 0.01, horizon: 240 * Self.perSite)
        #expect(line.linesInSites(baseline: 0.01, count: 3).compactMap(\.sites) == [10, 23, 47])
    }

    @Test("the printed table, step by step")
    func printedTable() {
        let golden = [
            0.079, 0.2531, 0.4512, 0.7044, 1.0245, 1.3987, 1.8169, 2.2631, 2.7284, 3.2136, 3.7209, 4.2521, 4.8064,
            5.3807, 5.97, 6.5723, 7.1836, 7.8039, 8.4322, 9.0685, 9.7119, 10.3632, 11.0215, 11.6858, 12.3552, 13.0295,
            13.7089, 14.3902, 15.0745,
        ]
        #expect((2...30).map { Staircase.universalTable.tau($0) } == golden)
    }

    @Test("the table of sites and the rule agree: the line's last site halts, one more does not")
    func tableAndRuleAgree() throws {
        for line in Self.usual.linesInSites(baseline: 0.01, count: 20) {
            let sites = try #require(line.sites)
            #expect(Self.usual.halts(observed: line.failures, expected: Double(sites) * Self.perSite))
            #expect(!Self.usual.halts(observed: line.failures, expected: Double(sites + 1) * Self.perSite))
        }
    }

    @Test("the next line is the smallest number of failures that would halt right now")
    func nextLine() throws {
        for (failed, sites) in [(0, 1), (0, 20), (1, 7), (1, 8), (3, 50), (12, 1000)] {
            let expected = Double(sites) * Self.perSite
            let next = try #require(
                Self.usual.nextLine(observed: failed, expected: expected, perSite: Self.perSite))
            #expect(Self.usual.halts(observed: next.failures, expected: expected))
            #expect(!Self.usual.halts(observed: next.failures - 1, expected: expected))
            #expect(try #require(next.sites) >= sites)
        }
        let atTwenty = Self.usual.nextLine(observed: 0, expected: 20 * Self.perSite, perSite: Self.perSite)
        #expect(atTwenty?.failures == 4 && atTwenty?.sites == 36)
    }

    @Test("the tabulated line halts a harmless release in just under 1 % of rollouts and continues past 30 failures")
    func universalTable() throws {
        let table = Staircase.universalTable
        let spent = table.falseHaltProbability
        #expect(spent <= 0.01 && spent > 0.0099, "false halts \(spent)")
        #expect(table.tau(1) == nil)
        #expect(table.tau(2) == 0.079)
        #expect(table.tau(30) == 15.0745)
        #expect(abs(try #require(table.tau(40)) - 21.9145) < 1e-9)
    }

    @Test("without a horizon the false halts are about half of what is allowed, however long the rollout")
    func unbounded() {
        let line = Staircase.unbounded(falseHalt: 0.01)
        let spent = line.haltProbability(multiplier: 1, within: 100)
        #expect(abs(spent - 0.0052) < 0.0003, "false halts \(spent)")
        #expect(line.haltProbability(multiplier: 1, within: 1000) < 0.01)
    }

    @Test("past the horizon the line without a horizon takes over and adds less than was allowed once more")
    func pastHorizon() {
        let line = Staircase.calibrated(falseHalt: 0.01, horizon: 10)
        let prolonged = line.haltProbability(multiplier: 1, within: 200)
        #expect(prolonged > 0.01 && prolonged < 0.02, "false halts \(prolonged)")
        let unbounded = Staircase.unbounded(falseHalt: 0.01)
        for observed in 20...40 {
            #expect(
                line.halts(observed: observed, expected: 12) == unbounded.halts(observed: observed, expected: 12))
        }
    }

    @Test("a regression is found: always at twice the baseline over 100 expected failures, more surely the worse it is")
    func power() {
        let powers = [1, 1.2, 1.5, 2, 5, 20].map { Self.usual.power(multiplier: $0) }
        #expect(powers == powers.sorted())
        #expect(powers[3] > 0.999, "\(powers)")
        #expect(Self.usual.power(multiplier: 0) == 0)
    }

    @Test(
        "what 5 to 100 sites can say: the chance of a halt at true rates of 1, 5, 20 and 50 %",
        arguments: [
            (5, [0.001, 0.023, 0.26, 0.81]), (10, [0.002, 0.046, 0.46, 0.97]), (20, [0.0025, 0.082, 0.76, 1]),
            (50, [0.003, 0.17, 0.99, 1]), (100, [0.003, 0.40, 1, 1]),
        ] as [(Int, [Double])])
    func smallSamples(sites: Int, golden: [Double]) {
        for (rate, probability) in zip([0.01, 0.05, 0.2, 0.5], golden) {
            let exact = Self.usual.forecast(rate: rate, baseline: 0.01, sites: sites).halted
            #expect(exact <= 1 - pow(1 - rate, Double(sites)), "no halt without a failure")
            let printed = probability < 0.01 ? 0.0005 : probability < 0.1 ? 0.0005 : 0.005
            #expect(abs(exact - probability) <= printed + 1e-9, "\(sites) sites at \(rate): \(exact)")
        }
    }

    @Test(
        "over 10,000 sites, one outcome at a time: false halts and mean sites at halt as in the reference",
        arguments: [(0.01, 0.0083, nil), (0.02, 1, 1415), (0.05, 1, 143), (0.2, 1, 14)]
            as [(Double, Double, Double?)])
    func wholeRollout(rate: Double, halted: Double, meanSites: Double?) {
        let line = Staircase.calibrated(falseHalt: 0.01, horizon: 100.6)
        let exact = line.forecast(rate: rate, baseline: 0.01, sites: 10_000)
        #expect(abs(exact.halted - halted) < (rate == 0.01 ? 0.00006 : 0.001), "halted \(exact.halted)")
        if let meanSites { #expect(abs(exact.meanSites - meanSites) < 0.6, "mean sites \(exact.meanSites)") }
    }

    @Test("simulated harmless rollouts, judged after every site, halt as often as computed")
    func simulation() {
        let seed: UInt64 = 20_240_611
        print("seed \(seed)")
        var random = SplitMix(seed: seed)
        let line = Staircase.calibrated(falseHalt: 0.05, horizon: 200 * Self.perSite)
        let exact = line.forecast(rate: 0.01, baseline: 0.01, sites: 200).halted
        var halts = 0
        let rollouts = 4000
        for _ in 0..<rollouts {
            var failed = 0
            for site in 1...200 where random.happens(0.01) {
                failed += 1
                if line.halts(observed: failed, expected: Double(site) * Self.perSite) {
                    halts += 1
                    break
                }
            }
        }
        let share = Double(halts) / Double(rollouts)
        // Four standard errors of 4,000 draws at 5 % are 1.4 percentage points.
        #expect(abs(share - exact) < 0.014, "seed \(seed): \(share) against \(exact)")
        #expect(exact <= 0.05)
    }

    @Test("impossible and extreme inputs have an answer instead of a crash")
    func extremes() throws {
        #expect(!Self.usual.halts(observed: 0, expected: 0))
        #expect(!Self.usual.halts(observed: 1, expected: 0))
        #expect(Self.usual.halts(observed: 2, expected: 0))
        // A baseline of 100 %: every site was expected to fail, nothing is a surprise.
        let certain = Staircase.expected(fromProbability: 1)
        #expect(certain == .infinity)
        #expect(!Self.usual.halts(observed: 1_000_000, expected: certain))
        #expect(Self.usual.linesInSites(baseline: 1) == [])
        #expect(Self.usual.nextLine(observed: 3, expected: certain, perSite: certain) == nil)
        #expect(Staircase.calibrated(falseHalt: 0.01, horizon: certain) == .unbounded(falseHalt: 0.01))
        // A baseline of zero: two failures halt within any number of sites.
        #expect(Staircase.expected(fromProbability: 0) == 0)
        let lines = Self.usual.linesInSites(baseline: 0)
        #expect(lines.map(\.failures) == [2] && lines.allSatisfy { $0.sites == nil })
        // A rollout in which no failure at all is expected halts at the first.
        #expect(Staircase.calibrated(falseHalt: 0.01, horizon: 0).halts(observed: 1, expected: 0))
        // More failures than the precomputed steps.
        let far = try #require(Self.usual.tau(5000))
        #expect(far > 100)
        #expect(Self.usual.halts(observed: 5000, expected: 90))
        #expect(!Self.usual.halts(observed: 5000, expected: 4700))
    }

    @Test("a table for a frequent failure leaves out lines that cannot be reached")
    func unreachableLines() throws {
        let lines = Self.usual.linesInSites(baseline: 0.2)
        for line in lines { #expect(try #require(line.sites) >= line.failures) }
        #expect(lines.first?.failures == 8)
    }

    @Test("where no number of failures could reach a line, the table ends, with what there is")
    func nothingReachable() {
        for (sites, baseline) in [(4, 0.9), (4, 0.3), (1, 0.5), (13, 0.9)] {
            let perSite = Staircase.expected(fromProbability: baseline)
            let line = Staircase.calibrated(falseHalt: 0.01, horizon: Double(sites) * perSite)
            #expect(line.linesInSites(baseline: baseline).allSatisfy { ($0.sites ?? 0) >= $0.failures })
        }
        #expect(Self.usual.linesInSites(baseline: 0.99).isEmpty)
    }

    @Test("the table of a short rollout ends with the rollout")
    func shortRollout() {
        let line = Staircase.calibrated(falseHalt: 0.01, horizon: 40 * Self.perSite)
        let lines = line.linesInSites(baseline: 0.01)
        #expect(lines.last?.sites == 40)
        #expect(lines.dropLast().allSatisfy { ($0.sites ?? 0) < 40 })
    }
}
