@testable import EvenkeelDomain

/// Random fleets and predicates over the same few values, so that conditions are met, missed and clouded about as often.
struct FleetImageFixture {
    let seed: UInt64
    var random: SeededRandom

    init(seed: UInt64) {
        self.seed = seed
        random = SeededRandom(seed: seed)
    }

    static let texts = ["pbx", "north", "Acme Ltd", "a", "é", "e\u{301}x", "🙂", "1"]
    static let versions = ["5.2.0", "5.2", "5.1.10", "5.2.0-rc.1", "6", "5.2.0+build", "4.9.3"]
    static let names = ["fax", "call-queue", "t38", "isdn", "é"] + (0..<140).map { "feature-\($0)" }
    static let shares = [0, 0.05, 0.1, 0.7, 1, 0.333, 0.57]
    static let dates = ["2026-12-01", "2027-01-31", "0001-01-01", "9999-12-31"]
    static let zones = ["Europe/Rome", "Asia/Tokyo"]
    static let customerIDs = (0..<6).map { "customer-\($0)" }

    mutating func one<Value>(_ values: [Value]) -> Value { values[Int.random(in: 0..<values.count, using: &random)] }

    /// Unknown in a third of all cases.
    private mutating func perhaps<Value>(_ value: (inout Self) -> Value) -> Value? {
        Int.random(in: 0..<3, using: &random) == 0 ? nil : value(&self)
    }

    private mutating func text() -> String? { perhaps { $0.one(Self.texts + [""]) } }

    private mutating func set() -> Set<String>? {
        perhaps { fixture in
            let size = fixture.one([0, 1, 2, 7])
            return Set((0..<size).map { _ in fixture.one(Self.names) })
        }
    }

    private mutating func share() -> Share? { perhaps { $0.one(Self.shares) }.flatMap(Share.init) }
    private mutating func date() -> CivilDate? { perhaps { $0.one(Self.dates) }.flatMap(CivilDate.init) }

    /// - Parameter others: how many sites there are to come after.
    mutating func site(_ id: String, others: Int) -> Installation {
        var site = Installation(id: InstallationID(id), customer: CustomerID(one(Self.customerIDs)))
        site.product = text()
        site.version = perhaps { $0.one(Self.versions) }.flatMap(Version.init)
        site.features = set()
        site.environment = perhaps { fixture in
            var attributes: [String: String] = [:]
            for key in ["platform", "db", "é"] { attributes[key] = fixture.text() }
            return attributes
        }
        site.complexity = share()
        site.friendly = share()
        site.feedback = share()
        site.criticality = perhaps { $0.one(Criticality.allCases) }
        site.seats = perhaps { $0.one([0, 1, 40, 1_000_000]) }
        site.wants = set()
        site.region = text()
        site.country = text()
        site.timezone = perhaps { $0.one(Self.zones + [""]) }
        site.locale = perhaps { $0.one(["en", "de", ""]) }
        site.workweek = perhaps { $0.one([.mondayToFriday, .sundayToThursday, .everyDay]) }
        site.serviceHours = text()
        site.window = text()
        site.accountManager = text()
        site.team = text()
        site.externalID = perhaps { $0.one([id, "x-\(id)", ""]) }
        site.executor = text()
        site.probe = text()
        site.pinnedUntil = date()
        site.supportEnds = date()
        site.contractDue = date()
        site.after = perhaps { InstallationID("site-\(Int.random(in: 0...others + 2, using: &$0.random))") }
        site.movesWith = text()
        site.tags = set()
        return site
    }

    /// Sites with all facts at random, in no order, one of which nothing is known, and customers of which some are
    /// unknown.
    mutating func fleet(_ count: Int) -> Fleet {
        var sites = (0..<count).map { site("site-\($0)", others: count) }
        sites.append(Installation(id: "bare", customer: "unheard-of"))
        let customers = Self.customerIDs.dropFirst().map { id in
            Customer(
                id: CustomerID(id), name: one(["Acme Ltd", "é", ""]), locale: perhaps { $0.one(["en", "fr", ""]) },
                timezone: perhaps { $0.one(Self.zones + [""]) }, criticality: perhaps { $0.one(Criticality.allCases) })
        }
        return Fleet(installations: sites.shuffled(using: &random), customers: customers)
    }

    var release: Release? {
        Version("5.2.0").map { Release(product: "pbx", version: $0, fixes: ["a"], touches: ["fax", "t38"]) }
    }

    private mutating func value(for fact: FactName) -> String {
        switch fact.kind {
        case .number: return "\(one(Self.shares + [40, 1, 1_000_000, -1]))"
        case .version: return one(Self.versions + ["5.2*", "*", "5.*.0", "6.0.0"])
        case .date: return one(Self.dates + ["2027-01-01"])
        case .criticality: return one(Criticality.allCases).rawValue
        case .text:
            let ids = ["site-1", "site-2", "site-*", "x-*", "customer-1", "customer-*", "none"]
            let words = Self.texts + Self.zones + ["fax", "t38", "é", "en", "de"]
            return one(ids + words + words.map { "\($0.prefix(1))*" } + ["*", "*a*", "", "feature-1*"])
        }
    }

    /// `fact==value` with the comparison at random; lists have up to three values.
    mutating func comparison(_ fact: FactName, _ comparison: Predicate.Comparison) -> String {
        let isList = comparison == .among || comparison == .notAmong
        let values = (0..<(isList ? one([1, 2, 3]) : 1)).map { _ in "'\(value(for: fact))'" }
        return fact.name + comparison.rawValue + (isList ? "(\(values.joined(separator: ",")))" : values[0])
    }

    static var facts: [FactName] {
        FactName.installation + FactName.release
            + ["platform", "db", "é", "nobody"].compactMap { FactName.named("environment.\($0)") }
    }

    /// Up to three levels of and, or and parentheses.
    mutating func predicate(depth: Int = 3) -> String {
        guard depth > 0, Int.random(in: 0..<3, using: &random) > 0 else {
            return comparison(one(Self.facts), one(Predicate.Comparison.allCases))
        }
        let parts = (0..<one([2, 3])).map { _ in predicate(depth: depth - 1) }
        return "(\(parts.joined(separator: one([",", ";"]))))"
    }
}
