/// What does not change while combinations are covered: who runs what, how many marks make a combination, how often
/// it is looked at and how much it counts; and the making of the tables that do change.
struct CombinationShape: Sendable {
    let table: MarkTable
    let strength: Int
    let depth: Int
    let weights: CombinationWeights
    /// The marks that the release touches, as a row; empty unless combinations count by them.
    private let touchedMarks: [UInt64]
    /// In the shape of one layer: the bits whose combination has a touched mark.
    private let touched: [UInt64]

    init(_ table: MarkTable, strength: Int, depth: Int, weights: CombinationWeights = .equal) {
        self.table = table
        self.strength = strength
        self.depth = depth
        self.weights = weights
        guard case .touched(let marks, let factor) = weights else {
            touchedMarks = []
            touched = []
            return
        }
        precondition((1...1000).contains(factor), "the factor of touched combinations must be 1...1,000")
        let width = table.wordsPerRow
        var row = [UInt64](repeating: 0, count: width)
        for mark in marks where table.names.indices.contains(mark) { row[mark / 64] |= 1 << UInt64(mark % 64) }
        touchedMarks = row
        touched = (0..<Self.rowCount(of: table, strength: strength)).flatMap { number in
            Self.marks(ofRow: number, strength: strength).contains(where: marks.contains)
                ? [UInt64](repeating: .max, count: width) : row
        }
    }

    static func rowCount(of table: MarkTable, strength: Int) -> Int {
        strength == 2 ? table.names.count : table.names.count * (table.names.count - 1) / 2
    }

    /// The marks that a row of combinations stands for; see `CombinationKernel`.
    static func marks(ofRow row: Int, strength: Int) -> [Int] {
        guard strength == 3 else { return [row] }
        var higher = 1
        while higher * (higher + 1) / 2 <= row { higher += 1 }
        return [row - higher * (higher - 1) / 2, higher]
    }

    /// All combinations that exist among the marks, present or not.
    var combinationCount: Int { combinations(of: table.names.count) }

    func combinations(of marks: Int) -> Int {
        strength == 2 ? marks * (marks - 1) / 2 : marks * (marks - 1) * (marks - 2) / 6
    }

    /// Nil where nothing short of looking at every combination bounds it.
    func gainBound(of item: Int) -> Int? {
        if case .seats = weights { return nil }
        let width = table.wordsPerRow
        var sum = 0
        for row in table.rows(of: item) {
            var marks = 0
            var touching = 0
            for word in 0..<width {
                let set = table.words[row * width + word]
                marks += set.nonzeroBitCount
                if !touchedMarks.isEmpty { touching += (set & touchedMarks[word]).nonzeroBitCount }
            }
            let all = combinations(of: marks)
            sum += all
            if case .touched(_, let factor) = weights {
                sum += (factor - 1) * (all - combinations(of: marks - touching))
            }
        }
        return sum
    }

    func withKernel<Result>(
        bits: UnsafeMutablePointer<UInt64>?, values: UnsafeMutablePointer<Int64>?, depth: Int? = nil,
        _ body: (CombinationKernel) -> Result
    ) -> Result {
        let width = table.wordsPerRow
        // An empty array has no address; the kernel of a fleet without marks never reads it.
        var nothing: UInt64 = 0
        var noValue: Int64 = 0
        return withUnsafeMutablePointer(to: &nothing) { nothing in
            withUnsafeMutablePointer(to: &noValue) { noValue in
                table.words.withUnsafeBufferPointer { words in
                    touched.withUnsafeBufferPointer { touched in
                        (table.rowStarts ?? []).withUnsafeBufferPointer { starts in
                            withUnsafeTemporaryAllocation(
                                of: UInt64.self, capacity: CombinationKernel.scratchWords(width: width)
                            ) { scratch in
                                let worth: CombinationKernel.Worth =
                                    switch weights {
                                    case .equal: .equal
                                    case .touched(_, let factor):
                                        .touched(touched.baseAddress ?? UnsafePointer(nothing), factor: factor)
                                    case .seats: .values(values ?? noValue)
                                    }
                                return body(
                                    CombinationKernel(
                                        words: words.baseAddress ?? UnsafePointer(nothing),
                                        rowStarts: table.rowStarts == nil ? nil : starts.baseAddress, width: width,
                                        strength: strength, depth: depth ?? self.depth, bits: bits ?? nothing,
                                        worth: worth, scratch: scratch.baseAddress ?? nothing))
                            }
                        }
                    }
                }
            }
        }
    }

    // MARK: Tables

    /// One layer: every combination that occurs in one of the items.
    func presence(among items: [Int]) -> [UInt64] {
        let width = table.wordsPerRow
        let count = Self.rowCount(of: table, strength: strength)
        var layer = [UInt64](repeating: 0, count: count * width)
        layer.withUnsafeMutableBufferPointer { layer in
            withKernel(bits: layer.baseAddress, values: nil, depth: 1) { $0.addPresence(of: items) }
            var row = 0
            for highest in table.names.indices {
                for _ in 0..<(strength == 2 ? 1 : highest) {
                    for word in 0..<(highest / 64) { layer[row * width + word] = 0 }
                    layer[row * width + highest / 64] &= ~(((1 << UInt64(highest % 64)) << 1) &- 1)
                    row += 1
                }
            }
        }
        return layer
    }

    /// The layer once for every step of depth, row by row.
    func layers(of layer: [UInt64]) -> [UInt64] {
        guard depth > 1 else { return layer }
        let width = table.wordsPerRow
        var layers: [UInt64] = []
        layers.reserveCapacity(layer.count * depth)
        for start in stride(from: 0, to: layer.count, by: width) {
            for _ in 0..<depth { layers += layer[start..<(start + width)] }
        }
        return layers
    }

    /// What the first sighting of each combination is worth, by rank, in units of 2^(1 - depth).
    func values(ofSeats perRow: [Int32], among items: [Int]) -> [Int64] {
        precondition(perRow.count == table.rowCount, "seats must be given for every row")
        var values = [Int64](repeating: 0, count: combinationCount)
        let width = table.wordsPerRow
        values.withUnsafeMutableBufferPointer { values in
            withKernel(bits: nil, values: nil) { kernel in
                for item in items {
                    for row in table.rows(of: item) {
                        let seats = Int64(max(0, perRow[row]))
                        kernel.forEachRank(ofSignature: kernel.words + row * width, width: width) {
                            values[$0] &+= seats
                        }
                    }
                }
            }
            for rank in values.indices { values[rank] = min(max(values[rank], 1), Int64(UInt32.max)) << (depth - 1) }
        }
        return values
    }
}

extension CombinationKernel {
    /// The rank of every combination of one row of marks.
    @inline(__always)
    func forEachRank(ofSignature signature: UnsafePointer<UInt64>, width: Int, _ body: (Int) -> Void) {
        let (marks, count) = list(signature, width: width)
        for third in 0..<count {
            let base = Self.base(of: Int(marks[third]), strength: strength)
            if strength == 2 {
                for second in 0..<third { body(base &+ Int(marks[second])) }
            } else {
                for second in 1..<max(1, third) {
                    let higher = Int(marks[second])
                    let row = higher &* (higher &- 1) / 2
                    for first in 0..<second { body(base &+ row &+ Int(marks[first])) }
                }
            }
        }
    }
}
