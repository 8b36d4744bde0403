/// How many sites run each pair of marks: what makes a pair rare.
struct PairCounts {
    private let index: FeatureIndex
    private var counts: [Int32]

    init(index: FeatureIndex, among sites: some Sequence<Int>) {
        self.index = index
        counts = Array(repeating: 0, count: index.names.count * index.names.count)
        for site in sites {
            let marks = index.marks(of: site)
            for (position, first) in marks.enumerated() {
                for second in marks[(position + 1)...] { counts[first * index.names.count + second] += 1 }
            }
        }
    }

    /// Up to three of the pairs that the fewest sites run, by name: `call-queue + fax`.
    func rarest(of pairs: [(Int, Int)]) -> [String] {
        let ranked = pairs.map { (counts[$0.0 * index.names.count + $0.1], $0.0, $0.1) }.sorted(by: <)
        return ranked.prefix(3).map { "\(index.names[$0.1]) + \(index.names[$0.2])" }
    }
}
