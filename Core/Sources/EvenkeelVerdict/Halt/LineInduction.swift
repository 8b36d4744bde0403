#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Finds the halt line by backward induction: the least exposure at 2x, 3x, 5x, 10x and 20x together, among all rules
/// with the same false halts.
///
/// Going back from the end of the rollout, it weighs the price of halting now (a false alarm, if the release is
/// harmless) with that of going on (exposure, if it is not). The exposure at each multiplier is measured in units of
/// Wald's bound for it, so that no size of regression is neglected. Source of the method: dynamic programming for
/// optimal stopping; Wald 1945, Lorden 1971.
struct LineInduction {
    /// One size of regression that the line has to find.
    private struct Regression {
        /// Logarithm of the weight over Wald's bound.
        let logCost: Double
        /// What a failure adds to the log likelihood ratio, and what a unit of the axis does.
        let perFailure: Double
        let perUnit: Double
    }

    private static let multipliers = [2.0, 3, 5, 10, 20]
    /// Found such that all five come out about equally far from Wald's bound.
    private static let weights = [0.281, 0.111, 0.123, 0.109, 0.376]
    /// Beyond so many expected events the line is straight: about log 2 for each further failure.
    private static let longest = 300.0

    /// Positions on the axis (events expected, or sites), from 0 to the end.
    private let axis: [Double]
    /// Probabilities of 0, 1, 2, ... failures between a position and the next; the last entry serves all that follow.
    private let arrivals: [[Double]]
    private let regressions: [Regression]
    /// Events expected per unit of the axis.
    private let perUnit: Double

    /// The line whose exact probability of a false halt is just within `falseHalt`, for sites of any kind.
    static func solve(falseHalt: Double, horizon: Double) -> Staircase {
        var axis = [0.0]
        let end = min(horizon, longest)
        while let last = axis.last, last < end { axis.append(min(end, last + max(0.002, 0.008 * last))) }
        let induction = LineInduction(
            axis: axis, arrivals: zip(axis, axis.dropFirst()).map { poisson(mean: $1 - $0) },
            regressions: zip(multipliers, weights).map { multiplier, weight in
                let information = multiplier * log(multiplier) - (multiplier - 1)
                return Regression(
                    logCost: log(weight * information / -log(falseHalt)), perFailure: log(multiplier),
                    perUnit: 1 - multiplier)
            }, perUnit: 1)
        let line = induction.cheapest(falseHalt: falseHalt, horizon: horizon) { $0.falseHaltProbability }
        return stretched(line, falseHalt: falseHalt)
    }

    /// The same where every site fails with probability `rate` at the halt line and counts `perSite`.
    static func solve(falseHalt: Double, rate: Double, perSite: Double, sites: Int) -> Staircase {
        let regressions = zip(multipliers, weights).map { multiplier, weight in
            let worse = min(multiplier * rate, (1 + rate) / 2)
            let clean = log1p(-worse) - log1p(-rate)
            return Regression(
                logCost: log(weight / HaltForecast.waldSites(falseHalt: falseHalt, baseline: rate, rate: worse)),
                perFailure: log(worse / rate) - clean, perUnit: clean)
        }
        let induction = LineInduction(
            axis: (0...sites).map(Double.init), arrivals: [[1 - rate, rate]], regressions: regressions,
            perUnit: perSite)
        return induction.cheapest(falseHalt: falseHalt, horizon: Double(sites) * perSite) {
            $0.forecast(rate: rate, baseline: rate, sites: sites).halted
        }
    }

    /// Lowers the price of a false halt until the allowed ones are spent.
    private func cheapest(falseHalt: Double, horizon: Double, spent: (Staircase) -> Double) -> Staircase {
        var (low, high) = (log(0.01), log(1e5 / falseHalt))
        var line = line(price: exp(high), falseHalt: falseHalt, horizon: horizon)
        for _ in 0..<16 {
            let middle = (low + high) / 2
            let candidate = self.line(price: exp(middle), falseHalt: falseHalt, horizon: horizon)
            if spent(candidate) > falseHalt {
                low = middle
            } else {
                high = middle
                line = candidate
            }
        }
        return line
    }

    /// Raises all steps by the same factor until the allowed false halts are spent.
    private static func stretched(_ line: Staircase, falseHalt: Double) -> Staircase {
        guard case .table(let slope) = line.line else { return line }
        func scaled(_ factor: Double) -> Staircase {
            Staircase(
                falseHalt: falseHalt, horizon: line.horizon, line: .table(perFurtherFailure: slope),
                steps: line.steps.map { $0 * factor })
        }
        var (low, high) = (0.0, 1.2)
        for _ in 0..<20 {
            let middle = (low + high) / 2
            if scaled(middle).falseHaltProbability <= falseHalt { low = middle } else { high = middle }
        }
        return scaled(low)
    }

    private static func poisson(mean: Double) -> [Double] {
        var terms = [exp(-mean)]
        while Double(terms.count) <= mean || terms[terms.count - 1] > 1e-13 {
            terms.append(terms[terms.count - 1] * mean / Double(terms.count))
        }
        return terms
    }

    /// The line on which halting costs exactly what going on does.
    private func line(price: Double, falseHalt: Double, horizon: Double) -> Staircase {
        let end = axis[axis.count - 1] * perUnit
        let states = Int(end + 8 * end.squareRoot()) + 12
        /// What the rest of the rollout costs at each number of failures, at the position after the current one.
        var rest = [Double](repeating: 0, count: states)
        var limits = [Double](repeating: -.infinity, count: states)
        /// From this number of failures on, the position after the current one halts, and so does every earlier one.
        var halting = states
        let factors = regressions.map { exp($0.perFailure) }
        rest.withUnsafeMutableBufferPointer { rest in
            for index in stride(from: axis.count - 2, through: 0, by: -1) {
                let length = axis[index + 1] - axis[index]
                let arrivals = arrivals[min(index, arrivals.count - 1)]
                var costs = regressions.map { exp($0.logCost + $0.perUnit * axis[index]) * length }
                for failures in 0..<halting {
                    var going = costs.reduce(0, +)
                    for (added, probability) in arrivals.enumerated() {
                        going += probability * rest[min(failures + added, states - 1)]
                    }
                    if going >= price, index > 0 {
                        for halted in failures..<halting {
                            rest[halted] = price
                            limits[halted] = axis[index]
                        }
                        halting = failures
                        break
                    }
                    rest[failures] = going
                    for place in costs.indices { costs[place] *= factors[place] }
                }
            }
        }
        return staircase(limits, falseHalt: falseHalt, horizon: horizon)
    }

    /// Steps up to where the end of the induction cuts them short; further ones in a straight line.
    private func staircase(_ limits: [Double], falseHalt: Double, horizon: Double) -> Staircase {
        let end = axis[axis.count - 1]
        var steps = [-Double.infinity]
        for limit in limits.dropFirst() {
            if limit > 0.6 * end, steps.count > 2 { break }
            // Half a site more, so that a sum over sites does not miss the line by rounding.
            let expected = perUnit == 1 ? limit : (limit + 0.5) * perUnit
            steps.append(limit > 0 ? max(expected, steps[steps.count - 1]) : steps[steps.count - 1])
        }
        return Staircase(
            falseHalt: falseHalt, horizon: horizon, line: .table(perFurtherFailure: log(2.0) - 0.01), steps: steps)
    }
}
