public import EvenkeelDomain

/// What is wrong with a predicate, in words: what was expected, and a hint.
public enum PredicateSentence {
    public static func of(_ problem: PredicateError.Problem) -> (expected: String, hint: String?) {
        switch problem {
        case .empty: ("a predicate such as friendly=ge=0.7, found nothing", "leave it out to match everything")
        case .unknownFact(let name, let nearest):
            ("a known fact, found \"\(name)\"", nearest.map { "did you mean \($0)?" })
        case .expectedComparison(let found):
            (
                "a comparison (==, !=, =lt=, =le=, =gt=, =ge=, =in= or =out=), found \"\(found)\"",
                "for example friendly=ge=0.7"
            )
        case .expectedValue: ("a value, or a list in parentheses after =in= and =out=", nil)
        case .badValue(let value, let fact, let kind): ("\(phrase(kind)) for \(fact), found \"\(value)\"", nil)
        case .unbalancedParenthesis: ("a closing parenthesis for each that opens", nil)
        case .unfinishedQuote: ("a closing quote", nil)
        case .trailing(let rest): ("\";\" (and), \",\" (or) or the end, found \"\(rest)\"", nil)
        case .tooDeep: ("at most 50 nested parentheses", nil)
        }
    }

    private static func phrase(_ kind: FactName.Kind) -> String {
        switch kind {
        case .text: "text"
        case .number: "a number"
        case .version: "a version such as 5.2.0"
        case .date: "a date such as 2026-12-01"
        case .criticality: "one of " + Criticality.allCases.map(\.rawValue).joined(separator: ", ")
        }
    }
}
