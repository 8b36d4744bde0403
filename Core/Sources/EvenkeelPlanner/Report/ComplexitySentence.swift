public import EvenkeelDomain

/// How complex a site is and how that is known: `0.42, derived: 8 features x 0.05 + 1 attribute x 0.02`.
public enum ComplexitySentence {
    public static func of(_ derivation: ComplexityDerivation) -> String {
        guard case .derived(let features, let attributes) = derivation else {
            return "\(number(derivation.value)), given"
        }
        var terms = ["\(count(features, "feature")) x \(number(ComplexityDerivation.perFeature))"]
        if let attributes, attributes > 0 {
            terms.append("\(count(attributes, "attribute")) x \(number(ComplexityDerivation.perAttribute))")
        }
        var sentence = "\(number(derivation.value)), derived: \(terms.joined(separator: " + "))"
        if derivation.sum > derivation.value { sentence += " = \(number(derivation.sum)), at most 1" }
        if attributes == nil { sentence += "; its environment is unknown and adds nothing" }
        return sentence
    }

    private static func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }

    /// In thousandths, without zeros behind: `0.42`, `1`.
    private static func number(_ value: Double) -> String {
        let thousandths = Int((value * 1000).rounded())
        let rest = thousandths % 1000
        guard rest != 0 else { return "\(thousandths / 1000)" }
        var digits = String(1000 + rest).dropFirst()
        while digits.last == "0" { digits.removeLast() }
        return "\(thousandths / 1000).\(digits)"
    }
}
