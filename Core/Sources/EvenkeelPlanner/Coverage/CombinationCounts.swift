/// How many rows run each combination of marks: what makes one rare.
public struct CombinationCounts: Sendable {
    private let shape: CombinationShape
    private var counts: [Int32]

    /// - Parameter strength: 2 or 3, with the limits of `CombinationCoverage`.
    @inlinable
    public init(_ table: MarkTable, among items: some Sequence<Int>, strength: Int = 2) throws(PlanRefusal) {
        try self.init(table, items: Array(items), strength: strength)
    }

    @usableFromInline
    init(_ table: MarkTable, items: [Int], strength: Int) throws(PlanRefusal) {
        guard (2...3).contains(strength) else { throw .unsupportedCoverage(strength: strength, depth: 1) }
        guard strength == 2 || table.names.count <= CombinationCoverage.tripleLimit else {
            throw .tooManyFeatures(table.names.count, limit: CombinationCoverage.tripleLimit)
        }
        shape = CombinationShape(table, strength: strength, depth: 1)
        counts = Array(repeating: 0, count: shape.combinationCount)
        let width = table.wordsPerRow
        counts.withUnsafeMutableBufferPointer { counts in
            shape.withKernel(bits: nil, values: nil) { kernel in
                for item in items {
                    for row in table.rows(of: item) {
                        kernel.forEachRank(ofSignature: kernel.words + row * width, width: width) { counts[$0] &+= 1 }
                    }
                }
            }
        }
    }

    /// - Parameter combination: ascending numbers of marks.
    public func count(of combination: [Int]) -> Int {
        let row = shape.strength == 2 ? combination[0] : combination[1] * (combination[1] - 1) / 2 + combination[0]
        let highest = combination[combination.count - 1]
        return Int(counts[CombinationKernel.base(of: highest, strength: shape.strength) + row])
    }

    /// Up to three of the combinations that the fewest rows run, by name: `call-queue + fax`.
    public func rarest(of combinations: [[Int]], limit: Int = 3) -> [String] {
        let ranked = combinations.map { (count: count(of: $0), marks: $0) }.sorted {
            $0.count != $1.count ? $0.count < $1.count : $0.marks.lexicographicallyPrecedes($1.marks)
        }
        return ranked.prefix(limit).map { $0.marks.map { shape.table.names[$0] }.joined(separator: " + ") }
    }
}
