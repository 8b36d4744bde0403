extension Predicate {
    /// Every comparison as text, `feature==fax`: what two predicates have in common is how alike they are.
    public var comparedValues: Set<String> {
        func values(_ expression: Expression) -> Set<String> {
            switch expression {
            case .always: []
            case .compare(let fact, let comparison, let wanted):
                Set(wanted.map { "\(fact.name)\(comparison.rawValue)\($0)" })
            case .all(let parts), .any(let parts): parts.reduce(into: []) { $0.formUnion(values($1)) }
            }
        }
        return values(expression)
    }
}
