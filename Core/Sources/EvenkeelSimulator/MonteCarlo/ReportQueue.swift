/// What will be heard of sites, earliest first: a binary heap.
struct ReportQueue {
    enum Kind: UInt8 { case failure, silence, call }

    struct Report {
        let at: Double
        let site: Int32
        let kind: Kind

        /// By time; at the same time by site, so that the order never depends on how the heap was filled.
        static func < (left: Self, right: Self) -> Bool {
            left.at != right.at
                ? left.at < right.at : (left.site, left.kind.rawValue) < (right.site, right.kind.rawValue)
        }
    }

    private var heap: [Report] = []

    mutating func add(_ report: Report) {
        heap.append(report)
        var child = heap.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard heap[child] < heap[parent] else { return }
            heap.swapAt(child, parent)
            child = parent
        }
    }

    /// The earliest report at or before `time`, taken out.
    mutating func next(until time: Double) -> Report? {
        guard let first = heap.first, first.at <= time else { return nil }
        let last = heap.removeLast()
        guard !heap.isEmpty else { return first }
        heap[0] = last
        var parent = 0
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count && heap[child] < heap[least] {
                least = child
            }
            guard least != parent else { return first }
            heap.swapAt(parent, least)
            parent = least
        }
    }
}
