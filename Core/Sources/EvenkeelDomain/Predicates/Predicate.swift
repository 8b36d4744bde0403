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

    /// Sites that have all of these marks: features (`call-queue`) and environment attributes (`platform=debian-12`).
    /// Nil for none.
    public init?(havingAll marks: [String]) {
        guard !marks.isEmpty else { return nil }
        let pairs = marks.map { mark -> (String, String) in
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
            return compare(facts.value(of: fact.name), fact.kind, comparison, values)
        }
    }

    private static func compare(
        _ known: FactValue, _ kind: FactName.Kind, _ comparison: Comparison, _ wanted: [String]
    ) -> Truth {
        guard case .known(let have) = known else { return .maybe }
        func some(_ test: (String) -> Bool) -> Truth { Truth(have.contains(where: test)) }
        let first = wanted.first ?? ""
        switch comparison {
        case .equal, .among: return some { value in wanted.contains { matches(value, $0, kind) } }
        case .notEqual, .notAmong: return !some { value in wanted.contains { matches(value, $0, kind) } }
        case .less: return some { precedes($0, first, kind) }
        case .greater: return some { precedes(first, $0, kind) }
        case .lessOrEqual: return some { !precedes(first, $0, kind) }
        case .greaterOrEqual: return some { !precedes($0, first, kind) }
        }
    }

    private static func precedes(_ left: String, _ right: String, _ kind: FactName.Kind) -> Bool {
        switch kind {
        case .number: (Double(left) ?? .nan) < (Double(right) ?? .nan)
        case .version: if let a = Version(left), let b = Version(right) { a < b } else { left < right }
        case .criticality:
            if let a = Criticality(rawValue: left), let b = Criticality(rawValue: right) { a < b } else { left < right }
        case .text, .date: left < right
        }
    }

    private static func matches(_ value: String, _ wanted: String, _ kind: FactName.Kind) -> Bool {
        switch kind {
        case .number: return Double(value) == Double(wanted)
        case .version where !wanted.contains("*"): return Version(value) == Version(wanted)
        default: return wanted.contains("*") ? matchesWildcard(Array(value), Array(wanted)) : value == wanted
        }
    }

    /// `*` stands for any run of characters. Linear with one point of return (the last star).
    private static func matchesWildcard(_ text: [Character], _ pattern: [Character]) -> Bool {
        var (i, j, star, mark) = (0, 0, -1, 0)
        while i < text.count {
            if j < pattern.count, pattern[j] == "*" {
                (star, mark, j) = (j, i, j + 1)
            } else if j < pattern.count, pattern[j] == text[i] {
                (i, j) = (i + 1, j + 1)
            } else if star >= 0 {
                mark += 1
                (i, j) = (mark, star + 1)
            } else {
                return false
            }
        }
        return pattern[j...].allSatisfy { $0 == "*" }
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
