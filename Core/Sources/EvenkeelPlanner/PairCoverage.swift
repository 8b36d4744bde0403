/// Which pairs of marks that occur in a fleet have been tried, and how often up to a depth.
///
/// One row of bits for every mark: its partners in pairs seen at most k times, for k = 0 ..< depth. What a site
/// would add is a few `and`s and population counts. With a depth of 1 the worth of a site is its number of new
/// pairs; with a greater depth the k-th sighting of a pair is worth half of the one before, `g(k) = 2 - 2^(1-k)`,
/// the chance (doubled) that a fault which shows every other time has shown itself. Both are monotone and
/// submodular, which is what the greedy order rests on.
public struct PairCoverage: Sendable {
    public static let depthLimit = 8

    public let index: FeatureIndex
    /// Pairs that occur in at least one of the sites.
    public let present: Int
    public private(set) var tried = 0
    /// `layers[k]`: pairs seen at most k times, symmetric, without diagonal.
    private var layers: [[UInt64]]

    /// - Parameters:
    ///   - sites: whose pairs are to be covered.
    ///   - depth: 1...8, the number of sightings that have worth.
    public init(index: FeatureIndex, among sites: some Sequence<Int>, depth: Int = 1) {
        precondition((1...Self.depthLimit).contains(depth), "depth must be 1...\(Self.depthLimit)")
        let width = index.wordsPerSite
        var rows = [UInt64](repeating: 0, count: index.names.count * width)
        for site in sites {
            for mark in index.marks(of: site) {
                for word in 0..<width { rows[mark * width + word] |= index.words[site * width + word] }
            }
        }
        for mark in index.names.indices { rows[mark * width + mark / 64] &= ~(1 << UInt64(mark % 64)) }
        self.index = index
        present = rows.reduce(0) { $0 + $1.nonzeroBitCount } / 2
        layers = Array(repeating: rows, count: depth)
    }

    /// The share of the fleet's pairs that have been tried, 0...1; 0 where the fleet has none.
    public var share: Double { present == 0 ? 0 : Double(tried) / Double(present) }

    /// Pairs of a site that nobody has tried.
    public func newPairs(of site: Int) -> Int { open(site, in: layers[0]) }

    /// What a site would add. A sum of few powers of two, hence exact and the same in any order.
    public func gain(of site: Int) -> Double {
        var gain = 0.0
        var weight = 1.0
        for (layer, rows) in layers.enumerated() {
            // A pair seen j times is open in layers j and up; their weights add up to 2^-j.
            if layer < layers.count - 1 { weight /= 2 }
            gain += weight * Double(open(site, in: rows))
        }
        return gain
    }

    /// The pairs of a site that nobody has tried, as numbers of marks, the smaller first.
    public func newPairList(of site: Int) -> [(Int, Int)] {
        let marks = index.marks(of: site)
        var pairs: [(Int, Int)] = []
        for (position, first) in marks.enumerated() {
            for second in marks[(position + 1)...] {
                let word = layers[0][first * index.wordsPerSite + second / 64]
                if word >> UInt64(second % 64) & 1 == 1 { pairs.append((first, second)) }
            }
        }
        return pairs
    }

    /// Counts a site as having tried its pairs; returns how many nobody had tried before.
    @discardableResult
    public mutating func cover(_ site: Int) -> Int {
        let new = newPairs(of: site)
        tried += new
        let width = index.wordsPerSite
        for mark in index.marks(of: site) {
            // From the deepest layer up, since each looks at the one above it as it was before this sighting.
            for layer in layers.indices.reversed() {
                for word in 0..<width {
                    let seenNow = index.words[site * width + word]
                    let above = layer == 0 ? 0 : layers[layer - 1][mark * width + word]
                    layers[layer][mark * width + word] &= ~(seenNow & ~above)
                }
            }
        }
        return new
    }

    private func open(_ site: Int, in rows: [UInt64]) -> Int {
        let width = index.wordsPerSite
        let start = site * width
        var count = 0
        for word in 0..<width {
            var rest = index.words[start + word]
            while rest != 0 {
                let row = (word * 64 + rest.trailingZeroBitCount) * width
                rest &= rest - 1
                for other in 0..<width { count += (index.words[start + other] & rows[row + other]).nonzeroBitCount }
            }
        }
        return count / 2
    }
}
