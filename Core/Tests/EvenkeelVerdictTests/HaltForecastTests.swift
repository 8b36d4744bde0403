import Testing

@testable import EvenkeelVerdict

/// Exact figures for a baseline of 1 %, 10,000 sites judged one after the other, 1 % allowed false halts.
@Suite("What a halt line will do")
struct HaltForecastTests {
    static let alike = Staircase.forAlikeSites(kind: .table, falseHalt: 0.01, baseline: 0.01, sites: 4000)

    static func ratio(_ line: Staircase, multiple: Double, baseline: Double = 0.01, sites: Int = 10_000) -> Double {
        let rate = multiple * baseline
        return line.forecast(rate: rate, baseline: baseline, sites: sites).meanSites
            / HaltForecast.waldSites(falseHalt: 0.01, baseline: baseline, rate: rate)
    }

    @Test(
        "Wald's bound for 2, 5 and 20 %", arguments: [(0.02, 1176.7), (0.05, 111.5), (0.2, 10.7)] as [(Double, Double)])
    func wald(rate: Double, sites: Double) {
        #expect(abs(HaltForecast.waldSites(falseHalt: 0.01, baseline: 0.01, rate: rate) - sites) < 0.06)
    }

    @Test(
        "the staircase: sites and failed sites until the halt, as in the reference",
        arguments: [(0.02, 1415, 28.3, 1.20), (0.05, 143, 7.2, 1.29), (0.2, 14, 2.9, 1.34)]
            as [(Double, Double, Double, Double)])
    func staircase(rate: Double, sites: Double, failed: Double, ratio: Double) {
        let forecast = Staircase.calibrated(falseHalt: 0.01, horizon: 100.6).forecast(
            rate: rate, baseline: 0.01, sites: 10_000)
        #expect(abs(forecast.meanSites - sites) < 0.6)
        #expect(abs(forecast.meanFailed - failed) < 0.06)
        let bound = HaltForecast.waldSites(falseHalt: 0.01, baseline: 0.01, rate: rate)
        #expect(abs(forecast.meanSites / bound - ratio) < 0.006)
    }

    @Test("a line for alike sites spends the allowed false halts and comes within 1.21 of Wald's bound at every size")
    func alikeSites() {
        let harmless = Self.alike.forecast(rate: 0.01, baseline: 0.01, sites: 4000).halted
        #expect(harmless <= 0.01 && harmless > 0.0099, "\(harmless)")
        for multiple in [2.0, 3, 5, 10, 20] {
            let ratio = Self.ratio(Self.alike, multiple: multiple, sites: 4000)
            #expect(ratio < 1.21, "\(multiple)x: \(ratio)")
        }
    }

    /// The reference's figure for the tabulated line is for rare failures; at 1 % the same line is at 1.245, 1.231 and 1.249
    /// because it leaves a sixth of the allowed false halts unspent.
    @Test("the tabulated line is within 1.21 of Wald's bound for a baseline of 0.1 %, and not for one of 1 %")
    func universalTable() {
        #expect(Self.ratio(.universalTable, multiple: 20, baseline: 0.001, sites: 100_000) < 1.21)
        #expect(Self.ratio(.universalTable, multiple: 5, baseline: 0.001, sites: 100_000) < 1.21)
        #expect(Self.ratio(.universalTable, multiple: 20) > 1.24)
        #expect(Self.ratio(.universalTable, multiple: 5) > 1.22)
    }

    @Test("the tail of the tabulated line: 0.684 for each further failure keeps the promise, 0.69 does not")
    func tail() throws {
        let table = Staircase.universalTable
        let last = try #require(table.tau(30))
        #expect(abs(try #require(table.tau(31)) - last - 0.684) < 1e-9)
        #expect(table.falseHaltProbability <= 0.01)
        let steeper = Staircase(
            falseHalt: 0.01, horizon: 100, line: .table(perFurtherFailure: 0.69), steps: table.steps)
        #expect(steeper.falseHaltProbability > 0.01, "\(steeper.falseHaltProbability)")
    }

    @Test("backward induction finds the reference's table again")
    func induction() throws {
        let line = Staircase.tabulated(falseHalt: 0.01, horizon: 100)
        #expect(line.falseHaltProbability <= 0.01)
        let golden = [0.079, 0.2531, 0.4512, 0.7044, 1.0245, 1.3987, 1.8169, 2.2631, 2.7284]
        for (failures, limit) in zip(2..., golden) {
            let tau = try #require(line.tau(failures))
            #expect(abs(tau - limit) < 0.015 * limit, "\(failures): \(tau)")
        }
    }

    @Test(
        "a line for any rate of false halts and any length keeps its promise",
        arguments: [(0.05, 2.4), (0.0025, 20), (0.001, 1)] as [(Double, Double)])
    func anyLength(falseHalt: Double, horizon: Double) {
        let spent = Staircase.tabulated(falseHalt: falseHalt, horizon: horizon).falseHaltProbability
        #expect(spent <= falseHalt && spent > 0.95 * falseHalt, "\(spent)")
    }

    @Test("extremes: no site, one site, a baseline of 100 %")
    func extremes() {
        #expect(Staircase.forAlikeSites(kind: .table, falseHalt: 0.01, baseline: 0.01, sites: 0).horizon == 0)
        let one = Staircase.forAlikeSites(kind: .table, falseHalt: 0.05, baseline: 0.01, sites: 1)
        #expect(one.forecast(rate: 0.01, baseline: 0.01, sites: 1).halted <= 0.05)
        #expect(Staircase.forAlikeSites(falseHalt: 0.01, baseline: 1, sites: 5) == .unbounded(falseHalt: 0.01))
        #expect(Staircase.tabulated(falseHalt: 0.01, horizon: .infinity) == .unbounded(falseHalt: 0.01))
    }

    @Test("a fleet of 240 sites: 2 within 10, 3 within 23, 4 within 47")
    func smallFleet() {
        let line = Staircase.calibrated(falseHalt: 0.01, horizon: 240 * StaircaseTests.perSite)
        #expect(Array(line.linesInSites(baseline: 0.01).compactMap(\.sites).prefix(3)) == [10, 23, 47])
    }

    @Test("a judge uses the line for alike sites only while the evidence is of that kind")
    func judge() {
        let rule = VerdictRule(horizonSites: 1000, haltLine: .table, sitesAreAlike: true)
        let judge = Judge(rule: rule, isScanning: false)
        let general = Staircase.tabulated(falseHalt: 0.01, horizon: 1000 * rule.expectedPerSite)
        let alike = judge.staircase
        let sites = Int(alike.tau(2).map { $0 / rule.expectedPerSite } ?? 0)
        #expect(sites > Int(general.tau(2).map { $0 / rule.expectedPerSite } ?? 0))
        func halts(expected: Double) -> Bool {
            judge.judge(
                Evidence(observed: 2, expected: expected, enrolled: sites, completed: sites, failed: 2),
                soakElapsedDays: 0, soakRequiredDays: 5, pastDeadline: false, nextWaveSites: nil
            ).state == .halt
        }
        #expect(halts(expected: Double(sites) * rule.expectedPerSite))
        #expect(!halts(expected: Double(sites) * rule.expectedPerSite * 1.000_01))
    }
}
