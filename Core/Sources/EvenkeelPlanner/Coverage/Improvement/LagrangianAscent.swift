/// A lower bound of the cost of every cover, and prices of the elements that show which columns are worth their cost.
///
/// Each element has a price u >= 0. Any cover costs at least the sum of the prices plus what columns cost less than
/// the prices of their elements: `L(u) = sum(u) + sum(min(0, cost - prices))`. Subgradient ascent raises it: elements
/// that no such column covers become dearer, those that several cover cheaper (Held and Karp 1971; Beasley 1990).
/// Between looks at all columns it works on a core of the cheapest few for each element (Caprara, Fischetti and Toth
/// 1999, "A heuristic method for the set covering problem").
struct LagrangianAscent {
    private let problem: CoverProblem
    /// By element.
    private(set) var prices: [Double]
    /// The best valid bound so far, and the prices that gave it.
    private(set) var bound = 0.0
    private(set) var bestPrices: [Double]
    private(set) var core: CoverCore
    private let upper: Double
    /// By element: the cost of its cheapest column. A higher price never helps, and would cost digits.
    private let limits: [Double]
    private var step = 2.0
    /// Subgradients of the steps so far, the recent ones counting most: without it the steps zigzag and end at 1,236
    /// on reference fleet B, with it at 3,424.2 of 3,425.7.
    private var direction: [Double]

    /// - Parameter upper: the cost of some cover.
    init(_ problem: CoverProblem, upper: Double) {
        self.problem = problem
        self.upper = upper
        // What an element costs if its column is shared among all its elements; at most the whole column.
        var prices = [Double](repeating: .infinity, count: problem.elementCount)
        var limits = prices
        problem.forEachElementList(of: problem.columns.indices) { column, elements in
            let share = problem.costs[column] / Double(elements.count)
            for element in elements {
                prices[Int(element)] = min(prices[Int(element)], share)
                limits[Int(element)] = min(limits[Int(element)], problem.costs[column])
            }
            return true
        }
        self.limits = limits
        self.prices = prices
        bestPrices = prices
        direction = Array(repeating: 0, count: prices.count)
        core = CoverCore(problem, chosen: [])
        lookAtAll()
    }

    /// True if `upper` is the optimum.
    var isTight: Bool { bound >= upper * (1 - 1e-8) }

    /// Steps on the core, then looks at all columns again.
    mutating func climb(steps: Int) {
        var highest = -Double.infinity
        var stepsWithoutGain = 0
        for _ in 0..<steps {
            let value = takeStep()
            if value > highest + 0.0001 * abs(highest) {
                highest = value
                stepsWithoutGain = 0
            } else {
                stepsWithoutGain += 1
                if stepsWithoutGain == 12 {
                    step *= 0.7
                    stepsWithoutGain = 0
                }
            }
        }
        lookAtAll()
    }

    /// One step along the smoothed subgradient; returns the bound on the core alone.
    private mutating func takeStep() -> Double {
        var value = prices.reduce(0, +)
        var slack = [Int32](repeating: 1, count: prices.count)
        for column in 0..<core.count {
            let elements = core.elements(of: column)
            var reduced = core.costs[column]
            for element in elements { reduced -= prices[Int(element)] }
            guard reduced < 0 else { continue }
            value += reduced
            for element in elements { slack[Int(element)] -= 1 }
        }
        var square = 0.0
        for element in slack.indices {
            // A price at its end that wants to go on cannot.
            if slack[element] < 0, prices[element] == 0 { slack[element] = 0 }
            if slack[element] > 0, prices[element] >= limits[element] { slack[element] = 0 }
            direction[element] = 0.95 * direction[element] + 0.05 * Double(slack[element])
            square += direction[element] * direction[element]
        }
        guard square > 0 else { return value }
        let length = step * max(upper - value, 0.0001 * upper) / square
        for element in slack.indices {
            prices[element] = min(max(0, prices[element] + length * direction[element]), limits[element])
        }
        return value
    }

    /// The bound over all columns, and a new core: those that cost less than their prices or nearly so, and the best
    /// few for each element.
    private mutating func lookAtAll() {
        let reduced = problem.reducedCosts(prices)
        let (sum, negative) = (prices.reduce(0, +), reduced.reduce(0) { $0 + min(0, $1) })
        // A sum of a million doubles is off by less than 2^-33 of their size.
        let value = sum + negative - 1e-9 * (sum - negative)
        if value > bound {
            bound = value
            bestPrices = prices
        }
        core = problem.core(reduced, perElement: 8)
    }

    /// Goes back to the best prices, for a core that belongs to them.
    mutating func settle() {
        prices = bestPrices
        lookAtAll()
    }
}

extension CoverProblem {
    /// What each column costs beyond the prices of its elements.
    func reducedCosts(_ prices: [Double]) -> [Double] {
        // A price of zero for combinations that need not be covered saves a branch.
        let byRank = elementOfRank.map { $0 < 0 ? 0 : prices[Int($0)] }
        return byRank.withUnsafeBufferPointer { byRank in
            shape.withKernel(bits: nil, values: nil) { kernel in
                zip(columns, costs).map { item, cost in
                    var reduced = cost
                    kernel.forEachRankOnce(of: Int(item)) { reduced -= byRank[$0] }
                    return reduced
                }
            }
        }
    }

    func core(_ reduced: [Double], perElement: Int) -> CoverCore {
        let order = reduced.indices.sorted { reduced[$0] != reduced[$1] ? reduced[$0] < reduced[$1] : $0 < $1 }
        var wanting = [Int](repeating: perElement, count: elementCount)
        var open = elementCount
        var chosen: [Int] = []
        forEachElementList(of: order) { column, elements in
            guard open > 0 || reduced[column] < 0.001 else { return false }
            var isWanted = reduced[column] < 0.001
            for element in elements where wanting[Int(element)] > 0 {
                isWanted = true
                wanting[Int(element)] -= 1
                if wanting[Int(element)] == 0 { open -= 1 }
            }
            if isWanted { chosen.append(column) }
            return true
        }
        return CoverCore(self, chosen: chosen)
    }
}
