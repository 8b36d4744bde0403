/// Which combinations of marks that occur in a fleet have been tried, and how often up to a depth.
///
/// Pairs (strength 2) or triples (strength 3). A combination is tried by an item one of whose rows runs all its marks.
/// With a depth of 1 the worth of an item is the weight of its new combinations; with a greater depth the k-th
/// sighting of a combination is worth half of the one before, `g(k) = 2 - 2^(1-k)`, the chance (doubled) that a fault
/// which shows every other time has shown itself. Both are monotone and submodular, which is what the greedy order
/// rests on. All worths are whole multiples of 2^(1-depth) and hence exact: sums are the same in any order.
public struct CombinationCoverage: Sendable {
    public static let depthLimit = 8
    /// Triples of this many marks take 8 MB for each step of depth; by pairs, `MarkTable.limit` holds.
    public static let tripleLimit = 512

    public var table: MarkTable { shape.table }
    public var strength: Int { shape.strength }
    public var depth: Int { shape.depth }
    /// Combinations that occur in at least one of the items.
    public let present: Int
    /// Combinations that have been tried at least once.
    public private(set) var tried = 0
    /// Combinations of which a further sighting has worth.
    private var open: Int

    private var bits: [UInt64]
    private var values: [Int64]
    let shape: CombinationShape

    /// - Parameters:
    ///   - items: whose combinations are to be covered.
    ///   - strength: 2 or 3.
    ///   - depth: 1...8, the number of sightings that have worth.
    /// - Throws: `unsupportedCoverage` for another strength or depth, `tooManyFeatures` for triples of more than 512
    ///   marks.
    @inlinable
    public init(
        _ table: MarkTable, among items: some Sequence<Int>, strength: Int = 2, depth: Int = 1,
        weights: CombinationWeights = .equal
    ) throws(PlanRefusal) {
        // Here, where the compiler knows the kind of sequence: elsewhere walking through it is slow.
        try self.init(table, items: Array(items), strength: strength, depth: depth, weights: weights)
    }

    @usableFromInline
    init(
        _ table: MarkTable, items: [Int], strength: Int, depth: Int, weights: CombinationWeights
    ) throws(PlanRefusal) {
        guard (2...3).contains(strength), (1...Self.depthLimit).contains(depth) else {
            throw .unsupportedCoverage(strength: strength, depth: depth)
        }
        guard strength == 2 || table.names.count <= Self.tripleLimit else {
            throw .tooManyFeatures(table.names.count, limit: Self.tripleLimit)
        }
        shape = CombinationShape(table, strength: strength, depth: depth, weights: weights)
        let layer = shape.presence(among: items)
        present = layer.reduce(0) { $0 + $1.nonzeroBitCount }
        open = present
        values = if case .seats(let perRow) = weights { shape.values(ofSeats: perRow, among: items) } else { [] }
        bits = shape.layers(of: layer)
    }

    /// The share of the fleet's combinations that have been tried, 0...1; 0 where the fleet has none.
    public var share: Double { present == 0 ? 0 : Double(tried) / Double(present) }

    /// True if every combination has been tried.
    public var isComplete: Bool { tried == present }

    /// True if nothing that anybody could still try has worth.
    public var isExhausted: Bool { open == 0 }

    /// Combinations of an item that nobody has tried, unweighted.
    public func newCombinations(of item: Int) -> Int {
        isComplete ? 0 : withKernel { $0.newCombinations(of: item) }
    }

    /// What an item would add, weighted and with depth; exact.
    @inline(__always)
    public func gain(of item: Int) -> Double {
        isExhausted ? 0 : withKernel { Double($0.gain(of: item)) / gainUnit }
    }

    /// An upper bound of what an item could ever add: from the number of its marks alone, where the weights allow it.
    public func gainBound(of item: Int) -> Double {
        shape.gainBound(of: item).map { Double($0) } ?? gain(of: item)
    }

    /// Those of the items that would add something, in the same order; faster than asking for the gain of each.
    public func contributing(_ items: [Int32]) -> [Int32] {
        guard !isExhausted else { return [] }
        return withKernel { kernel in zip(items, kernel.gains(of: items)).filter { $0.1 > 0 }.map(\.0) }
    }

    /// Counts an item as having tried its combinations; returns how many nobody had tried before.
    @discardableResult
    public mutating func cover(_ item: Int) -> Int {
        guard !isExhausted else { return 0 }
        let (new, closed) = withMutableKernel { $0.cover(item) }
        tried += new
        open -= closed
        return new
    }

    /// Counts items as having tried theirs; faster than one by one, since what adds nothing need not be counted.
    mutating func cover(_ items: [Int32]) {
        for item in contributing(items) { cover(Int(item)) }
    }

    /// Up to `limit` combinations of an item that nobody has tried, as ascending numbers of marks.
    public func newCombinationList(of item: Int, limit: Int = .max) -> [[Int]] {
        guard !isComplete, limit > 0 else { return [] }
        var list: [[Int]] = []
        let width = table.wordsPerRow
        withKernel { kernel in
            kernel.forEachRow(of: item, width: width) { row, partners, from in
                for word in from..<width {
                    var rest = partners[word] & kernel.bits[row * depth * width + word]
                    while rest != 0, list.count < limit {
                        list.append(CombinationShape.marks(ofRow: row, strength: strength))
                        list[list.count - 1].append(word * 64 + rest.trailingZeroBitCount)
                        rest &= rest - 1
                    }
                }
            }
        }
        return list
    }

    // MARK: For the greedy order

    /// Gains of the kernel are whole multiples of one over this.
    var gainUnit: Double { Double(1 << (depth - 1)) }

    /// What the kernel has covered, counted.
    mutating func note(new: Int, closed: Int) {
        tried += new
        open -= closed
    }

    func withKernel<Result>(_ body: (CombinationKernel) -> Result) -> Result {
        bits.withUnsafeBufferPointer { bits in
            values.withUnsafeBufferPointer { values in
                // A body that only reads: the pointers are mutable for the sake of the other kind.
                shape.withKernel(
                    bits: UnsafeMutablePointer(mutating: bits.baseAddress),
                    values: UnsafeMutablePointer(mutating: values.baseAddress), body)
            }
        }
    }

    mutating func withMutableKernel<Result>(_ body: (CombinationKernel) -> Result) -> Result {
        let shape = shape
        var values = [Int64]()
        swap(&values, &self.values)
        defer { swap(&values, &self.values) }
        return bits.withUnsafeMutableBufferPointer { bits in
            values.withUnsafeMutableBufferPointer { values in
                shape.withKernel(bits: bits.baseAddress, values: values.baseAddress, body)
            }
        }
    }
}
