import EvenkeelVerdict
import Foundation

/// Halt rules of others, written from their source or primary documentation, to be run beside ours.
enum VerdictPeers {
    typealias Look = VerdictWaves.Look

    /// hawkBit (67ca1c4): the error condition of a group fires if errors / size of the group > threshold, strictly.
    static func hawkBit(threshold: Double) -> () -> (Look) -> Bool {
        {
            { look in
                zip(look.failed, VerdictWaves.waves).contains { Double($0) / Double($1) > threshold }
            }
        }
    }

    /// Argo Rollouts (9f8d111): a measurement every 12 hours fails if less than 95 % of the wave's sites went without a
    /// failure in these hours; the analysis fails when more than `failureLimit` measurements failed.
    static func argo(failureLimit: Int) -> () -> (Look) -> Bool {
        {
            { look in
                var windows: [Int: Int] = [:]
                for failure in look.failures { windows[Int(failure.day * 2), default: 0] += 1 }
                let failedMeasurements = windows.count { window, failures in
                    guard Double(window + 1) / 2 <= look.day else { return false }
                    let wave = min(VerdictWaves.waves.count - 1, Int(Double(window) / 2 / VerdictWaves.soakDays))
                    return Double(failures) / Double(VerdictWaves.waves[wave]) > 0.05
                }
                return failedMeasurements > failureLimit
            }
        }
    }

    /// A one-sided binomial test at 1 %, repeated whenever somebody looks.
    static func fixedTest() -> () -> (Look) -> Bool {
        {
            { look in
                binomialTail(atLeast: look.observed, of: look.exposed, rate: VerdictWaves.baseline) < 0.01
            }
        }
    }

    /// The common mistake: our line, but with only failed and finished sites counted.
    static func finishedOnly(_ line: Staircase) -> () -> (Look) -> Bool {
        let perSite = Staircase.expected(fromProbability: VerdictWaves.baseline)
        return {
            { look in
                var reported = look.observed
                for wave in 0..<look.openWaves where Double(wave + 1) * VerdictWaves.soakDays <= look.day {
                    reported += VerdictWaves.waves[wave] - look.failed[wave]
                }
                return line.halts(observed: look.observed, expected: Double(reported) * perSite)
            }
        }
    }

    static func binomialTail(atLeast count: Int, of sites: Int, rate: Double) -> Double {
        guard Double(count) > Double(sites) * rate else { return 1 }
        let size = Double(sites)
        let odds = rate / (1 - rate)
        var place = Double(count)
        let logTerm: Double = logChoose(size, place) + place * log(rate) + (size - place) * log1p(-rate)
        var term = exp(logTerm)
        var sum = term
        while place < size, term > sum * 1e-12 {
            let step: Double = (size - place) / (place + 1)
            term *= step * odds
            sum += term
            place += 1
        }
        return sum
    }

    /// Fisher's exact test, one-sided: this many failures or more in the treated arm, given all of them.
    static func fisher(treated: Int, control: Int, perArm: Int) -> Double {
        let (size, all) = (Double(perArm), treated + control)
        let whole = logChoose(2 * size, Double(all))
        var sum = 0.0
        for count in treated...max(treated, all) where all <= 2 * perArm {
            let one = logChoose(size, Double(count))
            let other = logChoose(size, Double(all - count))
            sum += exp(one + other - whole)
        }
        return sum
    }

    /// Lindon and Malek 2022 with a uniform prior, two-sided: the Bayes factor against equal arms.
    static func lindonMalek(treated: Int, control: Int) -> Double {
        let (a, b) = (Double(treated), Double(control))
        let beta: Double = lgamma(a + 1) + lgamma(b + 1) - lgamma(a + b + 2)
        return exp(beta + (a + b) * log(2.0))
    }

    private static func logChoose(_ n: Double, _ k: Double) -> Double {
        let below: Double = lgamma(k + 1) + lgamma(n - k + 1)
        return lgamma(n + 1) - below
    }
}
