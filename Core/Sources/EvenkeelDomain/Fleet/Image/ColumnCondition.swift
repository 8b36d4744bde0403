/// One comparison of a predicate, asked of columns instead of sites.
///
/// What a comparison means is written in `PreparedComparison` alone: coded columns ask it once per value. Numbers and
/// dates are compared as numbers, which is the same.
struct ColumnCondition {
    let fact: FactName
    let prepared: PreparedComparison
    private let numbers: [Double]

    init(_ fact: FactName, _ comparison: Predicate.Comparison, _ wanted: [String]) {
        self.fact = fact
        prepared = PreparedComparison(fact.kind, comparison, wanted)
        numbers = wanted.map { text in
            fact.kind == .date ? CivilDate(text).map { Double($0.dayNumber) } ?? .nan : Double(text) ?? .nan
        }
    }

    func truth(of value: FactValue) -> Truth { prepared.truth(of: value) }

    /// - Parameters:
    ///   - unknown: what the condition is where the value is.
    ///   - value: of a site; not-a-number where it is unknown, which every comparison of numbers denies.
    @inline(__always)
    func truth(count: Int, unknown: Truth, _ value: (Int) -> Double) -> TruthColumn {
        let first = numbers.first ?? .nan
        switch prepared.comparison {
        case .less: return truth(count, unknown, value) { $0 < first }
        case .lessOrEqual: return truth(count, unknown, value) { $0 <= first }
        case .greater: return truth(count, unknown, value) { $0 > first }
        case .greaterOrEqual: return truth(count, unknown, value) { $0 >= first }
        case .equal: return truth(count, unknown, value) { $0 == first }
        case .notEqual: return truth(count, unknown, value) { $0 < first || $0 > first }
        case .among: return truth(count, unknown, value) { numbers.contains($0) }
        case .notAmong: return truth(count, unknown, value) { $0 == $0 && !numbers.contains($0) }
        }
    }

    @inline(__always)
    private func truth(
        _ count: Int, _ unknown: Truth, _ value: (Int) -> Double, _ test: (Double) -> Bool
    ) -> TruthColumn {
        let unknown = unknown.bits
        return TruthColumn(count: count) { site in
            let value = value(site)
            // Both are worked out: a branch on facts of sites is one the processor cannot foresee.
            return (test(value) ? 1 : 0) | (value.isNaN ? unknown : 0)
        }
    }
}
