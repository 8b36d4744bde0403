/// Why a text is not a predicate, and where. `offset` counts characters from 0.
public struct PredicateError: Error, Hashable, Sendable {
    public enum Problem: Hashable, Sendable {
        case empty
        case unknownFact(String, nearest: String?)
        case expectedComparison(found: String)
        case expectedValue
        case badValue(String, fact: String, expected: FactName.Kind)
        case unbalancedParenthesis
        case unfinishedQuote
        case trailing(String)
        case tooDeep
    }

    public let offset: Int
    public let problem: Problem
}

extension Predicate {
    /// Parses FIQL/RSQL as in `interfaces.md`: `fact==value;other=in=(a,b),third!='two words'`.
    public init(parsing text: String) throws(PredicateError) {
        var parser = PredicateParser(text)
        let expression = try parser.parse()
        self.init(text: text, expression: expression)
    }
}

private struct PredicateParser {
    private let characters: [Character]
    private var index = 0
    private var depth = 0

    init(_ text: String) { characters = Array(text) }

    mutating func parse() throws(PredicateError) -> Predicate.Expression {
        skipSpace()
        guard index < characters.count else { throw failure(.empty) }
        let expression = try disjunction()
        guard index == characters.count else {
            throw failure(peek == ")" ? .unbalancedParenthesis : .trailing(String(characters[index...])))
        }
        return expression
    }

    private var peek: Character? { index < characters.count ? characters[index] : nil }

    private func failure(_ problem: PredicateError.Problem, at offset: Int? = nil) -> PredicateError {
        PredicateError(offset: offset ?? index, problem: problem)
    }

    private mutating func skipSpace() { while peek == " " { index += 1 } }

    private mutating func disjunction() throws(PredicateError) -> Predicate.Expression {
        var parts = [try conjunction()]
        while peek == "," {
            index += 1
            parts.append(try conjunction())
        }
        return parts.count == 1 ? parts[0] : .any(parts)
    }

    private mutating func conjunction() throws(PredicateError) -> Predicate.Expression {
        var parts = [try term()]
        while peek == ";" {
            index += 1
            parts.append(try term())
        }
        return parts.count == 1 ? parts[0] : .all(parts)
    }

    private mutating func term() throws(PredicateError) -> Predicate.Expression {
        skipSpace()
        guard peek == "(" else { return try comparison() }
        let opening = index
        depth += 1
        guard depth <= 50 else { throw failure(.tooDeep) }
        index += 1
        let inner = try disjunction()
        guard peek == ")" else { throw failure(.unbalancedParenthesis, at: opening) }
        index += 1
        depth -= 1
        skipSpace()
        return inner
    }

    private mutating func comparison() throws(PredicateError) -> Predicate.Expression {
        let start = index
        while let next = peek, next.isLetter || next.isNumber || next == "_" || next == "." || next == "-" {
            index += 1
        }
        let name = String(characters[start..<index])
        guard let fact = FactName.named(name) else {
            throw failure(.unknownFact(name, nearest: nearestName(to: name, in: FactName.allNames)), at: start)
        }
        skipSpace()
        let operators = Predicate.Comparison.allCases.sorted { $0.rawValue.count > $1.rawValue.count }
        guard let found = operators.first(where: { characters[index...].starts(with: Array($0.rawValue)) }) else {
            throw failure(.expectedComparison(found: String(characters[index...].prefix(5))))
        }
        index += found.rawValue.count
        skipSpace()
        var values: [String] = []
        if found == .among || found == .notAmong {
            guard peek == "(" else { throw failure(.expectedValue) }
            let opening = index
            repeat {
                index += 1
                values.append(try value(for: fact))
            } while peek == ","
            guard peek == ")" else { throw failure(.unbalancedParenthesis, at: opening) }
            index += 1
        } else {
            values = [try value(for: fact)]
        }
        skipSpace()
        return .compare(fact, found, values)
    }

    private mutating func value(for fact: FactName) throws(PredicateError) -> String {
        skipSpace()
        let start = index
        var text = ""
        if let quote = peek, quote == "'" || quote == "\"" {
            index += 1
            while let next = peek, next != quote {
                text.append(next)
                index += 1
            }
            guard peek == quote else { throw failure(.unfinishedQuote, at: start) }
            index += 1
        } else {
            while let next = peek, !";,()'\"".contains(next) {
                text.append(next)
                index += 1
            }
            while text.last == " " { text.removeLast() }
            guard !text.isEmpty else { throw failure(.expectedValue, at: start) }
        }
        let fits =
            switch fact.kind {
            case .text: true
            case .number: Double(text)?.isFinite ?? false
            case .version: text.contains("*") || Version(text) != nil
            case .date: CivilDate(text) != nil
            case .criticality: Criticality(rawValue: text) != nil
            }
        guard fits else { throw failure(.badValue(text, fact: fact.name, expected: fact.kind), at: start) }
        skipSpace()
        return text
    }
}
