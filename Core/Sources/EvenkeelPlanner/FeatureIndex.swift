/// The marks of a fleet (features and counted environment attributes) as numbers, and every site's set of them
/// as a bit signature: four 64-bit words hold 256 marks, more marks take more words.
///
/// Marks are numbered in the order of their names, so that nothing depends on the order of rows.
public struct FeatureIndex: Sendable {
    /// A pair table of this many marks takes 2 MB.
    public static let limit = 4096

    public let names: [String]
    public let siteCount: Int
    public let wordsPerSite: Int
    /// Signatures of all sites, one after the other.
    let words: [UInt64]

    /// - Parameter marks: by site; nil where they are unknown. An unknown set runs nothing anybody can count on,
    ///   so its signature is empty.
    public init(marks: [Set<String>?]) throws(PlanRefusal) {
        var all: Set<String> = []
        for case let known? in marks { all.formUnion(known) }
        guard all.count <= Self.limit else { throw .tooManyFeatures(all.count, limit: Self.limit) }
        names = all.sorted()
        siteCount = marks.count
        wordsPerSite = max(1, (names.count + 63) / 64)
        let numbers = Dictionary(uniqueKeysWithValues: zip(names, names.indices))
        var words = [UInt64](repeating: 0, count: marks.count * wordsPerSite)
        for (site, known) in marks.enumerated() {
            for number in (known ?? []).compactMap({ numbers[$0] }) {
                words[site * wordsPerSite + number / 64] |= 1 << UInt64(number % 64)
            }
        }
        self.words = words
    }

    /// The numbers of a site's marks, ascending.
    public func marks(of site: Int) -> [Int] {
        var marks: [Int] = []
        for word in 0..<wordsPerSite {
            var rest = words[site * wordsPerSite + word]
            while rest != 0 {
                marks.append(word * 64 + rest.trailingZeroBitCount)
                rest &= rest - 1
            }
        }
        return marks
    }

    /// How many pairs a site runs: n(n-1)/2 of its n marks.
    public func pairCount(of site: Int) -> Int {
        var count = 0
        for word in 0..<wordsPerSite { count += words[site * wordsPerSite + word].nonzeroBitCount }
        return count * (count - 1) / 2
    }
}
