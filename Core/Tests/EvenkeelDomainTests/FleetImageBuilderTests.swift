import Testing

@testable import EvenkeelDomain

@Suite struct FleetImageBuilderTests {
    @Test("builders of several chunks, appended in order, are one builder of all rows")
    func merging() throws {
        let seed = UInt64.random(in: 0..<1_000_000)
        print("fleet image builders, seed \(seed)")
        var fixture = FleetImageFixture(seed: seed)
        for round in 0..<20 {
            let fleet = fixture.fleet(fixture.one([0, 3, 60, 130]))
            let rows = fleet.installations.shuffled(using: &fixture.random)
            var merged = FleetImageBuilder()
            var chunk = FleetImageBuilder()
            for row in rows {
                chunk.append(row)
                if fixture.one([1, 2, 3, 4, 5, 6, 7]) == 1 || round == 0 {
                    merged.append(chunk)
                    chunk = FleetImageBuilder()
                }
            }
            merged.append(chunk)
            merged.append(FleetImageBuilder())
            #expect(merged.count == rows.count)
            #expect(try merged.build(customers: fleet.customers) == FleetImage(fleet), "seed \(seed)")
        }
    }

    @Test("rows are filled column by column, and what nobody sets is unknown")
    func cells() throws {
        var builder = FleetImageBuilder()
        let customer = builder.intern(customer: "acme")
        let pbx = builder[.product].intern("pbx")
        let fax = builder.features.number(of: "fax")
        let isdn = builder.features.number(of: "isdn")
        let platform = builder.environment.number(of: "platform")
        builder.beginSite(id: "c", customer: customer)
        let second = builder.beginSite(id: "a", customer: customer)
        builder[.product].set(pbx, at: second)
        builder.features.set([fax, isdn, fax], at: second)
        builder.environment.set(builder.environment.intern("debian-12", key: platform), key: platform, at: second)
        builder.seats.set(40, at: second)
        let third = builder.beginSite(id: "b", customer: customer)
        builder.features.begin(at: third)
        builder.environment.makeKnown(at: third)
        builder.seats.set(5_000_000_000, at: third)
        let image = try builder.build()

        var a = Installation(id: "a", customer: "acme")
        a.product = "pbx"
        a.features = ["fax", "isdn"]
        a.environment = ["platform": "debian-12"]
        a.seats = 40
        var b = Installation(id: "b", customer: "acme")
        b.features = []
        b.environment = [:]
        b.seats = Int(Int32.max)
        #expect(image.installation(at: 0) == a)
        #expect(image.installation(at: 1) == b)
        #expect(image.installation(at: 2) == Installation(id: "c", customer: "acme"))
    }

    @Test("a cell set twice holds what was set last")
    func overwritten() throws {
        var builder = FleetImageBuilder()
        let row = builder.beginSite(id: "a", customer: "acme")
        for text in ["pbx", "sbc"] { builder[.product].set(builder[.product].intern(text), at: row) }
        for number in [40, 50] { builder.seats.set(number, at: row) }
        builder.beginSite(id: "b", customer: "acme")
        builder[.product].set(0, at: row)
        let image = try builder.build()
        #expect(image.product.codes.isEmpty)
        #expect(image.seats[0] == 50)
    }

    @Test("an id that stands in several rows is reported with the first row and every later one")
    func duplicates() {
        var builder = FleetImageBuilder()
        for id in ["b", "a", "c", "a"] { builder.beginSite(id: InstallationID(id), customer: "x") }
        var second = FleetImageBuilder()
        for id in ["a", "d", "b"] { second.beginSite(id: InstallationID(id), customer: "x") }
        builder.append(second)
        let expected = [
            DuplicateSite(id: "a", firstRow: 1, row: 3), DuplicateSite(id: "a", firstRow: 1, row: 4),
            DuplicateSite(id: "b", firstRow: 0, row: 6),
        ]
        #expect(throws: FleetImageRefusal.duplicates(expected)) { try builder.build() }
        #expect(throws: FleetImageRefusal.duplicates([expected[0]])) { try builder.build(dropping: [4, 6]) }
    }

    @Test("rows to drop are not in the image, nor is what only they hold")
    func dropping() throws {
        var fixture = FleetImageFixture(seed: 7)
        let fleet = fixture.fleet(60)
        var builder = FleetImageBuilder()
        for site in fleet.installations { builder.append(site) }
        var last = fleet.installations[0]
        last.features = ["of nobody else"]
        builder.append(last)
        let rest = Fleet(installations: Array(fleet.installations[1...]), customers: Array(fleet.customers.values))
        #expect(try builder.build(customers: fleet.customers, dropping: [0, 61]) == FleetImage(rest))
    }

    @Test("features that would fill the memory are refused")
    func tooManyFeatures() {
        var builder = FleetImageBuilder()
        for row in 0..<100_000 {
            builder.beginSite(id: InstallationID("\(row)"), customer: "x")
            builder.features.begin(at: row)
            builder.features.add(builder.features.number(of: "feature of \(row)"))
        }
        #expect(throws: FleetImageRefusal.tooManyFeatures(100_000, sites: 100_000)) { try builder.build() }
    }
}
