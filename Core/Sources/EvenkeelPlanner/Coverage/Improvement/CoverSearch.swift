/// Covers made and changed step by step: greedy by prices, leaving out what is not needed, tearing parts down and
/// building them up again.
struct CoverSearch {
    private let core: CoverCore
    /// By column of the core.
    private(set) var isChosen: [Bool]
    private(set) var cost = 0.0
    /// By element: chosen columns that cover it.
    private var coverers: [Int32]
    private var scores: [Score]

    private struct Score {
        var reduced = 0.0
        var open: Int32 = 0
    }

    init(_ core: CoverCore) {
        self.core = core
        isChosen = Array(repeating: false, count: core.count)
        coverers = Array(repeating: 0, count: core.elementCount)
        scores = Array(repeating: Score(), count: core.count)
    }

    var chosen: [Int] { isChosen.indices.filter { isChosen[$0] } }

    mutating func choose(_ column: Int) {
        isChosen[column] = true
        cost += core.costs[column]
        for element in core.elements(of: column) { coverers[Int(element)] += 1 }
    }

    mutating func drop(_ column: Int) {
        isChosen[column] = false
        cost -= core.costs[column]
        for element in core.elements(of: column) { coverers[Int(element)] -= 1 }
    }

    /// Covers what is open: always the column with the least cost beyond the prices of what it would newly cover,
    /// divided by how much that is (multiplied where it is a gain).
    mutating func complete(prices: [Double]) {
        var touched: [Int32] = []
        for element in coverers.indices where coverers[element] == 0 {
            for column in core.columns(of: element) {
                let place = Int(column)
                if scores[place].open == 0 {
                    scores[place].reduced = core.costs[place]
                    touched.append(column)
                }
                scores[place].open += 1
                scores[place].reduced -= prices[element]
            }
        }
        while !touched.isEmpty {
            var best = -1
            var bestScore = Double.infinity
            var kept = 0
            for index in touched.indices {
                let column = touched[index]
                let score = scores[Int(column)]
                guard score.open > 0 else { continue }
                touched[kept] = column
                kept += 1
                let value = score.reduced > 0 ? score.reduced / Double(score.open) : score.reduced * Double(score.open)
                if value < bestScore {
                    bestScore = value
                    best = Int(column)
                }
            }
            touched.removeSubrange(kept...)
            guard best >= 0 else { return }
            for element in core.elements(of: best) where coverers[Int(element)] == 0 {
                for column in core.columns(of: Int(element)) {
                    scores[Int(column)].open -= 1
                    scores[Int(column)].reduced += prices[Int(element)]
                }
            }
            choose(best)
        }
    }

    /// Drops every chosen column all of whose elements others cover too, the dearest first.
    mutating func dropRedundant() {
        let order = chosen.sorted { core.costs[$0] != core.costs[$1] ? core.costs[$0] > core.costs[$1] : $0 > $1 }
        for column in order where core.elements(of: column).allSatisfy({ coverers[Int($0)] > 1 }) { drop(column) }
    }
}
