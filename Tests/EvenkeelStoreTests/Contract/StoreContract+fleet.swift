import EvenkeelDomain
import EvenkeelLedger
import Testing

extension StoreContract {
    static let fleet = [
        StoreCheck("a fleet comes back as it was put, with what is unknown still unknown") { store async throws in
            let customer = Customer(id: "acme", name: "Acme", criticality: .revenue)
            let address = try #require(EmailAddress("maria@acme.example"))
            let contact = Contact(id: "maria", customer: "acme", name: "Maria", email: address, role: .outage)
            var bare = Installation(id: "bare", customer: "acme")
            bare.features = []
            let sites = [Fixtures.site("a"), bare]
            let count = try await store.change([
                .putCustomers([customer]), .putContacts([contact]), .putInstallations(sites),
            ])
            #expect(count == 4)
            #expect(
                try await store.fleet() == Fleet(installations: sites, customers: [customer], contacts: [contact]))
        },
        StoreCheck("the fleet's version rises with a change and not with a repetition") { store async throws in
            #expect(try await store.fleetVersion() == 0)
            let changes: [RowChange] = [
                .putCustomers([Customer(id: "acme", name: "Acme")]), .putInstallations([Fixtures.site("a")]),
            ]
            try await store.change(changes)
            let version = try await store.fleetVersion()
            #expect(version > 0)
            #expect(try await store.change(changes) == 0)
            #expect(try await store.fleetVersion() == version)
            try await store.change([.putCustomers([Customer(id: "acme", name: "Acme Ltd")])])
            #expect(try await store.fleetVersion() > version)
            #expect(try await store.fleet().customers["acme"]?.name == "Acme Ltd")
        },
        StoreCheck("a recorded version is what the site runs, and the one before is remembered") { store async throws in
            try await store.change([.putInstallations([Fixtures.site("a"), Fixtures.site("b")])])
            let before = try await store.fleetVersion()
            let fact = VersionFact(version: Fixtures.version("5.2.0"), source: .executor, at: Fixtures.time(5))
            #expect(try await store.change([.recordVersion("a", fact)]) == 1)
            #expect(try await store.fleetVersion() > before)
            #expect(try await store.fleet()["a"]?.version == fact.version)
            let old = try await store.installationsThatRan(Fixtures.version("5.1.0"), product: "pbx")
            #expect(old == ["a": Timestamp(milliseconds: 0), "b": Timestamp(milliseconds: 0)])
            #expect(
                try await store.installationsThatRan(Fixtures.version("5.2"), product: "pbx") == ["a": Fixtures.time(5)]
            )
            #expect(try await store.installationsThatRan(Fixtures.version("5.2.0"), product: "phone").isEmpty)
        },
        StoreCheck("a version recorded again after a later one changes nothing") { store async throws in
            try await store.change([.putInstallations([Fixtures.site("a")])])
            let newer = VersionFact(version: Fixtures.version("5.2.0"), source: .executor, at: Fixtures.time(5))
            let rolledBack = VersionFact(version: Fixtures.version("5.1.0"), source: .executor, at: Fixtures.time(9))
            try await store.change([.recordVersion("a", newer), .recordVersion("a", rolledBack)])
            let version = try await store.fleetVersion()
            #expect(try await store.change([.recordVersion("a", newer)]) == 0)
            #expect(try await store.fleet()["a"]?.version == rolledBack.version)
            #expect(try await store.fleetVersion() == version)
        },
        StoreCheck("a late fact about the past adds to the history only") { store async throws in
            try await store.change([.putInstallations([Fixtures.site("a")])])
            let now = VersionFact(version: Fixtures.version("5.3.0"), source: .agent, at: Fixtures.time(9))
            let past = VersionFact(version: Fixtures.version("5.2.0"), source: .technician, at: Fixtures.time(5))
            try await store.change([.recordVersion("a", now), .recordVersion("a", past)])
            #expect(try await store.fleet()["a"]?.version == now.version)
            #expect(
                try await store.installationsThatRan(past.version, product: "pbx") == ["a": Fixtures.time(5)])
        },
        StoreCheck("a version of a site nobody knows is not recorded") { store async throws in
            let fact = VersionFact(version: Fixtures.version("5.2.0"), source: .agent, at: Fixtures.time(1))
            #expect(try await store.change([.recordVersion("ghost", fact)]) == 0)
            #expect(try await store.fleetVersion() == 0)
            #expect(try await store.installationsThatRan(fact.version, product: "pbx").isEmpty)
        },
        StoreCheck("an import that brings a known version leaves its beginning alone") { store async throws in
            try await store.change([.putInstallations([Fixtures.site("a")])])
            let fact = VersionFact(version: Fixtures.version("5.2.0"), source: .executor, at: Fixtures.time(5))
            try await store.change([.recordVersion("a", fact)])
            try await store.change([.putInstallations([Fixtures.site("a", version: "5.2.0")])])
            #expect(
                try await store.installationsThatRan(fact.version, product: "pbx") == ["a": Fixtures.time(5)])
            try await store.change([.putInstallations([Fixtures.site("a", version: "6.0.0")])])
            #expect(
                try await store.installationsThatRan(Fixtures.version("6.0.0"), product: "pbx")
                    == ["a": Timestamp(milliseconds: 0)])
        },
        StoreCheck("what has changed since a version is told, and nothing else") { store async throws in
            guard let address = EmailAddress("Maria@acme.example") else { throw Failure.damaged("no address") }
            func names(since version: Int) async throws -> [String] {
                let changes = try await store.fleetChanges(since: version)
                #expect(try await store.fleetVersion() == changes.version)
                return changes.customers.map { "customer \($0.id)" } + changes.contacts.map { "contact \($0.id)" }
                    + changes.installations.map { "\($0.id) \($0.version?.description ?? "-")" }
            }
            #expect(try await names(since: FleetChanges.never).isEmpty)
            let maria = Contact(id: "maria", customer: "acme", name: "Maria", email: address)
            try await store.change([
                .putCustomers([Customer(id: "acme", name: "Acme")]), .putContacts([maria]),
                .putInstallations([Fixtures.site("a"), Fixtures.site("b")]),
            ])
            var version = try await store.fleetVersion()
            #expect(
                try await names(since: FleetChanges.never) == ["customer acme", "contact maria", "a 5.1.0", "b 5.1.0"])
            #expect(try await names(since: version).isEmpty)
            let steps: [(RowChange, [String])] = [
                (
                    .recordVersion(
                        "b", VersionFact(version: Fixtures.version("5.2.0"), source: .agent, at: Fixtures.time(5))),
                    ["b 5.2.0"]
                ),
                // A fact about the past changes the history and not the site.
                (
                    .recordVersion(
                        "b", VersionFact(version: Fixtures.version("5.0.0"), source: .agent, at: Fixtures.time(1))), []
                ),
                (.putInstallations([Fixtures.site("a"), Fixtures.site("c")]), ["c 5.1.0"]),
                (.putCustomers([Customer(id: "acme", name: "Acme Ltd")]), ["customer acme"]),
                (.putChoice(address, MessageChoice(planned: false), at: Fixtures.time(1)), ["contact maria"]),
                (.putQuarantine(address, Quarantine(since: Fixtures.time(1), reason: "550")), ["contact maria"]),
                (.liftQuarantine(address), ["contact maria"]),
            ]
            for (change, expected) in steps {
                try await store.change([change])
                #expect(try await names(since: version) == expected)
                version = try await store.fleetVersion()
            }
            #expect(try await store.fleetChanges(since: 0).contacts.first?.choice == MessageChoice(planned: false))
        },
    ]
}
