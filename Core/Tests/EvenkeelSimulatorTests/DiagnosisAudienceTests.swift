import EvenkeelDomain
import EvenkeelLedger
import EvenkeelSimulator
import Testing

@Suite("Who leaves an audience when more is known")
struct DiagnosisAudienceTests {
    private static let start = CivilDate(dayNumber: 20_514).startUTC + .hours(8)
    private let id: IncidentID = "queues-fail"

    private static func site(_ customer: CustomerID, _ features: Set<String>) -> Installation {
        var site = Installation(id: InstallationID("\(customer)-hq"), customer: customer)
        (site.product, site.features) = ("pbx", features)
        return site
    }

    /// Owned for everybody with a call queue: alpha has fax too, beta has not.
    private func owned(isKept: Bool = true) async throws -> (MemoryStore, Operations) {
        let store = MemoryStore()
        let operations = Operations(
            ledger: try await Ledger.open(store: store, settings: Settings()), store: store)
        try await store.change([
            .putCustomers([Customer(id: "alpha", name: "Alpha"), Customer(id: "beta", name: "Beta")]),
            .putContacts(
                try ["alpha", "beta"].map { customer in
                    Contact(
                        id: ContactID("\(customer)/ada"), customer: CustomerID(customer),
                        email: try #require(EmailAddress("ada@\(customer).example")))
                }),
            .putInstallations([
                Self.site("alpha", ["call-queue", "fax"]), Self.site("beta", ["call-queue"]),
            ]),
        ])
        let opening = IncidentSuspected(
            incident: id, title: "Queues fail", impact: .minor, components: [], visibility: .audience,
            began: Self.start, signal: Signal(source: .staff, at: Self.start),
            concerns: try Predicate(parsing: "feature==call-queue"))
        let queue = try Predicate(parsing: "feature==call-queue")
        let members = ["alpha", "beta"].map {
            AudienceMember(customer: CustomerID($0), reason: "\($0)-hq has a queue", foundBy: isKept ? queue : nil)
        }
        try await operations.perform(
            .ownIncident(
                OwnIncident(
                    incident: id, opening: opening, body: "Queues fail.", audience: members, criticality: .normal)),
            id: "own", by: "ada", at: Self.start)
        try await Conductor(operations: operations).tick(at: Self.start)
        return (store, operations)
    }

    private func diagnose(_ predicate: String, _ operations: Operations) async throws -> AudienceChange {
        try await operations.diagnose(
            id, concerns: try Predicate(parsing: predicate), why: "again",
            command: CommandID("again-\(await operations.ledger.read { $0.position })"), by: "ada",
            at: Self.start + .hours(1))
    }

    private func reassured(_ store: MemoryStore) async throws -> [CustomerID] {
        try await store.deliveries(DeliveryQuery(subjectPrefix: "not-affected/")).map(\.customer)
    }

    @Test(
        "a fact that changed since it broke removes nobody, and nobody with it is told that they were not affected",
        arguments: ["feature==call-queue", "feature==call-queue;product==pbx"])
    func factChanged(predicate: String) async throws {
        let (store, operations) = try await owned()
        try await store.change([.putInstallations([Self.site("beta", ["fax"])])])
        for _ in 0..<2 {
            let change = try await diagnose(predicate, operations)
            #expect(change.left.isEmpty && change.joined.isEmpty)
        }
        #expect(try await store.audience(id).map(\.customer).sorted() == ["alpha", "beta"])
        #expect(try await store.audience(id).last?.reason == "beta-hq has a queue")
        #expect(try await reassured(store).isEmpty)
    }

    @Test("nobody is told that they were not affected of whom it is not known by what they were found")
    func before() async throws {
        let (store, operations) = try await owned(isKept: false)
        #expect(try await diagnose("feature==call-queue;feature==fax", operations).left.isEmpty)
        #expect(try await reassured(store).isEmpty)
        #expect(try await store.audience(id).map(\.foundBy?.description) == ["feature==call-queue;feature==fax", nil])
    }

    @Test("whom \"at least these\" kept leaves once all are known, since the facts never matched")
    func complete() async throws {
        let (_, operations) = try await owned()
        let predicate = "feature==call-queue;feature==fax"
        let least = try await operations.diagnose(
            id, concerns: try Predicate(parsing: predicate), why: "cut short", isComplete: false, command: "least",
            by: "ada", at: Self.start + .minutes(30))
        #expect(least.left.isEmpty)
        #expect(try await diagnose(predicate, operations).left == ["beta"])
    }

    @Test("a new predicate removes those whom the facts never matched, and they hear it")
    func ruledOut() async throws {
        let (store, operations) = try await owned()
        let change = try await diagnose("feature==call-queue;feature==fax", operations)
        #expect(change.left == ["beta"])
        #expect(try await reassured(store) == ["beta"])
    }
}
