import EvenkeelVerdict
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

@Suite("Upgraded sites against others")
struct TwoSampleTests {
    @Test("one failure of an upgraded site, 1 at risk against 3: by hand")
    func byHand() {
        var sample = TwoSample()
        sample.add(isTreated: true, treatedAtRisk: 1, controlAtRisk: 3)
        let multipliers = [1.5, 2, 3, 5, 9, 18, 40, 90]
        let weights = [0.30, 0.22, 0.14, 0.10, 0.08, 0.07, 0.05, 0.04]
        let evidence = zip(multipliers, weights).reduce(0) { $0 + $1.1 * ($1.0 / ($1.0 + 3)) / 0.25 }
        #expect(abs(sample.logEvidence - log(evidence)) < 1e-12)
        sample.add(isTreated: false, treatedAtRisk: 0, controlAtRisk: 3)
        sample.add(isTreated: true, treatedAtRisk: 2, controlAtRisk: 0)
        #expect(abs(sample.logEvidence - log(evidence)) < 1e-12, "an empty arm tells nothing")
        #expect(sample.treatedEvents == 2 && sample.controlEvents == 1)
    }

    @Test("against many controls and with more tolerated the same failures are less of a surprise")
    func tolerance() {
        func evidence(_ tolerated: Double, _ controls: Double) -> Double {
            var sample = TwoSample(tolerated: tolerated)
            for _ in 0..<4 { sample.add(isTreated: true, treatedAtRisk: 10, controlAtRisk: controls) }
            return sample.logEvidence
        }
        #expect(evidence(1, 1000) > evidence(1, 10))
        #expect(evidence(1, 10) > evidence(2, 10))
        #expect(abs(evidence(2, 20) - evidence(1, 10)) < 1e-12, "only the ratio of the hazards matters")
    }

    @Test("a site counts for the control until it is upgraded, and in each arm at its first failure only")
    func stays() {
        let stays = [
            ArmStay(isTreated: false, fromDay: 0, untilDay: 2), ArmStay(isTreated: true, fromDay: 2, failedDay: 3),
            ArmStay(isTreated: false, fromDay: 0), ArmStay(isTreated: false, fromDay: 0, failedDay: 1),
        ]
        var byHand = TwoSample()
        byHand.add(isTreated: false, treatedAtRisk: 0, controlAtRisk: 3)
        byHand.add(isTreated: true, treatedAtRisk: 1, controlAtRisk: 1)
        #expect(TwoSample(stays: stays) == byHand)
        #expect(TwoSample(stays: stays.reversed()) == byHand, "the order of arrival does not matter")
        #expect(TwoSample(stays: stays, until: 2.5).treatedEvents == 0, "what is later is not known yet")
    }

    @Test("own history: the last failure before the upgrade is the first of the control, as far away as it was")
    func ownHistory() throws {
        let stays = ArmStay.withOwnHistory(
            upgradedDay: 100, historyDays: 30, lastFailedBeforeDay: 90, firstFailedAfterDay: 104)
        #expect(stays.map(\.isTreated) == [true, false])
        #expect(stays.map(\.failedDay) == [104, 110])
        #expect(stays.map(\.untilDay) == [nil, 130])
        // Six sites that never failed in a month and all fail within a week of their upgrade.
        let bad = (0..<6).flatMap { site in
            ArmStay.withOwnHistory(
                upgradedDay: Double(site), historyDays: 30, lastFailedBeforeDay: nil,
                firstFailedAfterDay: Double(site) + 2)
        }
        #expect(TwoSample(stays: bad).logEvidence > 1)
    }

    @Test("a control comes back once it has been well for a day; trouble that goes on is one failure")
    func recovers() {
        let stays = ArmStay.ofControl(fromDay: 0, untilDay: 20, troubleDays: [3, 3.5, 4.2, 9, 19.5])
        #expect(stays.map(\.fromDay) == [0, 5.2, 10])
        #expect(stays.map(\.failedDay) == [3, 9, 19.5])
        let well = ArmStay.ofControl(fromDay: 1, untilDay: 20, troubleDays: [])
        #expect(well == [ArmStay(isTreated: false, fromDay: 1, untilDay: 20)])
        #expect(ArmStay.ofControl(fromDay: 0, untilDay: 4, troubleDays: [3.9]).count == 1, "never well again")
    }

    /// Sites differ: some fail every week for reasons of their own. They are upgraded two a day; each that is
    /// upgraded comes in fresh, while controls that leave for good at their first failure leave only robust ones behind.
    @Test("frail sites among robust ones: harmless releases stay within 1 % only if controls may fail again")
    func frail() {
        let (returning, leaving) = (Self.frailHalts(returns: true), Self.frailHalts(returns: false))
        print("frail sites, harmless releases halted: controls return \(returning), leave for good \(leaving)")
        // Four standard errors of 150 draws at 1 % are 3.3 percentage points.
        #expect(returning <= 0.043)
        #expect(leaving > 0.3)
    }

    private static func frailHalts(returns: Bool, seed: UInt64 = 6203) -> Double {
        print("seed \(seed)")
        var random = SplitMix(seed: seed)
        let (rollouts, sites, days) = (150, 120, 60.0)
        var halted = 0
        for _ in 0..<rollouts {
            var stays: [ArmStay] = []
            for site in 0..<sites {
                let perDay = site.isMultiple(of: 5) ? 0.15 : 0.002
                let upgraded = min(days, 5 + Double(site * 7919 % sites) / 2)
                var troubles: [Double] = []
                var day = 0.0
                while true {
                    day -= log(1 - random.uniform()) / perDay
                    guard day < days else { break }
                    troubles.append(day)
                }
                let before = troubles.filter { $0 < upgraded }
                if returns {
                    stays += ArmStay.ofControl(fromDay: 0, untilDay: upgraded, troubleDays: before)
                } else {
                    stays.append(
                        ArmStay(isTreated: false, fromDay: 0, untilDay: upgraded, failedDay: before.first))
                }
                guard upgraded < days else { continue }
                stays.append(
                    ArmStay(isTreated: true, fromDay: upgraded, failedDay: troubles.first { $0 >= upgraded }))
            }
            var sample = TwoSample()
            for failure in ComparedFailure.inOrder(of: stays, until: days) {
                sample.add(failure)
                if sample.halts(falseHalt: 0.01) {
                    halted += 1
                    break
                }
            }
        }
        return Double(halted) / Double(rollouts)
    }

    @Test(
        "a release like the old one is halted in fewer than 1 % of rollouts, whatever the usual rate is",
        arguments: [0.002, 0.01, 0.1])
    func harmless(rate: Double) {
        let share = Self.halted(treatedRate: rate, controlRate: rate, rollouts: 400, seed: 6201)
        // Four standard errors of 400 draws at 1 % are 2 percentage points.
        #expect(share < 0.03, "\(share)")
    }

    @Test("a release five times as bad is found with as many controls, without knowing the usual rate")
    func power() {
        #expect(Self.halted(treatedRate: 0.05, controlRate: 0.01, rollouts: 60, seed: 6202) > 0.95)
    }

    /// 1,500 pairs of sites, one of each pair upgraded; asked after every failure.
    static func halted(treatedRate: Double, controlRate: Double, rollouts: Int, seed: UInt64) -> Double {
        print("seed \(seed)")
        var random = SplitMix(seed: seed)
        var halted = 0
        for _ in 0..<rollouts {
            var sample = TwoSample()
            let treated = random.places(1500, probability: treatedRate).map { (place: $0, isTreated: true) }
            let control = random.places(1500, probability: controlRate).map { (place: $0, isTreated: false) }
            for event in (treated + control).sorted(by: { $0.place < $1.place }) {
                let atRisk = Double(1500 - event.place)
                sample.add(isTreated: event.isTreated, treatedAtRisk: atRisk, controlAtRisk: atRisk)
                if sample.halts(falseHalt: 0.01) {
                    halted += 1
                    break
                }
            }
        }
        return Double(halted) / Double(rollouts)
    }

    @Test("which rule a baseline allows")
    func baselines() {
        #expect(Baseline.stated(0.01).comparison == .expectation)
        #expect(Baseline.measured(0.01, events: 100).comparison == .expectation)
        #expect(Baseline.measured(0.01, events: 99).comparison == .control)
        #expect(Baseline.control(tolerance: 0.01).comparison == .control)
        #expect(abs(Baseline.measured(0.01, events: 100).caution - 1.1) < 1e-12)
        #expect(Baseline.stated(0.01).caution == 1)
    }

    @Test("a judge without a known baseline halts by the control, and waits for one if there is none")
    func judge() {
        let rule = VerdictRule(basis: .measured(0.01, events: 12), acceptExcessSites: 3, horizonSites: 1000)
        let judge = Judge(rule: rule, isScanning: true)
        #expect(!judge.isScanning)
        func verdict(_ control: TwoSample?) -> Verdict {
            // By the staircase, 6 failures of 60 would halt.
            judge.judge(
                Evidence(
                    observed: 6, expected: 60 * rule.expectedPerSiteAtBaseline, enrolled: 60, completed: 60, failed: 6,
                    control: control),
                soakElapsedDays: 5, soakRequiredDays: 5, pastDeadline: false, nextWaveSites: nil)
        }
        #expect(verdict(nil).missing == [.control])
        var sample = TwoSample()
        for _ in 0..<6 { sample.add(isTreated: true, treatedAtRisk: 60, controlAtRisk: 60) }
        for _ in 0..<6 { sample.add(isTreated: false, treatedAtRisk: 60, controlAtRisk: 60) }
        #expect(verdict(sample).state == .advance)
        for _ in 0..<9 { sample.add(isTreated: true, treatedAtRisk: 50, controlAtRisk: 500) }
        let halted = verdict(sample)
        #expect(halted.haltReason == .worseThanControl)
        #expect(
            VerdictSentence.summary(halted)
                == "Halt: 15 failures of upgraded sites against 6 of the sites they are compared with.")
    }
}
