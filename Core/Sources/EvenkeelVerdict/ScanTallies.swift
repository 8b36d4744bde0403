/// Counts for every feature and every pair of features, in two flat arrays.
struct ScanTallies {
    struct Group {
        let first: Int
        let second: Int?

        var features: [Int] { second.map { [first, $0] } ?? [first] }
    }

    struct Tally {
        var failed = 0
        var sites = 0
        var expected = 0.0

        mutating func add(_ record: SiteRecord, multiplier: Double) {
            sites += 1
            expected += record.expected * multiplier
            if record.failed { failed += 1 }
        }
    }

    private let featureCount: Int
    private var features: [Tally]
    /// The upper triangle, row by row: pair (i, j) with i < j stands after the rows before i.
    private var pairs: [Tally]

    init(records: [SiteRecord], featureCount: Int, multiplier: Double) {
        self.featureCount = featureCount
        features = Array(repeating: Tally(), count: featureCount)
        pairs = Array(repeating: Tally(), count: featureCount * (featureCount - 1) / 2)
        for record in records {
            for (place, first) in record.features.enumerated() {
                features[first].add(record, multiplier: multiplier)
                let row = rowStart(first)
                for second in record.features[(place + 1)...] {
                    pairs[row + second - first - 1].add(record, multiplier: multiplier)
                }
            }
        }
    }

    private func rowStart(_ first: Int) -> Int {
        first * (2 * featureCount - first - 1) / 2
    }

    /// Visits the groups that have at least one site: features first, then pairs, both ascending.
    func forEachPresent(_ visit: (Group, Tally) -> Void) {
        for first in 0..<featureCount where features[first].sites > 0 {
            visit(Group(first: first, second: nil), features[first])
        }
        for first in 0..<featureCount where features[first].sites > 0 {
            let row = rowStart(first)
            for second in (first + 1)..<max(featureCount, first + 1) {
                let tally = pairs[row + second - first - 1]
                if tally.sites > 0 { visit(Group(first: first, second: second), tally) }
            }
        }
    }
}
