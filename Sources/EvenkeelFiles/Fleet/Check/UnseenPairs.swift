import EvenkeelDomain

/// About how many combinations run unseen where marks are unknown, judged by the sites that are known.
///
/// How many pairs one more site would bring that nobody has seen is the share of pairs seen at one site only, per site:
/// Q1 / T of T known sites, the first-order jackknife (Burnham and Overton 1978; Heltshe and Forrester 1983).
struct UnseenPairs {
    /// A table of pairs of so many marks takes 64 MB.
    static let markLimit = 4096

    private let image: FleetImage
    private let counted: CoveragePolicy
    /// Group 0 holds the features, the others the values of one counted attribute each.
    private let groups: [String]
    private let knownSites: Int
    /// Over the known sites: all their pairs, each counted at every site.
    private let pairsRun: Int
    private let onlyHere: Int
    /// By group: pairs with one of its marks that one site alone runs.
    private let onlyHereByGroup: [Int]

    /// Nil where nobody's marks are known, or there are more than can be counted.
    init?(_ image: FleetImage, counted: CoveragePolicy, among concerned: Bitmap) {
        self.image = image
        self.counted = counted
        let attributes = counted.environment.sorted()
        groups = ["features"] + attributes.map { "environment.\($0)" }
        var groupOf = counted.features ? [Int](repeating: 0, count: image.features.names.count) : []
        var columns: [(column: CodedColumn<String>, first: Int)] = []
        for (number, key) in attributes.enumerated() {
            guard let column = image.environment[key] else { continue }
            columns.append((column, groupOf.count))
            groupOf += Array(repeating: number + 1, count: column.values.count)
        }
        let size = groupOf.count
        guard size >= 2, size <= Self.markLimit else { return nil }

        var counts = [Int32](repeating: 0, count: size * size)
        var (sites, pairs) = (0, 0)
        concerned.forEachSet { site in
            guard !counted.features || image.features.isKnown(site),
                attributes.isEmpty || image.environmentKnown[site]
            else { return }
            var marks = counted.features ? image.features.numbers(of: site) : []
            for (column, first) in columns where column.code(of: site) > 0 {
                marks.append(first + column.code(of: site) - 1)
            }
            sites += 1
            pairs += marks.count * (marks.count - 1) / 2
            for (position, low) in marks.enumerated() {
                for high in marks[(position + 1)...] { counts[low * size + high] += 1 }
            }
        }
        guard sites > 0 else { return nil }
        var alone = 0
        var byGroup = [Int](repeating: 0, count: groups.count)
        for low in 0..<size {
            for high in low..<size where counts[low * size + high] == 1 {
                alone += 1
                byGroup[groupOf[low]] += 1
                if groupOf[high] != groupOf[low] { byGroup[groupOf[high]] += 1 }
            }
        }
        (knownSites, pairsRun, onlyHere, onlyHereByGroup) = (sites, pairs, alone, byGroup)
    }

    /// What stays unseen at sites that lack a fact; nil where the fact is no mark. Without its features nothing of a
    /// site is seen; without an attribute, what the attribute makes with the features that are known.
    func pairs(for fact: String, at sites: Bitmap) -> (unseen: Int, nowhereElse: Int)? {
        guard let group = groups.firstIndex(of: fact), group > 0 || counted.features else { return nil }
        let count = sites.popcount
        func estimate(_ sum: Int) -> Int { Int((Double(count) * Double(sum) / Double(knownSites)).rounded()) }
        if group == 0 { return (estimate(pairsRun), estimate(onlyHere)) }
        var unseen = 0
        sites.forEachSet { unseen += counted.features ? image.features.size(of: $0) : 0 }
        return (unseen, estimate(onlyHereByGroup[group]))
    }
}
