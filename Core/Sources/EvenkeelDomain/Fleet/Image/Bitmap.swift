/// One bit per site, 64 to a word: 1,000,000 sites take 125 kB, and a condition on all of them 15,625 steps.
///
/// Bits beyond `count` are always zero, so that equal bitmaps have equal words.
public struct Bitmap: Sendable, Hashable {
    public let count: Int
    /// Bit `i % 64` of word `i / 64` belongs to site `i`.
    public private(set) var words: [UInt64]

    /// Words of `count` bits.
    @inlinable
    public static func wordCount(for count: Int) -> Int { (count + 63) / 64 }

    public init(repeating bit: Bool = false, count: Int) {
        self.init(count: count, words: Array(repeating: bit ? ~0 : 0, count: Self.wordCount(for: count)))
    }

    /// - Parameter words: as many as `count` bits need; what stands beyond `count` is cleared.
    public init(count: Int, words: [UInt64]) {
        precondition(words.count == Self.wordCount(for: count), "a bitmap of \(count) bits in \(words.count) words")
        self.count = count
        self.words = words
        clearTail()
    }

    public subscript(_ index: Int) -> Bool {
        get {
            precondition(index >= 0 && index < count, "bit \(index) of \(count)")
            return words[index >> 6] & (1 << UInt64(index & 63)) != 0
        }
        set {
            precondition(index >= 0 && index < count, "bit \(index) of \(count)")
            let bit: UInt64 = 1 << UInt64(index & 63)
            if newValue { words[index >> 6] |= bit } else { words[index >> 6] &= ~bit }
        }
    }

    /// How many bits are set.
    public var popcount: Int { words.reduce(0) { $0 + $1.nonzeroBitCount } }

    public var isEmpty: Bool { words.allSatisfy { $0 == 0 } }

    public mutating func and(_ other: Bitmap) { combine(other) { $0 & $1 } }

    public mutating func or(_ other: Bitmap) { combine(other) { $0 | $1 } }

    public mutating func andNot(_ other: Bitmap) { combine(other) { $0 & ~$1 } }

    public mutating func invert() {
        for index in words.indices { words[index] = ~words[index] }
        clearTail()
    }

    /// Calls `body` with every set bit, ascending.
    @inlinable
    public func forEachSet(_ body: (Int) -> Void) {
        for (index, word) in words.enumerated() {
            var rest = word
            while rest != 0 {
                body((index << 6) + rest.trailingZeroBitCount)
                rest &= rest - 1
            }
        }
    }

    /// The numbers of the set bits, ascending.
    public var indices: [Int] {
        var indices: [Int] = []
        indices.reserveCapacity(popcount)
        forEachSet { indices.append($0) }
        return indices
    }

    @inline(__always)
    private mutating func combine(_ other: Bitmap, _ merge: (UInt64, UInt64) -> UInt64) {
        precondition(other.count == count, "bitmaps of \(count) and of \(other.count) bits")
        for index in words.indices { words[index] = merge(words[index], other.words[index]) }
    }

    private mutating func clearTail() {
        let used = UInt64(count & 63)
        if used != 0, let last = words.indices.last { words[last] &= (1 << used) - 1 }
    }
}
