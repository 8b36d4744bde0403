#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The exact distribution of the number of failures along the staircase, and the threshold that spends all of alpha.
///
/// Between two steps of the staircase nothing can halt, so the count there is a plain Poisson process; at each step
/// one more count survives. Convolving from step to step gives the halting probability without simulation.
enum StaircaseCalibration {
    /// The calibrated line: lowers the threshold from log(1/alpha) until the false-halt probability is alpha.
    ///
    /// Takes 3 ms for 100 expected failures and 70 ms for 1,000; the work grows with about the 2.5th power. Harmless
    /// releases halt early or never, so beyond 1,000 the shorter solution with a hair on top is tried first.
    static func solve(falseHalt: Double, horizon: Double) -> Staircase {
        if horizon > 1000, let shorter = solve(falseHalt: falseHalt, horizon: 1000).threshold {
            let line = Staircase(falseHalt: falseHalt, horizon: horizon, threshold: shorter + 1e-7)
            if line.falseHaltProbability <= falseHalt { return line }
        }
        func staircase(_ threshold: Double) -> Staircase {
            Staircase(falseHalt: falseHalt, horizon: horizon, threshold: threshold)
        }
        /// Above zero while the line halts too often. Nearly straight in the threshold, so few secant steps suffice.
        func excess(_ line: Staircase) -> Double {
            log(max(line.falseHaltProbability, 1e-300) / falseHalt)
        }
        var low = 0.0
        var lowest = staircase(low)
        var lowExcess = excess(lowest)
        // So short a rollout that even halting at the first failure stays within alpha.
        guard lowExcess > 0 else { return lowest }
        var high = -log(falseHalt)
        lowest = staircase(high)
        var highExcess = excess(lowest)
        // Regula falsi with the Illinois rule; `lowest` is always a valid line, on the safe side of alpha.
        var lastSide = 0
        for _ in 0..<60 where high - low > 1e-9 && highExcess < -1e-10 {
            let candidate = high - highExcess * (high - low) / (highExcess - lowExcess)
            let line = staircase(candidate)
            let value = excess(line)
            if value > 0 {
                low = candidate
                lowExcess = value
                if lastSide == 1 { highExcess /= 2 }
                lastSide = 1
            } else {
                high = candidate
                highExcess = value
                lowest = line
                if lastSide == -1 { lowExcess /= 2 }
                lastSide = -1
            }
        }
        return lowest
    }
}

extension Staircase {
    /// The exact probability of halting, within the horizon, a release that is as bad as its baseline.
    ///
    /// For a line without a horizon this is taken over 100 expected events.
    public var falseHaltProbability: Double { power(multiplier: 1) }

    /// The exact probability of halting, within the horizon, a release whose failures come `multiplier` times as fast.
    public func power(multiplier: Double) -> Double {
        haltProbability(multiplier: multiplier, within: horizon ?? 100)
    }

    /// The exact probability of a halt before `length` events are expected, when they come `multiplier` times as fast.
    ///
    /// - Parameter length: may lie past the horizon, where the line without a horizon takes over.
    public func haltProbability(multiplier: Double, within length: Double) -> Double {
        precondition(multiplier >= 0 && multiplier.isFinite, "a multiplier is finite and not negative")
        precondition(length >= 0 && length.isFinite, "a length is finite and not negative")
        var survivors = SurvivorDistribution(multiplier: multiplier)
        survivors.walk(to: min(length, horizon ?? length)) { tau($0) ?? 0 }
        if let horizon, length > horizon {
            let beyond = Staircase(falseHalt: falseHalt, horizon: nil, threshold: -log(falseHalt))
            survivors.walk(to: length) { beyond.tau($0) ?? 0 }
        }
        return max(0, 1 - survivors.mass)
    }
}

/// Probabilities of having 0, 1, 2, ... failures and not having halted, after a given expectation.
private struct SurvivorDistribution {
    private let multiplier: Double
    private var position = 0.0
    private var probabilities = [1.0]
    /// Counts below this one have become impossible for all purposes (less than 1e-30).
    private var lowest = 0
    private var failures = 1

    init(multiplier: Double) {
        self.multiplier = multiplier
    }

    var mass: Double { probabilities.reduce(0, +) }

    mutating func walk(to end: Double, limit: (Int) -> Double) {
        while position < end {
            let next = min(limit(failures), end)
            if next > position {
                spread(mean: (next - position) * multiplier, states: failures)
                position = next
            }
            if next < end { failures += 1 }
        }
    }

    /// Adds a Poisson number of failures; counts of `states` and more have halted and drop out.
    private mutating func spread(mean: Double, states: Int) {
        // No count halts inside the interval, so it may be cut into parts; a small mean keeps exp(-mean) normal.
        let parts = max(1, (mean / 16).rounded(.up))
        for _ in 0..<Int(parts) {
            let pmf = Self.poisson(mean: mean / parts, count: states)
            var next = [Double](repeating: 0, count: states)
            for count in lowest..<min(probabilities.count, states) {
                let probability = probabilities[count]
                for added in 0..<min(pmf.count, states - count) {
                    next[count + added] += probability * pmf[added]
                }
            }
            probabilities = next
            while lowest < states - 1, probabilities[lowest] < 1e-30 {
                probabilities[lowest] = 0
                lowest += 1
            }
        }
    }

    /// Poisson probabilities up to the point where they no longer matter to a sum near 1.
    private static func poisson(mean: Double, count: Int) -> [Double] {
        var term = exp(-mean)
        var terms = [term]
        while terms.count < count {
            let number = Double(terms.count)
            term *= mean / number
            if number > mean, term < 1e-20 { break }
            terms.append(term)
        }
        return terms
    }
}
