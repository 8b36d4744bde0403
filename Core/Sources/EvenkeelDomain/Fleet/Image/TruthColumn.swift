/// What a predicate is on every site of an image: `yes`, `maybe`, or neither, which is no. No site is both.
public struct TruthColumn: Sendable, Hashable {
    public private(set) var yes: Bitmap
    public private(set) var maybe: Bitmap

    init(yes: Bitmap, maybe: Bitmap) {
        self.yes = yes
        self.maybe = maybe
    }

    /// - Parameter bits: as `Truth.bits`.
    init(repeating bits: UInt8, count: Int) {
        yes = Bitmap(repeating: bits == Truth.yes.bits, count: count)
        maybe = Bitmap(repeating: bits == Truth.maybe.bits, count: count)
    }

    /// The truth of every site, asked once each, in order, as `Truth.bits`.
    @inline(__always)
    init(count: Int, _ bits: (Int) -> UInt8) {
        var yes: [UInt64] = []
        var maybe: [UInt64] = []
        yes.reserveCapacity(Bitmap.wordCount(for: count))
        maybe.reserveCapacity(Bitmap.wordCount(for: count))
        for start in stride(from: 0, to: count, by: 64) {
            var (yesWord, maybeWord): (UInt64, UInt64) = (0, 0)
            for bit in 0..<min(64, count &- start) {
                let truth = UInt64(bits(start &+ bit))
                yesWord |= (truth & 1) &<< UInt64(bit)
                maybeWord |= (truth &>> 1) &<< UInt64(bit)
            }
            yes.append(yesWord)
            maybe.append(maybeWord)
        }
        self.init(yes: Bitmap(count: count, words: yes), maybe: Bitmap(count: count, words: maybe))
    }

    public subscript(_ site: Int) -> Truth { yes[site] ? .yes : maybe[site] ? .maybe : .no }

    /// Says what one site is, on better knowledge.
    public mutating func set(_ truth: Truth, at site: Int) {
        yes[site] = truth == .yes
        maybe[site] = truth == .maybe
    }

    /// Kleene's conjunction, site by site.
    mutating func and(_ other: TruthColumn) {
        var possible = other.yes
        possible.or(other.maybe)
        maybe.or(yes)
        maybe.and(possible)
        yes.and(other.yes)
        maybe.andNot(yes)
    }

    /// Kleene's disjunction, site by site.
    mutating func or(_ other: TruthColumn) {
        yes.or(other.yes)
        maybe.or(other.maybe)
        maybe.andNot(yes)
    }

    /// Kleene's negation, site by site.
    mutating func invert() {
        yes.or(maybe)
        yes.invert()
    }

    /// What it is where `known` is set, and maybe elsewhere.
    mutating func cloud(outside known: Bitmap) {
        var unknown = known
        unknown.invert()
        yes.and(known)
        maybe.or(unknown)
    }
}

extension Truth {
    /// Bit 0 is yes, bit 1 is maybe.
    var bits: UInt8 {
        switch self {
        case .no: 0
        case .yes: 1
        case .maybe: 2
        }
    }
}
