import EvenkeelDomain
import EvenkeelFiles
import Testing

@Suite struct FleetCheckTests {
    @Test("missing facts are counted where the policy asks for them, and only for sites it may concern")
    func counts() throws {
        let fleet = try FleetFile.read(
            text: """
                installation,customer,product,version,features,environment,friendly,seats,wants
                known,acme,pbx,5.1,fax,platform=x,0.9,3,-
                old,acme,pbx,5.2,,,,,
                other,acme,till,,,,,,
                bare,acme,pbx,,,,,,
                half,acme,pbx,5.1,fax,,,4,-

                """, named: "f.csv"
        ).fleet
        let policy = try PolicyFile.read(
            text: """
                rollout: r
                release: { product: pbx, version: 5.2.0 }
                select: "version=lt=5.2"
                coverage: { of: [features, environment.platform] }
                waves:
                  - { name: need, order: need, limit: { seats: 1% } }
                  - { name: friends, among: "friendly=ge=0.7;feature==fax", order: friendliness }
                  - { name: rest }
                notice: { acknowledge: "friendly=lt=0.5" }
                weights: { need: 0.5, feedback: 0 }
                """, named: "p.yaml")
        let missing = FleetCheck.missingFacts(in: fleet, for: policy)
        let rows = missing.map { fact in
            "\(fact.fact) \(fact.sites): " + fact.costs.map { "\($0.use) x\($0.sites)" }.joined(separator: " | ")
        }
        #expect(
            rows == [
                "friendly 2: among of wave 2: kept out of it x2 | order of wave 2: goes behind the sites that are known x2"
                    + " | acknowledge: whether to ask for consent is not known x2",
                "environment.platform 2: coverage: its combinations count as untried x2",
                "wants 1: order of wave 1: goes behind the sites that are known x1 | order of wave 3: goes behind the sites"
                    + " that are known x1",
                "feature 1: among of wave 2: kept out of it x1",
                "features 1: coverage: its combinations count as untried x1",
                "seats 1: limit of wave 1: counts as nothing x1",
                "version 1: select: whether the site is meant at all is not known x1",
            ])
    }

    @Test("the example fleet lacks some facts that keep-calm asks for, but few")
    func example() throws {
        let fleet = try FleetFile.read(path: Examples.path("fleet.csv")).fleet
        let policy = try PolicyFile.read(path: Examples.path("keep-calm.yaml"))
        let missing = FleetCheck.missingFacts(in: fleet, for: policy)
        #expect(!missing.isEmpty)
        #expect(missing.allSatisfy { $0.sites * 3 < fleet.installations.count })
        #expect(missing.map(\.sites) == missing.map(\.sites).sorted(by: >))
    }
}
