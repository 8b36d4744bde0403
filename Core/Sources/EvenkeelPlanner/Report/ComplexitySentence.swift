public import EvenkeelDomain

/// How complex a site is and how that is known: `0.42, derived: 8 features x 0.05 + 1 attribute x 0.02`.
public enum ComplexitySentence {
    public static func of(_ derivation: ComplexityDerivation) -> String {
        guard case .derived(let features, let attributes) = derivation else {
            return "\(number(derivation.value)), given"
        }
        var terms = ["\(count(features, "feature")) x \(number(ComplexityDerivation.perFeature))"]
        if attributes > 0 {
            terms.append("\(count(attributes, "attribute")) x \(number(ComplexityDerivation.perAttribute))")
        }
        var sentence = "\(number(derivation.value)), derived: \(terms.joined(separator: " + "))"
        if derivation.sum > derivation.value { sentence += " = \(number(derivation.sum)), at most 1" }
        return sentence
    }

    /// Why nobody can say how complex a site is: `none is given, and its environment is unknown`.
    public static func unknown(of site: Installation) -> String {
        let missing =
            switch (site.features == nil, site.environment == nil) {
            case (true, true): "its features and its environment are"
            case (true, false): "its features are"
            case (false, _): "its environment is"
            }
        return "none is given, and \(missing) unknown"
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
