import EvenkeelSimulator
import EvenkeelVerdict
import Foundation

/// Rollouts in waves of 20, 80, 400, 1,500 and 8,000 sites five days apart, whose failures show up an exponential delay
/// of one day on average after the install, within a soak of five days. Looked at ten times a day.
struct VerdictWaves {
    static let waves = [20, 80, 400, 1500, 8000]
    static let soakDays = 5.0
    static let baseline = 0.01
    static let looksPerDay = 10.0

    struct Failure {
        let wave: Int
        let day: Double
    }

    /// What a rule sees when it is asked.
    struct Look {
        let day: Double
        /// Failures so far by wave.
        let failed: [Int]
        /// Failures so far, in the order of time.
        let failures: ArraySlice<Failure>

        var observed: Int { failures.count }
        var openWaves: Int { min(waves.count, Int(day / soakDays) + 1) }
        var exposed: Int { waves[..<openWaves].reduce(0, +) }
    }

    /// What a rule did to one kind of release.
    struct Result {
        var programs = 0
        var halted = 0
        var exposed = 0
        var harmed = 0

        var haltShare: Double { Double(halted) / Double(programs) }
        var meanExposed: Double { Double(exposed) / Double(programs) }
        var meanHarmed: Double { Double(harmed) / Double(programs) }
    }

    static func delay(_ uniform: Double, meanDays: Double) -> Double {
        -meanDays * log(1 - uniform * (1 - exp(-soakDays / meanDays)))
    }

    /// A curve of 400 measured delays.
    static func curve(meanDays: Double) throws -> DelayCurve {
        let delays = (1...400).map { delay(Double($0) / 401, meanDays: meanDays) }
        guard let curve = DelayCurve(delaysDays: delays) else { throw BenchTrouble("no delays") }
        return curve
    }

    static func failures(rate: Double, meanDays: Double = 1, random: inout SplitMix64) -> [Failure] {
        var failures: [Failure] = []
        for (wave, sites) in waves.enumerated() {
            random.forEachPlace(of: sites, probability: rate) { random, _ in
                let day = Double(wave) * soakDays + delay(random.uniform(), meanDays: meanDays)
                failures.append(Failure(wave: wave, day: day))
            }
        }
        return failures.sorted { $0.day < $1.day }
    }

    /// Runs the same programs past a rule; it is asked at the first look after every failure.
    ///
    /// - Parameter everyEvent: asks after every failure instead.
    static func run(
        programs: Int, rate: Double, meanDays: Double = 1, seed: UInt64, everyEvent: Bool = false,
        rule: () -> (Look) -> Bool
    ) -> Result {
        var random = SplitMix64(seed: seed)
        var result = Result(programs: programs)
        for _ in 0..<programs {
            let failures = failures(rate: rate, meanDays: meanDays, random: &random)
            let halts = rule()
            var failed = [Int](repeating: 0, count: waves.count)
            var next = 0
            var isHalted = false
            while next < failures.count {
                let day =
                    everyEvent
                    ? failures[next].day : (failures[next].day * looksPerDay).rounded(.up) / looksPerDay
                while next < failures.count, failures[next].day <= day {
                    failed[failures[next].wave] += 1
                    next += 1
                }
                let look = Look(day: day, failed: failed, failures: failures[..<next])
                if halts(look) {
                    isHalted = true
                    result.halted += 1
                    result.exposed += look.exposed
                    result.harmed += next
                    break
                }
            }
            if !isHalted {
                result.exposed += waves.reduce(0, +)
                result.harmed += failures.count
            }
        }
        return result
    }

    /// Failures expected by a look, as `Cohort` adds them up, wave by wave.
    static func expected(_ look: Look, profile: DelayProfile) -> Double {
        func site(_ wave: Int, failedDay: Double?) -> Double {
            profile.expected(
                probability: baseline, enrolledDay: Double(wave) * soakDays, failedDay: failedDay, day: look.day)
        }
        var sum = 0.0
        for wave in 0..<look.openWaves {
            sum += Double(waves[wave] - look.failed[wave]) * site(wave, failedDay: nil)
        }
        if profile == .assumptionFree { return sum + Double(look.observed) * site(0, failedDay: nil) }
        return look.failures.reduce(sum) { $0 + site($1.wave, failedDay: $1.day) }
    }

    static func evenkeel(_ line: Staircase, _ profile: DelayProfile) -> () -> (Look) -> Bool {
        { { line.halts(observed: $0.observed, expected: expected($0, profile: profile)) } }
    }
}

extension SplitMix64 {
    /// From 0 up to 1, without it.
    mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

    /// Visits those of `count` independent events of the same probability that happen; one draw for each of them.
    mutating func forEachPlace(of count: Int, probability: Double, _ visit: (inout SplitMix64, Int) -> Void) {
        let clean = log1p(-probability)
        var place = -1
        while true {
            place += 1 + Int(min(1e15, log(1 - uniform()) / clean))
            guard place < count else { return }
            visit(&self, place)
        }
    }
}
