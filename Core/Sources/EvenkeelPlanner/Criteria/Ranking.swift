import EvenkeelDomain

/// The items in the order a wave asks for. What is unknown goes last, in every order; ties in the order of ids.
struct Ranking {
    private let items: Items
    private let scores: [Double]
    private var sorted: [WaveOrder: [Items.Row]] = [:]
    private var canaries: [Items.Row]?

    init(_ items: Items, scores: [Double]) {
        self.items = items
        self.scores = scores
    }

    /// What a wave is sorted by: the smaller goes first. Nil is unknown.
    func rank(_ item: Int, by order: WaveOrder) -> Double? {
        func known(_ value: Double, _ sign: Double = 1) -> Double? { value.isNaN ? nil : sign * value }
        return switch order {
        case .need: items.wanted(by: item) < 0 ? nil : -Double(items.wanted(by: item))
        case .simplicity: known(items.complexity[item])
        case .complexity: known(items.complexity[item], -1)
        case .friendliness: known(items.friendly[item], -1)
        case .feedback: known(items.feedback[item], -1)
        case .due: items.due(item) == .max ? nil : Double(items.due(item))
        case .score: -scores[item]
        // Depends on what has been tried: see `LazyGreedy`.
        case .coverage: 0
        }
    }

    /// All items in an order, each with what a wave looks at, so that whoever walks along the list looks at nothing else.
    mutating func all(by order: WaveOrder) -> [Items.Row] {
        if let known = sorted[order] { return known }
        let all =
            switch order {
            case .coverage: items.rows
            case .score: rows(RadixSort.ascending(count: items.count) { -scores[$0] })
            default: rows(RadixSort.ascending(count: items.count) { rank($0, by: order) ?? .infinity })
            }
        sorted[order] = all
        return all
    }

    private func rows(_ numbers: [Int32]) -> [Items.Row] { numbers.map { items.rows[Int($0)] } }

    /// The canaries of customers, by score.
    mutating func canaries(_ precedence: Precedence) -> [Items.Row] {
        if let canaries { return canaries }
        let isCanary = precedence.canaries
        let some = all(by: .score).filter { isCanary.contains(Int($0.item)) }
        canaries = some
        return some
    }

    /// Leaves out those who have a place where they are most of a list: none is walked for the sake of the few that are
    /// left.
    ///
    /// - Parameter count: of those without a place.
    mutating func drop(allBut unplaced: ItemSet, count: Int) {
        // A copy of the keys: whoever walks along the dictionary itself shares its lists, which would be copied.
        for order in Array(sorted.keys) where sorted[order]?.count ?? 0 > 2 * count {
            sorted[order]?.removeAll { !unplaced.contains(Int($0.item)) }
        }
    }
}
