import EvenkeelVerdict
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

@Suite("How high the failure rate can still be")
struct UpperBoundTests {
    /// Sites, then for 0, 1 and 2 failures: the bound for one look and the bound for any moment, in percent as printed.
    static let table: [(sites: Int, fixed: [Double], anytime: [Double], digit: Double)] = [
        (5, [45.1, 65.7, 81.1], [47.9, 80.1, 92.1], 0.1),
        (10, [25.9, 39.4, 50.7], [28.0, 53.2, 65.7], 0.1),
        (20, [13.9, 21.6, 28.3], [15.2, 30.9, 39.5], 0.1),
        (50, [5.8, 9.1, 12.1], [6.4, 13.6, 17.7], 0.1),
        (100, [2.95, 4.7, 6.2], [3.24, 7.0, 9.2], 0.1),
        (150, [1.98, 3.1, 4.1], [2.18, 4.7, 6.2], 0.1),
        (300, [0.99, 1.6, 2.1], [1.09, 2.4, 3.1], 0.1),
        (1000, [0.30, 0.47, 0.63], [0.33, 0.72, 0.95], 0.01),
    ]

    @Test("with 95 % confidence: both bounds for 0, 1 and 2 failures equal the reference", arguments: 0..<8)
    func table(row: Int) {
        let (sites, fixed, anytime, digit) = Self.table[row]
        for failed in 0...2 {
            // Without failures the table prints one digit more from 100 sites on.
            let half = (failed == 0 && sites >= 100 ? 0.01 : digit) / 2 + 1e-9
            let once = 100 * UpperBound.fixed(failed: failed, of: sites, confidence: 0.95)
            let always = 100 * UpperBound.anytime(failed: failed, of: sites, confidence: 0.95)
            #expect(abs(once - fixed[failed]) <= half, "\(failed) of \(sites), one look: \(once)")
            #expect(abs(always - anytime[failed]) <= half, "\(failed) of \(sites), any moment: \(always)")
            #expect(always > once)
        }
    }

    @Test(
        "clean sites needed: for one look, and at any moment",
        arguments: [(0.2, 14, 15), (0.1, 29, 32), (0.05, 59, 65), (0.02, 149, 164), (0.01, 299, 329)]
            as [(Double, Int, Int)])
    func cleanSites(rate: Double, fixed: Int, anytime: Int) {
        #expect(UpperBound.sitesNeeded(failed: 0, rate: rate, confidence: 0.95) == anytime)
        #expect(UpperBound.anytime(failed: 0, of: anytime, confidence: 0.95) <= rate)
        #expect(UpperBound.anytime(failed: 0, of: anytime - 1, confidence: 0.95) > rate)
        #expect(UpperBound.fixed(failed: 0, of: fixed, confidence: 0.95) <= rate)
        #expect(UpperBound.fixed(failed: 0, of: fixed - 1, confidence: 0.95) > rate)
    }

    @Test(
        "sites until at most 2 % is shown, by the true rate: none can do with fewer than log(20) / KL",
        arguments: [(0, 164, 148), (0.002, 245, 221), (0.005, 449, 366), (0.01, 1431, 960)]
            as [(Double, Double, Double)])
    func sitesUntilShown(rate: Double, golden: Double, wald: Double) throws {
        let divergence = (rate > 0 ? rate * log(rate / 0.02) : 0) + (1 - rate) * log((1 - rate) / 0.98)
        #expect(abs(log(20) / divergence - wald) < 1)
        let needed = try (0...200).map {
            try #require(UpperBound.sitesNeeded(failed: $0, rate: 0.02, confidence: 0.95))
        }
        let seed: UInt64 = 1164
        print("seed \(seed)")
        var random = SplitMix(seed: seed)
        let rollouts = rate > 0 ? 1000 : 1
        var sum = 0.0
        var squares = 0.0
        for _ in 0..<rollouts {
            var (sites, failed) = (0, 0)
            while failed < needed.count, sites < needed[failed] {
                sites += 1
                if random.happens(rate) { failed += 1 }
            }
            sum += Double(sites)
            squares += Double(sites) * Double(sites)
        }
        let mean = sum / Double(rollouts)
        let error = (max(0, squares / Double(rollouts) - mean * mean) / Double(rollouts)).squareRoot()
        // The reference is a simulation as well; both err by about as much.
        #expect(abs(mean - golden) <= 6 * error + 0.5, "seed \(seed): \(mean) +- \(error)")
    }

    @Test("24 sites report without failure: below 11.7 %; if 6 silent ones all failed: below 35.7 %")
    func silence() {
        #expect(abs(UpperBound.fixed(failed: 0, of: 24, confidence: 0.95) - 0.117) < 0.0005)
        #expect(abs(UpperBound.fixed(failed: 6, of: 30, confidence: 0.95) - 0.357) < 0.0005)
    }

    @Test("without failures the bound for one look is 1 - 0.05^(1/n), for many sites and few")
    func closedForm() {
        #expect(abs(UpperBound.fixed(failed: 0, of: 2, confidence: 0.95) - (1 - 0.05.squareRoot())) < 1e-12)
        #expect(abs(UpperBound.fixed(failed: 0, of: 1, confidence: 0.95) - 0.95) < 1e-12)
        // The last success missing: p^n = 0.95 at the bound, here with n = 2.
        #expect(abs(UpperBound.fixed(failed: 1, of: 2, confidence: 0.95) - 0.95.squareRoot()) < 1e-12)
    }

    @Test("no sites, or none that succeeded, say nothing; many thousands of failures are no obstacle")
    func extremes() {
        #expect(UpperBound.anytime(failed: 0, of: 0, confidence: 0.95) == 1)
        #expect(UpperBound.fixed(failed: 0, of: 0, confidence: 0.95) == 1)
        #expect(UpperBound.anytime(failed: 3, of: 3, confidence: 0.95) == 1)
        #expect(UpperBound.fixed(failed: 3, of: 3, confidence: 0.95) == 1)
        // At a million sites the bound for one look is 1.645 standard errors above the mean.
        let many = UpperBound.fixed(failed: 10_000, of: 1_000_000, confidence: 0.95)
        #expect(abs(many - 0.010165) < 0.000002, "\(many)")
        #expect(UpperBound.sitesNeeded(failed: 0, rate: 0, confidence: 0.95) == nil)
        #expect(UpperBound.sitesNeeded(failed: 4, rate: 1, confidence: 0.95) == 4)
    }

    /// 1.10 for every number of sites is not to be had with the printed table, whatever the weights.
    ///
    /// Let `x(n) = -n log(1 - U)` be what the bound says of n clean sites. In any mixture of alternatives `q = r p` the
    /// gain of one of them, `x + n log(1 - r (1 - exp(-x/n)))`, falls in n for a fixed x (Jensen), so x(n) never falls.
    /// The printed 2.18 % at 150 sites needs `x(150) >= 3.2984`; 1.10 at 1,000 sites allows `x(1000) <= 3.2958`. The
    /// printed 329 clean sites for 1 % exclude it as well, with `x(328) > 3.2965`.
    @Test("the printed 2.18 % at 150 sites already rules out 1.10 at 1,000, for every choice of weights")
    func noOtherWeights() {
        func exponent(_ bound: Double, _ sites: Int) -> Double { -Double(sites) * log1p(-bound) }
        let allowed = exponent(1.10 * UpperBound.fixed(failed: 0, of: 1000, confidence: 0.95), 1000)
        #expect(abs(allowed - 3.2958) < 0.00005)
        #expect(exponent(0.02175, 150) > allowed + 0.002)
        #expect(exponent(0.01, 328) > allowed)
        // The step of the proof: the same exponent is a weaker bet with more sites.
        for share in [0.01, 0.05, 0.2, 0.45, 0.7, 0.95] {
            let gains = [5, 20, 150, 328, 1000, 100_000].map { sites in
                3.3 + Double(sites) * log1p(-share * -expm1(-3.3 / Double(sites)))
            }
            #expect(gains == gains.sorted(by: >), "\(share)")
        }
    }

    @Test(
        "without failures, being allowed to look at any time costs 6 % over one planned look for 5 sites, 10.2 % for many"
    )
    func priceOfLooking() {
        let ratios = [5, 10, 20, 50, 100, 150, 300, 1000, 100_000].map {
            UpperBound.anytime(failed: 0, of: $0, confidence: 0.95)
                / UpperBound.fixed(failed: 0, of: $0, confidence: 0.95)
        }
        #expect(ratios == ratios.sorted() && abs(ratios[0] - 1.063) < 0.0005)
        #expect(ratios[4] < 1.10 && ratios[8] < 1.102)
        #expect(ratios[7] > 1.10)
    }

    @Test("read after every site of a rollout, the bound misses the true rate in at most 5 % of rollouts")
    func simulation() {
        let seed: UInt64 = 77
        print("seed \(seed)")
        var random = SplitMix(seed: seed)
        let bound = (0...100).map { sites in
            (0...min(sites, 25)).map { UpperBound.anytime(failed: $0, of: sites, confidence: 0.95) }
        }
        var missed = 0
        let rollouts = 2000
        for _ in 0..<rollouts {
            var failed = 0
            for site in 1...100 {
                if random.happens(0.05) { failed += 1 }
                if failed <= 25, bound[site][failed] < 0.05 {
                    missed += 1
                    break
                }
            }
        }
        let share = Double(missed) / Double(rollouts)
        // Four standard errors of 2,000 draws at 5 % are 1.9 percentage points.
        #expect(share > 0.005 && share < 0.05 + 0.019, "seed \(seed): \(share)")
    }
}
