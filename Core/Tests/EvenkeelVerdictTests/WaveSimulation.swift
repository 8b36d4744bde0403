import EvenkeelVerdict

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Rollouts in waves of 20, 80, 400, 1,500 and 8,000 sites, five days apart, whose failures show up days later.
struct WaveSimulation {
    static let waves = [20, 80, 400, 1500, 8000]
    static let soakDays = 5.0
    static let baseline = 0.01

    /// One failure to come.
    struct Failure {
        let wave: Int
        let day: Double
    }

    /// Delays until a failure, exponential with this mean within the soak: the share that has come after some days.
    static func quantiles(meanDays: Double, count: Int = 400) -> [Double] {
        (1...count).map { delay(uniform: Double($0) / Double(count + 1), meanDays: meanDays) }
    }

    static func delay(uniform: Double, meanDays: Double) -> Double {
        -meanDays * log(1 - uniform * (1 - exp(-soakDays / meanDays)))
    }

    /// Failures of a release in the order of time.
    static func failures(rate: Double, meanDays: Double, random: inout SplitMix) -> [Failure] {
        var failures: [Failure] = []
        for (wave, sites) in waves.enumerated() {
            for _ in random.places(sites, probability: rate) {
                failures.append(
                    Failure(
                        wave: wave,
                        day: Double(wave) * soakDays + delay(uniform: random.uniform(), meanDays: meanDays)))
            }
        }
        return failures.sorted { $0.day < $1.day }
    }

    /// Whether the line halts somewhere, asked after every failure (between failures it cannot).
    static func halts(_ failures: [Failure], line: Staircase, profile: DelayProfile) -> Bool {
        var failed = [Int](repeating: 0, count: waves.count)
        var frozen = 0.0
        for (index, failure) in failures.enumerated() {
            func expected(_ wave: Int) -> Double {
                profile.expected(
                    probability: baseline, enrolledDay: Double(wave) * soakDays, failedDay: nil, day: failure.day)
            }
            frozen += expected(failure.wave)
            failed[failure.wave] += 1
            var open = 0.0
            for wave in waves.indices where Double(wave) * soakDays <= failure.day {
                open += Double(waves[wave] - failed[wave]) * expected(wave)
            }
            if line.halts(observed: index + 1, expected: frozen + open) { return true }
        }
        return false
    }

    /// The common mistake: expects failures only from sites that have failed or soaked to the end.
    static func haltsCountingFinished(_ failures: [Failure], line: Staircase) -> Bool {
        let perSite = Staircase.expected(fromProbability: baseline)
        var failed = [Int](repeating: 0, count: waves.count)
        for (index, failure) in failures.enumerated() {
            failed[failure.wave] += 1
            var reported = index + 1
            for wave in waves.indices where Double(wave + 1) * soakDays <= failure.day {
                reported += waves[wave] - failed[wave]
            }
            if line.halts(observed: index + 1, expected: Double(reported) * perSite) { return true }
        }
        return false
    }

    /// The share of rollouts that are halted.
    static func share(
        of rollouts: Int, seed: UInt64, rate: Double = baseline, meanDays: Double = 1,
        halts: ([Failure]) -> Bool
    ) -> Double {
        print("seed \(seed)")
        var random = SplitMix(seed: seed)
        var halted = 0
        for _ in 0..<rollouts where halts(failures(rate: rate, meanDays: meanDays, random: &random)) { halted += 1 }
        return Double(halted) / Double(rollouts)
    }
}
