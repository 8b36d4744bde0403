import EvenkeelPlanner
import EvenkeelSimulator

/// A small random instance: few marks or several hundred, pairs or triples, weights, depth, sites or units.
struct CoverageCase {
    var plain: PlainCoverage
    let table: MarkTable
    let costs: [Double]
    let refused: Set<Int>
    let pool: [Int32]

    init(seed: UInt64, items itemCount: Int = 30, depth: Int? = nil, marks: Int? = nil) throws {
        var random = SplitMix64(seed: seed)
        // Signatures of one to nine words: those with fast loops of their own and those without.
        let markCount = marks ?? [5, 60, 64, 100, 128, 180, 256, 300, 512, 530][Int.random(in: 0..<10, using: &random)]
        let strength = markCount <= 512 && Bool.random(using: &random) ? 3 : 2
        let depth = depth ?? Int.random(in: 1...4, using: &random)
        let hasUnits = Int.random(in: 0..<3, using: &random) == 0
        // A few marks that many run, so that combinations are shared, and some that may be anywhere.
        let common = (0..<6).map { _ in Int.random(in: 0..<markCount, using: &random) }
        let items = (0..<itemCount).map { _ in
            (0..<(hasUnits ? Int.random(in: 0...3, using: &random) : 1)).map { _ in
                var marks = Set(common.filter { _ in Bool.random(using: &random) })
                for _ in 0..<Int.random(in: 0...3, using: &random) {
                    marks.insert(Int.random(in: 0..<markCount, using: &random))
                }
                return PlainCoverage.Row(marks: marks, seats: Int.random(in: 0...50, using: &random))
            }
        }
        let weights: CombinationWeights =
            switch Int.random(in: 0..<3, using: &random) {
            case 0: .equal
            case 1: .touched(marks: Set(common.prefix(2)), factor: Int.random(in: 2...5, using: &random))
            default: .seats(perRow: items.joined().map { Int32($0.seats) })
            }
        plain = PlainCoverage(items, strength: strength, depth: depth, weights: weights)
        table = try plain.table((0..<markCount).map { "f\($0 + 1000)" })
        // Few different costs, so that there are many ties.
        costs = items.map { _ in Double(Int.random(in: 1...3, using: &random)) }
        refused = Set(items.indices.filter { _ in Int.random(in: 0..<6, using: &random) == 0 })
        pool = items.indices.map(Int32.init).shuffled(using: &random)
    }

    func coverage(among items: [Int]? = nil) throws -> CombinationCoverage {
        try CombinationCoverage(
            table, among: items ?? Array(plain.items.indices), strength: plain.strength, depth: plain.depth,
            weights: plain.weights)
    }
}
