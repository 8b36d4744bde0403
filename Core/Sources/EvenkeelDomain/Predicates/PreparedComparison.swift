/// A comparison whose wanted values have been read once, to be asked of many facts.
struct PreparedComparison {
    private enum Wanted {
        case text(String)
        /// With `*` in it.
        case pattern(WildcardPattern)
        case number(Double)
        case version(Version)
    }

    let kind: FactName.Kind
    let comparison: Predicate.Comparison
    private let wanted: [Wanted]
    private let first: String

    init(_ kind: FactName.Kind, _ comparison: Predicate.Comparison, _ values: [String]) {
        self.kind = kind
        self.comparison = comparison
        first = values.first ?? ""
        wanted = values.map { value in
            if kind == .number { return .number(Double(value) ?? .nan) }
            if value.utf8.contains(UInt8(ascii: "*")) { return .pattern(WildcardPattern(value)) }
            if kind == .version, let version = Version(value) { return .version(version) }
            return .text(value)
        }
    }

    /// What the comparison is on what is known of a fact. Several values satisfy it if one of them does.
    func truth(of fact: FactValue) -> Truth {
        guard case .known(let values) = fact else { return .maybe }
        return Truth(values.contains(where: holds) != isNegative)
    }

    /// What the comparison is on a fact with exactly one value.
    func truth(ofOnly value: String) -> Truth { Truth(holds(value) != isNegative) }

    /// Wanted texts, if all that is asked is whether a value is one of them.
    var exactTexts: [String]? {
        switch comparison {
        case .equal, .notEqual, .among, .notAmong: break
        case .less, .lessOrEqual, .greater, .greaterOrEqual: return nil
        }
        let texts = wanted.compactMap { if case .text(let text) = $0 { text } else { nil } }
        return texts.count == wanted.count ? texts : nil
    }

    var isNegative: Bool { comparison == .notEqual || comparison == .notAmong }

    private func holds(_ value: String) -> Bool {
        switch comparison {
        case .equal, .among, .notEqual, .notAmong: wanted.contains { matches(value, $0) }
        case .less: precedes(value, first)
        case .greater: precedes(first, value)
        case .lessOrEqual: !precedes(first, value)
        case .greaterOrEqual: !precedes(value, first)
        }
    }

    private func matches(_ value: String, _ wanted: Wanted) -> Bool {
        switch wanted {
        case .text(let text): value == text
        case .pattern(let pattern): pattern.matches(value)
        case .number(let number): Double(value) == number
        case .version(let version): Version(value) == version
        }
    }

    private func precedes(_ left: String, _ right: String) -> Bool {
        switch kind {
        case .number: (Double(left) ?? .nan) < (Double(right) ?? .nan)
        case .version: if let a = Version(left), let b = Version(right) { a < b } else { left < right }
        case .criticality:
            if let a = Criticality(rawValue: left), let b = Criticality(rawValue: right) { a < b } else { left < right }
        case .text, .date: left < right
        }
    }
}
