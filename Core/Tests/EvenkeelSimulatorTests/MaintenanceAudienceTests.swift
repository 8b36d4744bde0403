import EvenkeelDomain
import EvenkeelLedger
import EvenkeelSimulator
import Testing

@Suite("Planned work: who is told")
struct MaintenanceAudienceTests {
    private static let start = CivilDate(dayNumber: 20_514).startUTC + .hours(8)
    private static let from = start + .days(3)
    private static let to = start + .days(3) + .hours(2)
    private let id: MaintenanceID = "core-switch"

    @Test(
        "those it concerns are told, nobody else; who was told hears that it moves, even when it concerns them no more")
    func audience() async throws {
        let store = MemoryStore()
        let operations = Operations(
            ledger: try await Ledger.open(store: store, settings: Settings()), store: store)
        func site(_ customer: CustomerID, _ features: Set<String>) -> Installation {
            var site = Installation(id: InstallationID("\(customer)-hq"), customer: customer)
            site.features = features
            return site
        }
        func contact(_ customer: CustomerID) throws -> Contact {
            Contact(
                id: ContactID("\(customer)/ada"), customer: customer,
                email: try #require(EmailAddress("ada@\(customer).example")))
        }
        try await store.change([
            .putCustomers([Customer(id: "alpha", name: "Alpha"), Customer(id: "beta", name: "Beta")]),
            .putContacts([try contact("alpha"), try contact("beta")]),
            .putInstallations([site("alpha", ["fax"]), site("beta", ["queue"])]),
        ])
        var planned = ScheduleMaintenance(
            id: id, title: "Fax gateway", text: "Fax is off for an hour.", from: Self.from, to: Self.to)
        planned.concerns = try Predicate(parsing: "feature==fax")
        try await operations.schedule(planned, command: "c1", by: "ada", at: Self.start)
        let conductor = Conductor(operations: operations)
        try await conductor.tick(at: Self.start)
        func told(_ note: Int) async throws -> [CustomerID] {
            try await store.deliveries(DeliveryQuery(subjectPrefix: "maintenance/core-switch/\(note)")).map(\.customer)
        }
        #expect(try await told(0) == ["alpha"])
        try await store.change([.putInstallations([site("alpha", []), site("beta", ["queue"])])])
        var moved = ChangeMaintenance(id: id, step: .move, text: "A day later.")
        (moved.from, moved.to) = (Self.from + .days(1), Self.to + .days(1))
        try await operations.change(moved, command: "c2", by: "ada", at: Self.start + .hours(1))
        try await conductor.tick(at: Self.start + .hours(1))
        #expect(try await told(1) == ["alpha"])
        #expect(try await operations.maintenances(for: "beta").isEmpty)
        #expect(try await operations.maintenances(for: "alpha").map(\.id) == [id])
    }
}
