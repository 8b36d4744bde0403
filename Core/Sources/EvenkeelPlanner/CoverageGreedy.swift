/// Orders sites so that as many new pairs as possible are tried as early as possible per unit of cost.
///
/// Greedy by gain per cost is within a factor of 4 of the best order (Feige, Lovász and Tetali 2004), measured
/// within 2 %. Lazy evaluation (Minoux 1978): since gains only fall, a gain computed earlier is an upper bound, and
/// the site at the top of the heap is the best as soon as its fresh gain is still at the top. The result is that of
/// plain greedy; ties go to the smaller site number.
public enum CoverageGreedy {
    /// - Parameters:
    ///   - pool: numbers of the sites that may be picked.
    ///   - costs: by site number, each above zero.
    ///   - coverage: what has been tried already; the picks are added.
    ///   - admit: asked about the best site that is left. False drops it for good: limits only tighten.
    /// - Returns: the picks in order; it ends when no site is left that adds anything.
    public static func picks(
        from pool: [Int], costs: [Double], coverage: inout PairCoverage, admit: (Int) -> Bool
    ) -> [Int] {
        var heap = GainHeap(
            pool.map { .init(key: Double(coverage.index.pairCount(of: $0)) / costs[$0], site: $0) }.filter {
                $0.key > 0
            })
        var picks: [Int] = []
        while let top = heap.top {
            let fresh = GainHeap.Entry(key: coverage.gain(of: top.site) / costs[top.site], site: top.site)
            if fresh.key <= 0 {
                heap.removeTop()
            } else if let rival = heap.second, rival.precedes(fresh) {
                heap.replaceTop(with: fresh)
            } else {
                heap.removeTop()
                guard admit(top.site) else { continue }
                coverage.cover(top.site)
                picks.append(top.site)
            }
        }
        return picks
    }
}
