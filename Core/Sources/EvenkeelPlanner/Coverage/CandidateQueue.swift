/// Items in the order in which a lazy greedy has to look at them, by an upper bound of their keys.
///
/// A bound only says in which bucket an item waits: 64 of them to each power of two, so that a bucket spans 1.1 to
/// 1.6 %. The items of the greatest bucket that has any are looked at; those whose fresh key still belongs there stand
/// in a small heap by that key, the others wait further down. So most items cost an append instead of a walk through
/// a heap of all of them, and everything in the heap precedes everything that waits.
struct CandidateQueue {
    struct Entry {
        var key: Double
        var item: Int32
        /// When the key was computed: up to date as long as nothing has been covered since.
        var round: Int32

        /// The greatest key first, ties to the smaller item.
        @inline(__always)
        func precedes(_ other: Entry) -> Bool { key > other.key || (key == other.key && item < other.item) }
    }

    /// Keys of 2^-64 and less share the first bucket, those of 2^64 and more the last.
    private static let count = 128 * 64
    private static let offset = Int((0x1p-64).bitPattern >> 46)

    private var waiting: [[Int32]]
    private var bucket = Self.count
    private var heap: [Entry] = []

    /// - Parameter bound: an upper bound of an item's key, at least zero; items with zero are left out.
    init(_ items: [Int32], bound: (Int32) -> Double) {
        waiting = Array(repeating: [], count: Self.count)
        for item in items {
            let key = bound(item)
            if key > 0 { waiting[Self.bucket(of: key)].append(item) }
        }
    }

    @inline(__always)
    private static func bucket(of key: Double) -> Int {
        min(max(Int(truncatingIfNeeded: key.bitPattern >> 46) &- offset, 0), count &- 1)
    }

    var top: Entry? {
        @inline(__always) get { heap.first }
    }

    /// Fills the heap, which is empty, from the greatest bucket that leaves something in it.
    /// - Parameter keys: the fresh keys of items; zero drops one.
    /// - Returns: false if nobody waits any more.
    mutating func refill(round: Int32, keys: ([Int32]) -> [Double]) -> Bool {
        while heap.isEmpty, bucket > 0 {
            bucket -= 1
            guard !waiting[bucket].isEmpty else { continue }
            var items: [Int32] = []
            swap(&items, &waiting[bucket])
            for (item, key) in zip(items, keys(items)) { place(Entry(key: key, item: item, round: round)) }
        }
        return !heap.isEmpty
    }

    /// Puts the top where its fresh key belongs.
    @inline(__always)
    mutating func replaceTop(key: Double, round: Int32) {
        let entry = Entry(key: key, item: heap[0].item, round: round)
        if key > 0, Self.bucket(of: key) >= bucket {
            siftDown(entry)
        } else {
            removeTop()
            place(entry)
        }
    }

    mutating func removeTop() {
        let last = heap.removeLast()
        if !heap.isEmpty { siftDown(last) }
    }

    @inline(__always)
    private mutating func place(_ entry: Entry) {
        guard entry.key > 0 else { return }
        let place = Self.bucket(of: entry.key)
        if place >= bucket { push(entry) } else { waiting[place].append(entry.item) }
    }

    private mutating func push(_ entry: Entry) {
        heap.append(entry)
        heap.withUnsafeMutableBufferPointer { heap in
            var child = heap.count - 1
            while child > 0 {
                let parent = (child - 1) / 2
                guard entry.precedes(heap[parent]) else { break }
                heap[child] = heap[parent]
                child = parent
            }
            heap[child] = entry
        }
    }

    private mutating func siftDown(_ entry: Entry) {
        heap.withUnsafeMutableBufferPointer { heap in
            var parent = 0
            while true {
                var child = 2 * parent + 1
                guard child < heap.count else { break }
                if child + 1 < heap.count, heap[child + 1].precedes(heap[child]) { child += 1 }
                guard heap[child].precedes(entry) else { break }
                heap[parent] = heap[child]
                parent = child
            }
            heap[parent] = entry
        }
    }
}
