import EvenkeelDomain
import EvenkeelLedger
import EvenkeelSimulator
import Testing

@Suite("The fleet in memory")
struct FleetCacheTests {
    private static let seed: UInt64 = 20

    @Test("is the fleet of the rows after any change, on every node, although only changes are read")
    func follows() async throws {
        var random = SplitMix64(seed: Self.seed)
        let store = MemoryStore()
        let (here, there) = (FleetCache(store: store), FleetCache(store: store))
        for step in 0..<300 {
            try await store.change([try Self.change(step, &random)])
            // The other node looks now and then.
            if step % 7 == 0 { #expect(try await there.current() == store.fleet(), "seed \(Self.seed), step \(step)") }
            #expect(try await here.current() == store.fleet(), "seed \(Self.seed), step \(step)")
            for number in 0..<5 where step % 3 == 0 {
                let customer = CustomerID("customer-\(number)")
                let expected = try await store.fleet().installations.filter { $0.customer == customer }
                #expect(try await here.sites(of: customer) == expected, "seed \(Self.seed), step \(step)")
            }
            if step % 50 == 0 {
                #expect(try await here.columns() == FleetImage(store.fleet()), "seed \(Self.seed), step \(step)")
            }
        }
    }

    private static func change(_ step: Int, _ random: inout SplitMix64) throws -> RowChange {
        func some(_ count: Int) -> Int { Int(random.next() % UInt64(count)) }
        func customer() -> CustomerID { CustomerID("customer-\(some(5))") }
        let address = try #require(EmailAddress("person-\(some(6))@alpha.example"))
        switch some(7) {
        case 0, 1:
            return .putInstallations(
                (0..<some(4)).map { _ in
                    var site = Installation(id: InstallationID("site-\(some(40))"), customer: customer())
                    site.seats = step
                    return site
                })
        case 2:
            let version = try #require(Version("5.\(some(4)).0"))
            let fact = VersionFact(version: version, source: .agent, at: Timestamp(milliseconds: Int64(some(500))))
            return .recordVersion(InstallationID("site-\(some(40))"), fact)
        case 3: return .putCustomers([Customer(id: customer(), name: "No. \(step)")])
        case 4:
            // The same person may go over to another customer.
            return .putContacts([Contact(id: ContactID("contact-\(some(9))"), customer: customer(), email: address)])
        case 5: return .putQuarantine(address, Quarantine(since: Timestamp(milliseconds: 0), reason: "550"))
        default: return .liftQuarantine(address)
        }
    }
}
