import EvenkeelDomain
import Testing

@Suite struct PredicateTests {
    /// A site of which much is known, and its customer.
    static func knownSite() -> SiteFacts {
        var site = Installation(id: "acme-hq", customer: "acme")
        site.product = "pbx"
        site.version = Version("5.1.10")
        site.features = ["fax", "call-queue"]
        site.environment = ["platform": "debian-12"]
        site.friendly = Share(0.7)
        site.criticality = .high
        site.seats = 40
        site.wants = []
        site.supportEnds = CivilDate("2027-12-31")
        site.team = ""
        site.tags = []
        let customer = Customer(id: "acme", name: "Acme Ltd", locale: "en", timezone: "Europe/Rome")
        let release = Version("5.2.0").map { Release(product: "pbx", version: $0, touches: ["fax"]) }
        return SiteFacts(site, customer: customer, release: release)
    }

    static var unknownSite: SiteFacts { SiteFacts(Installation(id: "bare", customer: "acme"), customer: nil) }

    @Test(
        "a predicate is yes or no where the facts are known",
        arguments: [
            ("version=lt=5.2.0", .yes), ("version=lt=5.1.9", .no), ("version==5.1.10.0", .yes),
            ("version==5.1.*", .yes),
            ("version=ge=5.1.10", .yes), ("version=gt=5.1.10", .no), ("version=le=5.1.10", .yes),
            ("feature==fax", .yes), ("feature==f*x", .yes), ("feature==t38", .no), ("feature!=fax", .no),
            ("feature!=t38", .yes), ("feature=in=(t38,fax)", .yes), ("feature=out=(t38,isdn)", .yes),
            ("feature=out=(t38,fax)", .no), ("environment.platform==debian-*", .yes), ("environment.db==postgres", .no),
            ("friendly=ge=0.7", .yes), ("friendly=lt=.7", .no), ("friendly==0.70", .yes), ("seats=gt=9", .yes),
            ("criticality=ge=normal", .yes), ("criticality==revenue", .no), ("criticality=lt=revenue", .yes),
            ("support_ends=lt=2028-01-01", .yes), ("customer_name=='Acme Ltd'", .yes),
            ("customer_name==\"Acme*\"", .yes),
            ("timezone==Europe/Rome", .yes), ("release.touches==fax", .yes), ("release.version=ge=5.2", .yes),
            ("wants==*", .no), ("wants!=FAX-9", .yes), ("team==south", .no), ("team!=south", .yes),
            ("after==x", .no), ("pinned_until=gt=2026-01-01", .no),
            ("feature==fax;feature==call-queue", .yes), ("feature==fax;feature==t38", .no),
            ("feature==t38,feature==fax", .yes), ("feature==t38;feature==x,feature==fax", .yes),
            ("feature==t38;(feature==x,feature==fax)", .no), (" ( feature == fax ) ; seats =gt= 39 ", .yes),
        ] as [(String, Truth)])
    func known(text: String, expected: Truth) throws {
        #expect(try Predicate(parsing: text).evaluate(Self.knownSite()) == expected)
    }

    @Test("a predicate made of marks reads back as the same, of one product where one is named")
    func ofMarks() throws {
        let pair = try #require(Predicate(havingAll: ["call-queue", "platform=debian 12"], product: "pbx"))
        #expect(pair.description == "product==pbx;feature==call-queue;environment.platform=='debian 12'")
        #expect(try Predicate(parsing: pair.description) == pair)
        let one = try #require(Predicate(havingAll: ["fax"]))
        let either = try #require(Predicate(anyOf: [pair, one]))
        #expect(try Predicate(parsing: either.description) == either)
        #expect(Predicate(anyOf: [one]) == one && Predicate(anyOf: []) == nil && Predicate(havingAll: []) == nil)
    }

    @Test(
        "an unknown fact makes it maybe, unless the rest decides",
        arguments: [
            ("version=lt=5.2.0", .maybe), ("feature==fax", .maybe), ("feature!=fax", .maybe), ("friendly=ge=0", .maybe),
            ("seats=out=(1,2)", .maybe), ("environment.platform==x", .maybe), ("release.touches==fax", .maybe),
            ("feature==fax;installation==bare", .maybe), ("feature==fax;installation==other", .no),
            ("feature==fax,installation==bare", .yes), ("feature==fax,installation==other", .maybe),
            ("customer==acme", .yes), ("after==x", .no),
        ] as [(String, Truth)])
    func unknown(text: String, expected: Truth) throws {
        #expect(try Predicate(parsing: text).evaluate(Self.unknownSite) == expected)
    }

    @Test("the predicate without a condition matches everything")
    func always() { #expect(Predicate.always.evaluate(Self.unknownSite) == .yes) }

    @Test("the facts a predicate asks for are known")
    func factNames() throws {
        let predicate = try Predicate(parsing: "feature==fax;(seats=gt=3,environment.db==x)")
        #expect(predicate.factNames == ["feature", "seats", "environment.db"])
    }

    @Test(
        "an error says where and what, with the nearest name",
        arguments: [
            ("", 0, .empty), ("   ", 3, .empty),
            ("verison==5", 0, .unknownFact("verison", nearest: "version")),
            ("feature==fax;frendly=ge=1", 13, .unknownFact("frendly", nearest: "friendly")),
            ("colour==red", 0, .unknownFact("colour", nearest: nil)),
            ("environment.==x", 0, .unknownFact("environment.", nearest: "environment.KEY")),
            ("version=5.2", 7, .expectedComparison(found: "=5.2")),
            ("version", 7, .expectedComparison(found: "")),
            ("version==", 9, .expectedValue), ("version=in=5.2", 11, .expectedValue),
            ("version=in=(5.2,)", 16, .expectedValue),
            ("version==five", 9, .badValue("five", fact: "version", expected: .version)),
            ("seats=gt=many", 9, .badValue("many", fact: "seats", expected: .number)),
            ("friendly=ge=nan", 12, .badValue("nan", fact: "friendly", expected: .number)),
            ("support_ends=lt=2026-02-30", 16, .badValue("2026-02-30", fact: "support_ends", expected: .date)),
            ("criticality==huge", 13, .badValue("huge", fact: "criticality", expected: .criticality)),
            ("(feature==fax", 0, .unbalancedParenthesis), ("feature==fax)", 12, .unbalancedParenthesis),
            ("feature=in=(a,b", 11, .unbalancedParenthesis), ("customer=='acme", 10, .unfinishedQuote),
            ("customer=='a' 'b'", 14, .trailing("'b'")),
            (String(repeating: "(", count: 51) + "x", 50, .tooDeep),
        ] as [(String, Int, PredicateError.Problem)])
    func errors(text: String, offset: Int, problem: PredicateError.Problem) {
        do throws(PredicateError) {
            _ = try Predicate(parsing: text)
            Issue.record("\(text) was parsed")
        } catch {
            #expect(error.offset == offset)
            #expect(error.problem == problem)
        }
    }

    @Test("twenty thousand pieces of garbage are parsed or refused, never a crash, and what is parsed is read again")
    func garbage() {
        let seed = UInt64.random(in: 0..<1_000_000)
        print("predicate garbage, seed \(seed)")
        var random = SeededRandom(seed: seed)
        let pieces = [
            "version", "feature", "friendly", "environment.a", "release.touches", "==", "!=", "=lt=", "=in=", "=out=",
            "(", ")",
            ",", ";", "'", "\"", "*", " ", "5.2.0", "0.7", "fax", "\u{301}", "é", "\0", "\n", "=", "-", "🙂", "٣",
        ]
        var parsed = 0
        for _ in 0..<20_000 {
            var text = (0..<Int.random(in: 0...12, using: &random)).map { _ in
                pieces.randomElement(using: &random) ?? ""
            }.joined()
            if Bool.random(using: &random) {
                text = mutated("version=lt=5.2.0;(feature=in=(fax,t38),friendly=ge=0.7)", &random)
            }
            do throws(PredicateError) {
                let predicate = try Predicate(parsing: text)
                parsed += 1
                _ = predicate.evaluate(Self.unknownSite)
                let again = try Predicate(parsing: predicate.description)
                if again != predicate { Issue.record("seed \(seed): \(text)") }
            } catch {
                if error.offset < 0 || error.offset > text.count { Issue.record("seed \(seed): offset of \(text)") }
            }
        }
        #expect(parsed > 100, "seed \(seed): the garbage is too wild to reach the evaluator")
    }

    private func mutated(_ text: String, _ random: inout SeededRandom) -> String {
        var characters = Array(text)
        for _ in 0..<Int.random(in: 0...3, using: &random) {
            let index = Int.random(in: 0..<characters.count, using: &random)
            if Bool.random(using: &random) {
                characters[index] = "=;,()'*.0aé ".randomElement(using: &random) ?? "x"
            } else if characters.count > 1 {
                characters.remove(at: index)
            }
        }
        return String(characters)
    }
}
