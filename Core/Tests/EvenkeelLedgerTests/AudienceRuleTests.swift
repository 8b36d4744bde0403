import EvenkeelDomain
import Testing

@testable import EvenkeelLedger

@Suite("Who an incident concerns")
struct AudienceRuleTests {
    private static func site(_ customer: String, _ features: Set<String>?) -> Installation {
        var site = Installation(id: InstallationID("\(customer)-hq"), customer: CustomerID(customer))
        (site.product, site.features) = ("pbx", features)
        return site
    }

    private let fleet = Fleet(
        installations: [
            site("alpha", ["fax", "call-queue"]), site("beta", ["fax"]), site("gamma", nil),
            site("delta", ["fax", "call-queue"]),
        ],
        customers: [
            Customer(id: "alpha", name: "Alpha", criticality: .revenue), Customer(id: "beta", name: "Beta"),
            Customer(id: "gamma", name: "Gamma"), Customer(id: "delta", name: "Delta"),
        ])
    private let ran: Set<InstallationID> = ["alpha-hq", "beta-hq", "gamma-hq"]

    private func audience(
        _ concerns: String?, _ policy: HaltPolicy.Audience, troubled: Set<InstallationID> = []
    ) throws -> [String] {
        let predicate = try concerns.map { try Predicate(parsing: $0) }
        return AudienceRule.ofHalt(
            concerns: predicate, policy: policy, release: try Desk.release(), ran: ran, troubled: troubled, fleet: fleet
        ).map { $0.maybe ? "\($0.customer)?" : "\($0.customer)" }
    }

    @Test("implicated: those who ran the release and match; an unknown fact makes a maybe")
    func implicated() throws {
        #expect(try audience("feature==call-queue", .implicated) == ["alpha", "gamma?"])
    }

    @Test("a site in trouble counts whether it matches or not, and without doubt")
    func troubled() throws {
        #expect(
            try audience("feature==call-queue", .implicated, troubled: ["beta-hq", "gamma-hq"]) == [
                "alpha", "beta", "gamma",
            ])
    }

    @Test("exposed, or where nothing could be named: all who ran the release, and nobody else")
    func exposed() throws {
        #expect(try audience("feature==call-queue", .exposed) == ["alpha", "beta", "gamma"])
        #expect(try audience(nil, .implicated) == ["alpha", "beta", "gamma"])
    }

    @Test("a predicate by hand looks at the whole fleet")
    func matching() throws {
        let members = AudienceRule.matching(try Predicate(parsing: "feature==call-queue"), fleet: fleet)
        #expect(members.map(\.customer) == ["alpha", "delta", "gamma"])
        #expect(members.map(\.maybe) == [false, false, true])
        #expect(members.first?.reason == "alpha-hq matches feature==call-queue")
    }

    @Test("the worst criticality among them sets the pace; unknown is normal")
    func pace() {
        func pace(_ customers: [CustomerID]) -> Criticality {
            AudienceRule.criticality(customers.map { AudienceMember(customer: $0, reason: "") }, fleet: fleet)
        }
        #expect(pace(["alpha", "beta"]) == .revenue)
        #expect(pace(["beta"]) == .normal)
        #expect(pace([]) == .normal)
    }
}
