/// A condition over facts in FIQL/RSQL, `version=lt=5.2.0;feature==fax`: `;` is and, `,` is or, and binds tighter.
///
/// A value of this type has been parsed: every fact exists and every value has the form its fact asks for.
public struct Predicate: Hashable, Sendable, CustomStringConvertible {
    public enum Comparison: String, CaseIterable, Sendable {
        case equal = "=="
        case notEqual = "!="
        case less = "=lt="
        case lessOrEqual = "=le="
        case greater = "=gt="
        case greaterOrEqual = "=ge="
        case among = "=in="
        case notAmong = "=out="
    }

    indirect enum Expression: Hashable, Sendable {
        case always
        case compare(FactName, Comparison, [String])
        case all([Expression])
        case any([Expression])
    }

    public let description: String
    let expression: Expression

    init(text: String, expression: Expression) {
        description = text
        self.expression = expression
    }

    /// Matches everything.
    public static let always = Predicate(text: "", expression: .always)

    /// Sites that carry a tag.
    public static func tagged(_ tag: String) -> Predicate {
        Predicate(
            text: "tags==\(tag)",
            expression: FactName.named("tags").map { .compare($0, .equal, [tag]) } ?? .any([]))
    }

    /// Sites that an incident has hurt and that are not restored: planning a hotfix puts this tag on them, and on nobody
    /// else. It is known of everybody, also of those of whom no tags are on record.
    public static let affected = tagged(affectedTag)
    public static let affectedTag = "affected"

    /// Planning puts this tag on the sites of customers who asked to be among the first.
    public static let earlyAccessTag = "early-access"

    /// Sites that have all of these marks: features (`call-queue`) and environment attributes (`platform=debian-12`).
    /// Nil for none.
    ///
    /// - Parameter product: only sites that run it; nil for all.
    public init?(havingAll marks: [String], product: String? = nil) {
        guard !marks.isEmpty else { return nil }
        let pairs =
            (product.map { [("product", $0)] } ?? [])
            + marks.map { mark -> (String, String) in
                guard let sign = mark.firstIndex(of: "=") else { return ("feature", mark) }
                return (FactName.environmentPrefix + mark[..<sign], String(mark[mark.index(after: sign)...]))
            }
        let parts = pairs.compactMap { name, value in
            FactName.named(name).map { Expression.compare($0, .equal, [value]) }
        }
        let text = pairs.map { name, value in
            value.contains { ";,()'\" ".contains($0) } ? "\(name)=='\(value)'" : "\(name)==\(value)"
        }
        self.init(text: text.joined(separator: ";"), expression: parts.count == 1 ? parts[0] : .all(parts))
    }

    /// Matches where any of them does. Nil for none.
    public init?(anyOf predicates: [Predicate]) {
        guard let first = predicates.first else { return nil }
        if predicates.count == 1 {
            self = first
        } else {
            // `,` binds looser than `;`, so that no parentheses are needed.
            self.init(
                text: predicates.map(\.description).joined(separator: ","),
                expression: .any(predicates.map(\.expression)))
        }
    }

    public func evaluate(_ facts: some Facts) -> Truth { Self.evaluate(expression, facts) }

    /// The names of all facts asked for.
    public var factNames: Set<String> {
        func names(_ expression: Expression) -> Set<String> {
            switch expression {
            case .always: []
            case .compare(let fact, _, _): [fact.name]
            case .all(let parts), .any(let parts): parts.reduce(into: []) { $0.formUnion(names($1)) }
            }
        }
        return names(expression)
    }

    /// The features it names.
    public var featuresNamed: Set<String> { values(of: ["feature", "features"]) }

    /// The tags it names.
    public var tagsNamed: Set<String> { values(of: ["tag", "tags"]) }

    private func values(of facts: Set<String>) -> Set<String> {
        func names(_ expression: Expression) -> Set<String> {
            switch expression {
            case .always: []
            case .compare(let fact, _, let values): facts.contains(fact.name) ? Set(values) : []
            case .all(let parts), .any(let parts): parts.reduce(into: []) { $0.formUnion(names($1)) }
            }
        }
        return names(expression)
    }

    /// The keys of the environment it names.
    public var environmentNamed: Set<String> {
        let prefix = FactName.environmentPrefix
        return Set(factNames.filter { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) })
    }

    private static func evaluate(_ expression: Expression, _ facts: some Facts) -> Truth {
        switch expression {
        case .always: return .yes
        case .all(let parts):
            var result = Truth.yes
            for part in parts {
                result = result && evaluate(part, facts)
                if result == .no { break }
            }
            return result
        case .any(let parts):
            var result = Truth.no
            for part in parts {
                result = result || evaluate(part, facts)
                if result == .yes { break }
            }
            return result
        case .compare(let fact, let comparison, let values):
            return PreparedComparison(fact.kind, comparison, values).truth(of: facts.value(of: fact.name))
        }
    }
}

extension Predicate: Codable {
    public init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        // What `always` is written as; nobody types it.
        if text.isEmpty {
            self = .always
            return
        }
        do { self = try Predicate(parsing: text) } catch {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "not a predicate: \(text)"))
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
