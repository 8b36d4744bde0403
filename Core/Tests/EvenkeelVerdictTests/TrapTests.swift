import EvenkeelVerdict
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Ways of counting that look right and are not, each with what it does to harmless rollouts at 1 % allowed false halts.
@Suite("Known traps, with their false halts")
struct TrapTests {
    static let line = Staircase.calibrated(falseHalt: 0.01, horizon: 100.6)

    @Test("counting only sites that have failed or finished halts nearly every harmless rollout")
    func onlyFinished() {
        let share = WaveSimulation.share(of: 300, seed: 5101) {
            WaveSimulation.haltsCountingFinished($0, line: Self.line)
        }
        #expect(share > 0.97, "\(share)")
        let right = WaveSimulation.share(of: 300, seed: 5101) {
            WaveSimulation.halts($0, line: Self.line, profile: .assumptionFree)
        }
        // Four standard errors of 300 draws at 1 % are 2.3 percentage points.
        #expect(right < 0.033, "\(right)")
    }

    @Test(
        "a delay profile that is wrong by a factor of two halts one harmless rollout in four, unless taken at double speed"
    )
    func wrongProfile() throws {
        let measured = WaveSimulation.quantiles(meanDays: 1)
        let careful = DelayProfile.known(try #require(DelayCurve(delaysDays: measured)))
        let naive = DelayProfile.known(try #require(DelayCurve(delaysDays: measured, speedUp: 1)))
        func share(_ profile: DelayProfile, trueMeanDays: Double) -> Double {
            WaveSimulation.share(of: 400, seed: 5102, meanDays: trueMeanDays) {
                WaveSimulation.halts($0, line: Self.line, profile: profile)
            }
        }
        let naiveAndFast = share(naive, trueMeanDays: 0.5)
        #expect(naiveAndFast > 0.15 && naiveAndFast < 0.33, "as measured, reality twice as fast: \(naiveAndFast)")
        let carefulAndFast = share(careful, trueMeanDays: 0.5)
        #expect(carefulAndFast < 0.03, "at double speed, reality twice as fast: \(carefulAndFast)")
        let carefulAndRight = share(careful, trueMeanDays: 1)
        #expect(carefulAndRight < 0.03, "at double speed, reality as measured: \(carefulAndRight)")
    }

    /// Exact: the number of failures the estimate rests on is a Poisson count, and each gives a line that is wrong by a
    /// known factor.
    static func falseHalts(eventsExpected: Double, caution: (Int) -> Double) -> Double {
        let spread = eventsExpected.squareRoot()
        let step = max(1, Int(spread / 4))
        var (total, mass) = (0.0, 0.0)
        for events in stride(
            from: max(1, Int(eventsExpected - 4 * spread)), through: Int(eventsExpected + 4 * spread), by: step)
        {
            let count = Double(events)
            let chance = exp(count * log(eventsExpected) - eventsExpected - lgamma(count + 1))
            total += chance * line.power(multiplier: eventsExpected / (count * caution(events)))
            mass += chance
        }
        return total / mass
    }

    @Test(
        "an estimated baseline used as if it were known",
        arguments: [(10, 0.20, 0.26), (30, 0.09, 0.12), (100, 0.026, 0.034), (1000, 0.0100, 0.0120)]
            as [(Double, Double, Double)])
    func plugIn(events: Double, low: Double, high: Double) {
        let share = Self.falseHalts(eventsExpected: events) { _ in 1 }
        #expect(share > low && share < high, "\(events) failures: \(share)")
    }

    @Test(
        "a measured baseline of 100 failures and more keeps the promise with one standard error on top, and only so",
        arguments: [100.0, 300, 1000])
    func caution(events: Double) {
        let share = Self.falseHalts(eventsExpected: events) { Baseline.measured(0.01, events: $0).caution }
        #expect(share < 0.01, "\(events) failures: \(share)")
        #expect(Self.falseHalts(eventsExpected: events) { _ in 1 } > 0.01)
    }

    @Test("counting every incident of clustered ones halts every fourth harmless rollout, counting sites does not")
    func clusters() {
        let seed: UInt64 = 5103
        print("seed \(seed)")
        var random = SplitMix(seed: seed)
        var (naive, distinct) = (0, 0)
        let rollouts = 400
        for _ in 0..<rollouts {
            var incidents = 0
            var naiveHalts = false
            var distinctHalts = false
            // 1 % of the sites have trouble, and each then reports it two times on average (variance / mean = 3).
            for (troubled, site) in random.places(10_000, probability: 0.01).enumerated() {
                incidents += 1
                while random.happens(0.5) { incidents += 1 }
                let expected = Double(site + 1) * StaircaseTests.perSite
                if Self.line.halts(observed: incidents, expected: 2 * expected) { naiveHalts = true }
                if Self.line.halts(observed: troubled + 1, expected: expected) { distinctHalts = true }
            }
            if naiveHalts { naive += 1 }
            if distinctHalts { distinct += 1 }
        }
        let shares = (Double(naive) / Double(rollouts), Double(distinct) / Double(rollouts))
        #expect(shares.0 > 0.15 && shares.0 < 0.40, "every incident: \(shares.0)")
        #expect(shares.1 < 0.03, "sites: \(shares.1)")
    }

    @Test("an outage that everybody suffers halts by the stated baseline, not against a control")
    func sharedOutage() {
        var stays = (0..<40).map {
            ArmStay(isTreated: true, fromDay: 0, failedDay: $0 < 6 ? 2 + Double($0) / 100 : nil)
        }
        stays += (0..<200).map {
            ArmStay(isTreated: false, fromDay: 0, failedDay: $0 < 30 ? 2 + Double($0) / 500 : nil)
        }
        #expect(Self.line.halts(observed: 6, expected: 40 * StaircaseTests.perSite))
        #expect(!TwoSample(stays: stays).halts(falseHalt: 0.01))
    }
}
