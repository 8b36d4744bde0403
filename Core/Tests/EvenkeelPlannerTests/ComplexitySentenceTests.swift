import EvenkeelDomain
import EvenkeelPlanner
import Testing

@Suite struct ComplexitySentenceTests {
    static let sentences: [(ComplexityDerivation, String)] = [
        (.derived(features: 8, attributes: 1), "0.42, derived: 8 features x 0.05 + 1 attribute x 0.02"),
        (.derived(features: 1, attributes: 0), "0.05, derived: 1 feature x 0.05"),
        (.derived(features: 0, attributes: 3), "0.06, derived: 0 features x 0.05 + 3 attributes x 0.02"),
        (
            .derived(features: 30, attributes: 2),
            "1, derived: 30 features x 0.05 + 2 attributes x 0.02 = 1.54, at most 1"
        ),
        (.derived(features: 20, attributes: 0), "1, derived: 20 features x 0.05"),
        (.given(.one), "1, given"), (.given(.zero), "0, given"),
    ]

    @Test(
        "what is not known of its complexity is told",
        arguments: [
            (nil, nil, "none is given, and its features and its environment are unknown"),
            (["fax"], nil, "none is given, and its environment is unknown"),
            (nil, ["db": "sqlite"], "none is given, and its features are unknown"),
        ] as [(Set<String>?, [String: String]?, String)])
    func unknown(features: Set<String>?, environment: [String: String]?, sentence: String) {
        #expect(ComplexitySentence.unknown(of: site("a", features: features, environment: environment)) == sentence)
    }

    @Test("complexity is told with its derivation", arguments: sentences)
    func table(derivation: ComplexityDerivation, sentence: String) {
        #expect(ComplexitySentence.of(derivation) == sentence)
    }
}
