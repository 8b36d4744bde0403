import Testing

@testable import EvenkeelDomain

@Suite struct FleetImageTruthTests {
    /// Sites on which the image and the installation disagree.
    private func differences(
        _ text: String, _ image: FleetImage, _ fleet: Fleet, _ release: Release?
    ) throws -> [InstallationID] {
        let predicate = try Predicate(parsing: text)
        let column = image.truth(of: predicate, release: release)
        var both = column.yes
        both.and(column.maybe)
        #expect(both.isEmpty, "yes and maybe: \(text)")
        return fleet.installations.enumerated().filter { site, installation in
            let facts = SiteFacts(installation, customer: fleet.customers[installation.customer], release: release)
            return column[site] != predicate.evaluate(facts)
        }.map(\.element.id)
    }

    @Test("every comparison of every fact is on the image what it is on the installation")
    func comparisons() throws {
        let seed = UInt64.random(in: 0..<1_000_000)
        print("fleet image comparisons, seed \(seed)")
        var fixture = FleetImageFixture(seed: seed)
        let fleet = fixture.fleet(190)
        let image = FleetImage(fleet)
        for fact in FleetImageFixture.facts {
            var seen: Set<Truth> = []
            for comparison in Predicate.Comparison.allCases {
                for release in [nil, fixture.release] {
                    for _ in 0..<4 {
                        let text = fixture.comparison(fact, comparison)
                        #expect(try differences(text, image, fleet, release) == [], "seed \(seed): \(text)")
                        let column = image.truth(of: try Predicate(parsing: text), release: release)
                        seen.formUnion((0..<image.count).map { column[$0] })
                    }
                }
            }
            #expect(seen.isSuperset(of: [.yes, .no]), "seed \(seed): \(fact.name) is always the same")
        }
    }

    @Test("a thousand predicates are on the image what they are on the installation")
    func predicates() throws {
        let seed = UInt64.random(in: 0..<1_000_000)
        print("fleet image predicates, seed \(seed)")
        var fixture = FleetImageFixture(seed: seed)
        var counts: [Truth: Int] = [:]
        for _ in 0..<10 {
            let fleet = fixture.fleet(fixture.one([1, 40, 127, 128]))
            let image = FleetImage(fleet)
            for _ in 0..<100 {
                let text = fixture.predicate()
                let release = fixture.one([nil, fixture.release])
                #expect(try differences(text, image, fleet, release) == [], "seed \(seed): \(text)")
                let column = image.truth(of: try Predicate(parsing: text), release: release)
                counts[.yes, default: 0] += column.yes.popcount
                counts[.maybe, default: 0] += column.maybe.popcount
                counts[.no, default: 0] += image.count - column.yes.popcount - column.maybe.popcount
            }
        }
        for truth in Truth.allCases { #expect(counts[truth, default: 0] > 1000, "seed \(seed): too few \(truth)") }
    }

    @Test("a site without its own time zone, locale or criticality has its customer's; none of its own is its own")
    func inherited() throws {
        var (own, none) = (Installation(id: "own", customer: "x"), Installation(id: "none", customer: "x"))
        own.timezone = "Asia/Tokyo"
        own.criticality = .low
        none.timezone = ""
        let heir = Installation(id: "heir", customer: "x")
        let customer = Customer(id: "x", name: "X", locale: "de", timezone: "Europe/Rome", criticality: .revenue)
        let image = FleetImage(Fleet(installations: [own, none, heir], customers: [customer]))
        func sites(_ text: String) throws -> [String] {
            image.truth(of: try Predicate(parsing: text)).yes.indices.map { image.ids[$0].text }
        }
        #expect(try sites("timezone==Europe/Rome") == ["heir"])
        #expect(try sites("timezone!=Europe/Rome") == ["none", "own"])
        #expect(try sites("criticality=ge=high") == ["heir", "none"])
        #expect(try sites("locale==de") == ["heir", "none", "own"])
    }

    @Test("no predicate is everything")
    func always() {
        let image = FleetImage(Fleet(installations: [Installation(id: "a", customer: "x")], customers: []))
        #expect(image.truth(of: .always)[0] == .yes)
    }
}
