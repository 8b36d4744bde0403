import EvenkeelDomain
import EvenkeelPlanner
import Testing

@testable import EvenkeelLedger

@Suite("An audience over the history of facts")
struct AudienceHistoryTests {
    private static func version(_ text: String) throws -> Version { try #require(Version(text)) }

    private static func site(_ id: String, _ customer: String, _ version: String?, _ features: Set<String>?) throws
        -> Installation
    {
        var site = Installation(id: InstallationID(id), customer: CustomerID(customer))
        (site.product, site.features) = ("pbx", features)
        site.version = try version.map { try Self.version($0) }
        return site
    }

    private func image() throws -> FleetImage {
        FleetImage(
            Fleet(
                installations: [
                    try Self.site("a1", "alpha", "5.2.0", ["fax"]), try Self.site("a2", "alpha", "5.2.0", ["fax"]),
                    try Self.site("b1", "beta", "5.1.0", ["fax"]), try Self.site("c1", "gamma", "5.2.1", ["fax"]),
                    try Self.site("d1", "delta", "5.2.0", nil), try Self.site("e1", "eta", "5.2.0", ["voicemail"]),
                ],
                customers: [
                    Customer(id: "gamma", name: "Gamma", criticality: .revenue), Customer(id: "beta", name: "B"),
                ]))
    }

    private let predicate = "version==5.2.0;feature==fax"

    @Test("a fix or a way back removes nobody; an unknown fact is a perhaps; each has its reason")
    func history() throws {
        let members = AudienceRule.matching(
            try Predicate(parsing: predicate), image: try image(),
            versions: [
                "c1": [try Self.version("5.2.1"), try Self.version("5.2.0")], "gone": [try Self.version("5.2.0")],
            ])
        #expect(members.map { $0.maybe ? "\($0.customer)?" : "\($0.customer)" } == ["alpha", "delta?", "gamma"])
        #expect(
            members.map(\.reason) == [
                "a1 matches \(predicate), and 1 more", "d1 may match \(predicate)",
                "c1 matches \(predicate) with 5.2.0, which it ran since",
            ])
    }

    @Test("each is found by the predicate that told them")
    func found() throws {
        let members = AudienceRule.matching(
            try Predicate(parsing: predicate), image: try image(), versions: ["c1": [try Self.version("5.2.0")]])
        #expect(members.map(\.foundBy?.description) == [predicate, predicate, predicate])
    }

    @Test("without a history the present counts, and it is the same as asking site by site")
    func present() throws {
        let image = try image()
        let sites = (0..<image.count).map(image.installation(at:))
        for text in ["feature==fax", "version=ge=5.2.0", "product==pbx", "feature!=fax,version==5.1.0", "seats=gt=3"] {
            let asked = try Predicate(parsing: text)
            let bySite = AudienceRule.matching(
                asked, fleet: Fleet(installations: sites, customers: Array(image.customers.values)))
            let byColumn = AudienceRule.matching(asked, image: image)
            #expect(byColumn.map(\.customer) == bySite.map(\.customer), "\(text)")
            #expect(byColumn.map(\.maybe) == bySite.map(\.maybe), "\(text)")
            #expect(
                AudienceRule.criticality(byColumn, image: image)
                    == AudienceRule.criticality(
                        bySite, fleet: Fleet(installations: sites, customers: Array(image.customers.values))), "\(text)"
            )
        }
    }

    @Test("joiners, leavers, and those who stay keep their state")
    func change() {
        let before = [
            AudienceMember(customer: "alpha", reason: "r", state: .restored, restoredAt: Desk.start),
            AudienceMember(customer: "beta", reason: "r"),
        ]
        let change = AudienceChange(
            from: before,
            to: [AudienceMember(customer: "alpha", reason: "new"), AudienceMember(customer: "gamma", reason: "r")])
        #expect(change.joined == ["gamma"] && change.left == ["beta"])
        #expect(change.members.first?.state == .restored && change.members.first?.reason == "new")
        #expect(change.summary.customers == 2 && change.summary.restored == 1)
    }
}
