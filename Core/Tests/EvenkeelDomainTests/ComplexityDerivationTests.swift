import EvenkeelDomain
import Testing

@Suite struct ComplexityDerivationTests {
    @Test("complexity is as given, else derived from what is known to run, and unknown where neither is")
    func table() throws {
        func site(_ complexity: Double?, _ features: Int?, _ attributes: Int?) -> Installation {
            var site = Installation(id: "a", customer: "c")
            site.complexity = complexity.flatMap { Share($0) }
            site.features = features.map { Set((0..<$0).map { "f\($0)" }) }
            site.environment = attributes.map { count in
                Dictionary(uniqueKeysWithValues: (0..<count).map { ("k\($0)", "v") })
            }
            return site
        }
        let given = try #require(Share(0.3))
        #expect(site(0.3, 8, 1).complexityDerivation == .given(given))
        #expect(site(nil, 8, 1).complexityDerivation == .derived(features: 8, attributes: 1))
        #expect(site(nil, 8, nil).complexityDerivation == nil, "an unknown environment makes no site simpler")
        #expect(site(nil, 8, nil).effectiveComplexity == nil)
        #expect(site(nil, nil, 3).complexityDerivation == nil)
        #expect(site(0.3, nil, nil).effectiveComplexity == 0.3)
        #expect(abs(try #require(site(nil, 8, 1).effectiveComplexity) - 0.42) < 1e-12)
        #expect(site(nil, 0, 0).effectiveComplexity == 0)
        // 30 features would be 1.5.
        #expect(site(nil, 30, 0).effectiveComplexity == 1)
        #expect(abs(ComplexityDerivation.derived(features: 30, attributes: 2).sum - 1.54) < 1e-12)
    }
}
