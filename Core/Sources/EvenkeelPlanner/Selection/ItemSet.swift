/// A set of items, one bit for each: a million take 125 kB, so that asking along any order stays in the cache.
struct ItemSet: Sequence {
    private var words: [UInt64]

    /// - Parameter isIn: asked of every item, in their order.
    init(count: Int, where isIn: (Int) -> Bool) {
        words = (0..<(count + 63) / 64).map { word in
            var bits: UInt64 = 0
            for item in word * 64..<Swift.min(count, word * 64 + 64) where isIn(item) { bits |= 1 << UInt64(item & 63) }
            return bits
        }
    }

    @inline(__always)
    func contains(_ item: Int) -> Bool { words[item >> 6] >> UInt64(item & 63) & 1 == 1 }

    @inline(__always)
    mutating func insert(_ item: Int) { words[item >> 6] |= 1 << UInt64(item & 63) }

    @inline(__always)
    mutating func remove(_ item: Int) { words[item >> 6] &= ~(1 << UInt64(item & 63)) }

    var isEmpty: Bool { words.allSatisfy { $0 == 0 } }

    mutating func removeAll() {
        for index in words.indices { words[index] = 0 }
    }

    mutating func formIntersection(_ other: Self) {
        for index in words.indices { words[index] &= other.words[index] }
    }

    mutating func formUnion(_ other: Self) {
        for index in words.indices { words[index] |= other.words[index] }
    }

    mutating func subtract(_ other: Self) {
        for index in words.indices { words[index] &= ~other.words[index] }
    }

    /// Leaves those of which it is true.
    mutating func filter(_ isIn: (Int) -> Bool) {
        for item in self where !isIn(item) { remove(item) }
    }

    /// Ascending.
    func makeIterator() -> Iterator { Iterator(words: words) }

    struct Iterator: IteratorProtocol {
        private let words: [UInt64]
        private var index = 0
        private var rest: UInt64

        init(words: [UInt64]) {
            self.words = words
            rest = words.first ?? 0
        }

        @inline(__always)
        mutating func next() -> Int? {
            while rest == 0 {
                index += 1
                guard index < words.count else { return nil }
                rest = words[index]
            }
            defer { rest &= rest &- 1 }
            return (index << 6) + rest.trailingZeroBitCount
        }
    }
}
