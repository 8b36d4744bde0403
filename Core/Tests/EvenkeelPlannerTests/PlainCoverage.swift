import EvenkeelPlanner

/// Coverage straight from its definition: combinations as lists of marks, every figure computed anew.
struct PlainCoverage {
    struct Row {
        var marks: Set<Int>
        var seats: Int
    }

    let items: [[Row]]
    let strength: Int
    let depth: Int
    let weights: CombinationWeights
    private(set) var sightings: [[Int]: Int] = [:]

    init(_ items: [[Row]], strength: Int, depth: Int, weights: CombinationWeights) {
        self.items = items
        self.strength = strength
        self.depth = depth
        self.weights = weights
    }

    static func combinations(of marks: Set<Int>, strength: Int) -> Set<[Int]> {
        var result: Set<[Int]> = [[]]
        for _ in 0..<strength {
            result = Set(
                result.flatMap { chosen in marks.filter { $0 > chosen.last ?? -1 }.map { chosen + [$0] } })
        }
        return result
    }

    func combinations(of item: Int) -> Set<[Int]> {
        items[item].reduce(into: []) { $0.formUnion(Self.combinations(of: $1.marks, strength: strength)) }
    }

    /// By item, so that a test need not make them again and again.
    var all: [Set<[Int]>] { items.indices.map(combinations) }

    func weight(_ combination: [Int]) -> Double {
        switch weights {
        case .equal: return 1
        case .touched(let marks, let factor): return combination.contains(where: marks.contains) ? Double(factor) : 1
        case .seats:
            let running = items.joined().filter { $0.marks.isSuperset(of: combination) }
            return Double(max(1, running.reduce(0) { $0 + $1.seats }))
        }
    }

    /// Half for every sighting before, nothing from `depth` on.
    func gain(of combinations: Set<[Int]>, weight: (([Int]) -> Double)) -> Double {
        combinations.reduce(0) { sum, combination in
            let seen = sightings[combination] ?? 0
            return sum + (seen >= depth ? 0 : (0..<seen).reduce(weight(combination)) { half, _ in half / 2 })
        }
    }

    mutating func cover(_ combinations: Set<[Int]>) {
        for combination in combinations { sightings[combination, default: 0] += 1 }
    }

    func table(_ names: [String]) throws -> MarkTable {
        let width = max(1, (names.count + 63) / 64)
        var words: [UInt64] = []
        var starts: [Int32] = [0]
        for rows in items {
            for row in rows {
                var signature = [UInt64](repeating: 0, count: width)
                for mark in row.marks { signature[mark / 64] |= 1 << UInt64(mark % 64) }
                words += signature
            }
            starts.append(Int32(words.count / width))
        }
        let isPlain = items.allSatisfy { $0.count == 1 }
        return try MarkTable(names: names, wordsPerRow: width, words: words, rowStarts: isPlain ? nil : starts)
    }
}
