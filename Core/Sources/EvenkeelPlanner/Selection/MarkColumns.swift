import EvenkeelDomain

/// The marks that a policy counts, as a table for the coverage: features first, then environment attributes, each in
/// the order of their names.
enum MarkColumns {
    /// One row for each site of the items, and behind them one item for each further site, which has been tried before.
    /// Behind those again, one for each site that tried an earlier release, without what this one touches.
    ///
    /// A site whose features are unknown has an empty row where features are counted: nobody can count on it.
    static func table(
        of items: Items, further: [Int32], earlier: [Int32] = [], touches: Set<String> = [], counted: CoveragePolicy
    ) throws(PlanRefusal) -> MarkTable {
        let image = items.image
        let features = image.features
        let attributes = attributes(counted.environment, in: image)
        let isWholeFleet = items.starts == nil && further.isEmpty && earlier.isEmpty && items.sites.count == image.count
        if counted.features, attributes.isEmpty, isWholeFleet {
            return try MarkTable(names: features.names, wordsPerRow: features.wordsPerSite, words: features.words)
        }
        let featureNames = counted.features ? features.names : []
        let names = featureNames + attributes.flatMap { attribute in attribute.values.map { "\(attribute.key)=\($0)" } }
        let width = max(1, (names.count + 63) / 64)
        guard names.count <= MarkTable.limit else { throw .tooManyFeatures(names.count, limit: MarkTable.limit) }
        let tried = further + earlier
        let sites = items.sites + tried
        let starts = items.starts.map { $0 + tried.indices.map { Int32(items.sites.count + $0 + 1) } }
        let touched = featureNames.indices.filter { touches.contains(featureNames[$0]) }
        var words = [UInt64](repeating: 0, count: sites.count * width)
        for (row, site) in sites.enumerated() {
            let site = Int(site)
            if counted.features {
                guard features.isKnown(site) else { continue }
                for word in 0..<min(width, features.wordsPerSite) {
                    words[row * width + word] = features.words[site * features.wordsPerSite + word]
                }
            }
            if row >= sites.count - earlier.count {
                for mark in touched { words[row * width + mark / 64] &= ~(1 << UInt64(mark % 64)) }
            }
            for attribute in attributes {
                let code = attribute.column.code(of: site)
                guard code > 0 else { continue }
                let mark = featureNames.count + attribute.first + attribute.rank[code - 1]
                words[row * width + mark / 64] |= 1 << UInt64(mark % 64)
            }
        }
        return try MarkTable(names: names, wordsPerRow: width, words: words, rowStarts: starts)
    }

    /// Whether it is known of the whole fleet what it runs.
    static func areKnownEverywhere(in items: Items, counted: CoveragePolicy) -> Bool {
        let known = counted.features ? items.image.features.known : items.image.environmentKnown
        return known.popcount == known.count
    }

    /// Whether it is known what an item runs; of a unit, of all its members.
    static func areKnown(of item: Int, in items: Items, counted: CoveragePolicy) -> Bool {
        items.members(of: item).allSatisfy { site in
            counted.features ? items.image.features.isKnown(Int(site)) : items.image.environmentKnown[Int(site)]
        }
    }

    private struct Attribute {
        let key: String
        let column: CodedColumn<String>
        /// Ascending.
        let values: [String]
        /// By code - 1: the place of its value.
        let rank: [Int]
        /// The number of its first mark among the attributes'.
        let first: Int
    }

    private static func attributes(_ keys: Set<String>, in image: FleetImage) -> [Attribute] {
        var attributes: [Attribute] = []
        for key in keys.sorted() {
            guard let column = image.environment[key] else { continue }
            let values = column.values.sorted()
            let places = Dictionary(uniqueKeysWithValues: zip(values, values.indices))
            attributes.append(
                Attribute(
                    key: key, column: column, values: values, rank: column.values.map { places[$0] ?? 0 },
                    first: attributes.last.map { $0.first + $0.values.count } ?? 0))
        }
        return attributes
    }
}
