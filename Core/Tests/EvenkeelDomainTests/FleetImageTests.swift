import Foundation
import Testing

@testable import EvenkeelDomain

@Suite struct FleetImageTests {
    @Test("an image gives back every installation as it was")
    func roundTrip() {
        let seed = UInt64.random(in: 0..<1_000_000)
        print("fleet image round trip, seed \(seed)")
        var fixture = FleetImageFixture(seed: seed)
        for size in [0, 1, 63, 64, 200] {
            let fleet = fixture.fleet(size)
            let image = FleetImage(fleet)
            #expect(image.count == size + 1)
            #expect(image.customers == fleet.customers)
            for (site, installation) in fleet.installations.enumerated() {
                let back = image.installation(at: site)
                #expect(back == installation, "seed \(seed)")
                #expect(back.version?.description == installation.version?.description, "seed \(seed)")
                #expect(image.number(of: installation.id) == site)
                #expect(image.effectiveComplexity(of: site) == installation.effectiveComplexity, "seed \(seed)")
                #expect(image.customer(of: site) == fleet.customers[installation.customer])
            }
            #expect(image.number(of: "nobody") == nil)
            #expect(image.number(of: "") == nil)
            #expect(image.number(of: "zzz") == nil)
        }
    }

    @Test("the fleet without sites has an image")
    func empty() throws {
        let image = FleetImage(Fleet(installations: [], customers: []))
        #expect(image.count == 0)
        #expect(image.truth(of: try Predicate(parsing: "feature==fax;seats=gt=1")).yes.isEmpty)
    }

    @Test("sites are in the order of ids, and who comes after whom is found by number")
    func precedence() {
        var (a, b, c, d) = (
            Installation(id: "a", customer: "x"), Installation(id: "b", customer: "w"),
            Installation(id: "c", customer: "x"), Installation(id: "d", customer: "x")
        )
        a.after = "c"
        b.after = "elsewhere"
        d.after = "d"
        c.features = []
        let image = FleetImage(Fleet(installations: [d, b, a, c], customers: []))
        #expect(image.ids == ["a", "b", "c", "d"])
        #expect(image.afterNumbers == [2, -1, -1, 3])
        #expect(image.customerIDs == ["w", "x"])
        #expect(image.customerNumbers == [1, 0, 1, 1])
        #expect(image.features.known == Bitmap(count: 4, words: [0b0100]))
        #expect(FleetImage(Fleet(installations: [c], customers: [])).afterNumbers.isEmpty)
    }

    @Test("a fact nobody knows takes no room")
    func unknownEverywhere() {
        let image = FleetImage(Fleet(installations: [Installation(id: "a", customer: "x")], customers: []))
        #expect(image.product.codes.isEmpty && image.seats.values.isEmpty && image.friendly.values.isEmpty)
        #expect(image.product[0] == nil && image.seats[0] == nil && image.friendly[0] == nil)
        #expect(image.features[0] == nil && image.attributes(of: 0) == nil)
        #expect(image.features.wordsPerSite == 1)
    }

    @Test("an image does not depend on the order of rows, nor on values that were interned for nothing")
    func order() throws {
        let seed = UInt64.random(in: 0..<1_000_000)
        print("fleet image order, seed \(seed)")
        var fixture = FleetImageFixture(seed: seed)
        let fleet = fixture.fleet(150)
        let image = FleetImage(fleet)
        for _ in 0..<5 {
            var builder = FleetImageBuilder()
            _ = builder[.product].intern("of nobody")
            _ = builder.features.number(of: "of nobody")
            _ = builder.environment.number(of: "of nobody")
            for site in fleet.installations.shuffled(using: &fixture.random) { builder.append(site) }
            #expect(try builder.build(customers: fleet.customers) == image, "seed \(seed)")
        }
        var other = fleet.installations
        other[3].team = "another team"
        #expect(FleetImage(Fleet(installations: other, customers: Array(fleet.customers.values))) != image)
    }

    @Test("an installation stored before contracts had dates is read, and one with a date comes back")
    func storedBefore() throws {
        let before = try JSONDecoder().decode(Installation.self, from: Data(#"{"id": "a", "customer": "x"}"#.utf8))
        #expect(before == Installation(id: "a", customer: "x"))
        var after = before
        after.contractDue = CivilDate("2027-03-31")
        #expect(try JSONDecoder().decode(Installation.self, from: JSONEncoder().encode(after)) == after)
    }

    @Test("the day a contract asks for the upgrade is a fact; unknown where nobody wrote it down")
    func contractDue() throws {
        let asked = try Predicate(parsing: "contract_due=lt=2027-04-01")
        var site = Installation(id: "a", customer: "x")
        #expect(asked.evaluate(SiteFacts(site, customer: nil)) == .maybe)
        site.contractDue = CivilDate("2027-03-31")
        #expect(asked.evaluate(SiteFacts(site, customer: nil)) == .yes)
        site.contractDue = CivilDate("2027-04-01")
        #expect(asked.evaluate(SiteFacts(site, customer: nil)) == .no)
    }
}
