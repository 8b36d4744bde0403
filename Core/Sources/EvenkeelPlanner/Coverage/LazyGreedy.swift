/// Orders items so that as many new combinations as possible are tried as early as possible per unit of cost.
///
/// Greedy by gain per cost is within a factor of 4 of the best order (Feige, Lovász and Tetali 2004), measured within
/// 2 %. Lazy evaluation (Minoux 1978): since gains only fall, a gain computed earlier is an upper bound, and an item
/// whose fresh gain is still the greatest of all bounds is the best. The result is exactly that of plain greedy: the
/// greatest gain per cost, ties to the smaller item, whatever the order of the pool.
public enum LazyGreedy {
    public struct Picks: Sendable, Hashable {
        /// In the order in which they were picked.
        public var items: [Int32] = []
        /// By pick: the item that would have been picked in its place, -1 where there was none; empty if not asked for.
        public var runnersUp: [Int32] = []

        public init(items: [Int32] = [], runnersUp: [Int32] = []) {
            self.items = items
            self.runnersUp = runnersUp
        }
    }

    /// - Parameters:
    ///   - pool: distinct items that may be picked, in any order.
    ///   - costs: by item, each above zero and finite.
    ///   - coverage: what has been tried already; the picks are added.
    ///   - withRunnersUp: takes a few more looks for every pick.
    ///   - stop: asked after every answer of `admit`; true ends the call, for limits that nobody fits under any more.
    ///   - admit: asked about the best item that is left. False drops it for this call: limits only tighten.
    /// - Returns: the picks; it ends when no item is left that adds anything.
    public static func picks(
        from pool: [Int32], costs: [Double], coverage: inout CombinationCoverage, withRunnersUp: Bool = false,
        stop: () -> Bool = { false }, admit: (Int) -> Bool
    ) -> Picks {
        guard !coverage.isExhausted else { return Picks() }
        var queue = bounds(of: pool, costs: costs, coverage: coverage)
        var picks = Picks()
        var round: Int32 = 0
        let unit = 1 / coverage.gainUnit

        /// Rounded only by the division: a power of two times a whole number is exact.
        func key(_ gain: Int, _ item: Int32) -> Double { Double(gain) * unit / costs[Int(item)] }

        /// The best item that is left, its key up to date.
        func best(_ queue: inout CandidateQueue, _ kernel: CombinationKernel) -> Int32? {
            while true {
                if let top = queue.top {
                    if top.round == round { return top.item }
                    queue.replaceTop(key: key(kernel.gain(of: Int(top.item)), top.item), round: round)
                } else {
                    let more = queue.refill(round: round) { items in
                        zip(kernel.gains(of: items), items).map { key($0, $1) }
                    }
                    guard more else { return nil }
                }
            }
        }

        var covered: [(new: Int, closed: Int)] = []
        coverage.withMutableKernel { kernel in
            while let item = best(&queue, kernel) {
                queue.removeTop()
                if admit(Int(item)) {
                    if withRunnersUp { picks.runnersUp.append(best(&queue, kernel) ?? -1) }
                    picks.items.append(item)
                    covered.append(kernel.cover(Int(item)))
                    round += 1
                }
                if stop() { break }
            }
        }
        for (new, closed) in covered { coverage.note(new: new, closed: closed) }
        return picks
    }
    private static func bounds(of pool: [Int32], costs: [Double], coverage: CombinationCoverage) -> CandidateQueue {
        CandidateQueue(pool) { coverage.gainBound(of: Int($0)) / costs[Int($0)] }
    }
}
