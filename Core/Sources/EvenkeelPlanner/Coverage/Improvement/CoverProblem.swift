/// Weighted set cover as an order of coverage poses it: elements are the combinations that some picks cover and nobody
/// had tried before, columns are the items that cover some of them, of those with equal signatures the cheapest.
struct CoverProblem {
    let shape: CombinationShape
    /// By rank of a combination: its element, or -1 where it need not be covered.
    let elementOfRank: [Int32]
    let elementCount: Int
    /// Items, ascending.
    let columns: [Int32]
    let costs: [Double]

    init(picks: [Int32], pool: [Int32], costs: [Double], before: CombinationCoverage) {
        let shape = before.shape
        var elements = [Int32](repeating: -1, count: shape.combinationCount)
        var count: Int32 = 0
        before.withKernel { kernel in
            for pick in picks {
                kernel.forEachRank(of: Int(pick)) { rank, row, mark in
                    guard elements[rank] < 0, kernel.seen(row, mark) == 0 else { return }
                    elements[rank] = count
                    count += 1
                }
            }
        }
        let all = Array(Set(pool).union(picks))
        let distinct = shape.table.rowStarts == nil ? Self.cheapest(of: all, costs: costs, in: shape.table) : all
        columns = shape.withKernel(bits: nil, values: nil) { kernel in
            distinct.filter { item in
                var covers = false
                kernel.forEachRank(of: Int(item)) { rank, _, _ in covers = covers || elements[rank] >= 0 }
                return covers
            }.sorted()
        }
        self.shape = shape
        self.costs = columns.map { costs[Int($0)] }
        elementOfRank = elements
        elementCount = Int(count)
    }

    /// Calls `body` with each of the columns and the elements that it covers, until it returns false.
    func forEachElementList(of columns: some Sequence<Int>, _ body: (Int, [Int32]) -> Bool) {
        var elements: [Int32] = []
        shape.withKernel(bits: nil, values: nil) { kernel in
            for column in columns {
                elements.removeAll(keepingCapacity: true)
                kernel.forEachRankOnce(of: Int(self.columns[column])) { rank in
                    if elementOfRank[rank] >= 0 { elements.append(elementOfRank[rank]) }
                }
                guard body(column, elements) else { return }
            }
        }
    }

    /// One item for every signature: the cheapest, of those the smallest.
    private static func cheapest(of pool: [Int32], costs: [Double], in table: MarkTable) -> [Int32] {
        let width = table.wordsPerRow
        func hash(_ item: Int32) -> UInt64 {
            (0..<width).reduce(0) { hash, word in
                let mixed = (hash ^ table.words[Int(item) * width + word]) &* 0x9E37_79B9_7F4A_7C15
                return mixed ^ mixed >> 32
            }
        }
        let keyed = pool.map { (hash: hash($0), item: $0) }.sorted { left, right in
            if left.hash != right.hash { return left.hash < right.hash }
            let (a, b) = (costs[Int(left.item)], costs[Int(right.item)])
            return a != b ? a < b : left.item < right.item
        }
        var cheapest: [Int32] = []
        for (_, item) in keyed {
            // Two signatures of one hash would at worst leave a column too many.
            let isKnown = cheapest.last.map { last in
                (0..<width).allSatisfy { table.words[Int(last) * width + $0] == table.words[Int(item) * width + $0] }
            }
            if isKnown != true { cheapest.append(item) }
        }
        return cheapest
    }
}
