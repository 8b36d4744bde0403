/// Sets of names by site, as bit signatures: 200 names take four words a site.
///
/// Site `i`'s set is `words[i * wordsPerSite ..< (i + 1) * wordsPerSite]`; its bit `b` stands for `names[b]`. Unknown
/// sets are all zero and not `isKnown`.
public struct SignatureColumn: Sendable, Hashable {
    /// Ascending; every one is in the set of some site.
    public let names: [String]
    /// At least 1, so that a row is never empty.
    public let wordsPerSite: Int
    public let words: [UInt64]
    public let known: Bitmap

    @inlinable
    public func isKnown(_ site: Int) -> Bool { known[site] }

    /// How many names a site's set holds.
    @inlinable
    public func size(of site: Int) -> Int {
        var size = 0
        for word in site * wordsPerSite..<(site + 1) * wordsPerSite { size += words[word].nonzeroBitCount }
        return size
    }

    /// The numbers of a site's names, ascending.
    public func numbers(of site: Int) -> [Int] {
        var numbers: [Int] = []
        for word in 0..<wordsPerSite {
            var rest = words[site * wordsPerSite + word]
            while rest != 0 {
                numbers.append(word * 64 + rest.trailingZeroBitCount)
                rest &= rest - 1
            }
        }
        return numbers
    }

    /// A site's set; nil where it is unknown.
    public subscript(_ site: Int) -> Set<String>? {
        known[site] ? Set(numbers(of: site).map { names[$0] }) : nil
    }
}
