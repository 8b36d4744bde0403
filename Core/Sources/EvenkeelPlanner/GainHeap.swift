/// A binary heap of sites by gain per cost, the greatest on top, ties to the smaller site number.
struct GainHeap {
    struct Entry {
        var key: Double
        var site: Int

        func precedes(_ other: Entry) -> Bool { key != other.key ? key > other.key : site < other.site }
    }

    private var entries: [Entry]

    init(_ entries: [Entry]) {
        self.entries = entries
        for position in stride(from: entries.count / 2 - 1, through: 0, by: -1) { siftDown(from: position) }
    }

    var top: Entry? { entries.first }

    /// The best of all but the top: one of the top's two children.
    var second: Entry? {
        switch entries.count {
        case ...1: nil
        case 2: entries[1]
        default: entries[1].precedes(entries[2]) ? entries[1] : entries[2]
        }
    }

    mutating func replaceTop(with entry: Entry) {
        entries[0] = entry
        siftDown(from: 0)
    }

    mutating func removeTop() {
        let last = entries.removeLast()
        if !entries.isEmpty { replaceTop(with: last) }
    }

    private mutating func siftDown(from start: Int) {
        var parent = start
        while true {
            var best = parent
            for child in (2 * parent + 1)...(2 * parent + 2) {
                if child < entries.count, entries[child].precedes(entries[best]) { best = child }
            }
            guard best != parent else { return }
            entries.swapAt(parent, best)
            parent = best
        }
    }
}
