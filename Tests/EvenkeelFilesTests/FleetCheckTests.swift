import EvenkeelDomain
import EvenkeelFiles
import Testing

@Suite struct FleetCheckTests {
    private func image(_ text: String) throws -> FleetImage {
        FleetImage(try FleetFile.read(text: text, named: "f.csv").fleet)
    }

    private func policy(_ text: String) throws -> Policy {
        try PolicyFile.read(
            text: "rollout: r\nrelease: { product: pbx, version: 5.2.0 }\n\(text)\n", named: "p.yaml")
    }

    private func rows(_ check: FleetCheck) -> [String] {
        check.facts.map { fact in
            "\(fact.fact) at \(fact.sites), \(fact.seats) seats, cost \(fact.cost): "
                + fact.costs.map { "\($0.use.name)\($0.use.wave.map { " \($0)" } ?? "") \($0.use.effect) x\($0.sites)" }
                .joined(separator: " | ")
        }
    }

    @Test("missing facts are counted where the policy asks for them, only for sites it may concern, the dearest first")
    func counts() throws {
        let image = try image(
            """
            installation,customer,product,version,features,environment,friendly,feedback,seats,wants
            known,acme,pbx,5.1,fax,platform=x,0.9,1,3,-
            old,acme,pbx,5.2,,,,,,
            other,acme,till,,,,,,,
            bare,acme,pbx,,,,,,,
            half,acme,pbx,5.1,fax,,,0,4,-

            """)
        let policy = try policy(
            """
            select: "version=lt=5.2"
            coverage: { of: [features, environment.platform] }
            waves:
              - { name: need, order: need, limit: { seats: 1% } }
              - { name: friends, among: "friendly=ge=0.7;feature==fax", order: friendliness }
              - { name: rest }
            notice: { acknowledge: "friendly=lt=0.5" }
            weights: { need: .75, feedback: .25, friendliness: 0 }
            """)
        let check = FleetCheck(image, policy: policy)
        #expect(
            rows(check) == [
                // Half of the wave at half, a quarter at bare (shared with features), a quarter each for the order,
                // an eighth each for the consent.
                "friendly at 2, 4 seats, cost 1.5: among 2 keptOut x2 | order 2 rankedLast x2 | acknowledge undecided x2",
                "version at 1, 0 seats, cost 1.0: select leftOut x1",
                // Half for the first wave, three quarters of a quarter for the score.
                "wants at 1, 0 seats, cost 0.6875: order 1 keptOut x1 | order 3 rankedLast x1",
                "environment.platform at 2, 4 seats, cost 0.5: coverage unseen x2",
                "features at 1, 0 seats, cost 0.5: among 2 keptOut x1 | coverage unseen x1",
                "feedback at 1, 0 seats, cost 0.0625: order 3 rankedLast x1",
                "seats at 1, 0 seats, cost 0.0625: limit 1 estimated x1",
            ])
        #expect(check.concernedSites == 3 && check.completeSites == 1)
        let bare = try #require(image.number(of: "bare"))
        #expect(check.cost(of: "friendly", at: bare) == 0.625)
        #expect(check.cost(of: "friendly", at: try #require(image.number(of: "known"))) == 0)
        #expect(check.cost(of: "friendly", at: try #require(image.number(of: "old"))) == 0)
    }

    @Test("a hold that may concern a site leaves it out; a bound of a wave keeps it out; a weight is assumed")
    func holdsAndBounds() throws {
        let image = try image(
            """
            installation,customer,features,complexity,criticality
            a,acme,fax,0.2,low
            b,acme,,,
            c,bolt,,,

            """)
        var policy = try policy("waves: [{ name: all, order: due, soak: { days: 1 } }]")
        policy.waves[0].limit = WaveLimit(weight: .count(4), complexityAtMost: Share(0.5))
        let hold = Hold(
            id: "h", predicate: try Predicate(parsing: "feature==fax"), owner: "o", why: "faxes are cut off",
            since: CivilDate(dayNumber: 0).startUTC)
        // Site b has the criticality of its customer.
        #expect(
            rows(FleetCheck(image, policy: policy, holds: [hold])) == [
                "features at 2, 0 seats, cost 2.5: hold leftOut x2 | coverage unseen x2",
                "complexity at 2, 0 seats, cost 1.0: limit 1 keptOut x2",
                "support_ends at 3, 0 seats, cost 0.75: order 1 rankedLast x3",
                "criticality at 1, 0 seats, cost 0.0625: limit 1 estimated x1",
            ])
    }

    @Test("feedback that was learned is not missing, nor is a support end where a contract gives the date")
    func learned() throws {
        var sites = ["a", "b"].map { Installation(id: $0, customer: "acme") }
        sites[1].contractDue = CivilDate("2027-01-31")
        let image = FleetImage(Fleet(installations: sites, customers: []))
        let policy = try policy("waves: [{ name: one, order: feedback }, { name: two, order: due }]")
        let record = try #require(TrackRecord(asked: 2, answered: 2))
        func missing(_ history: [InstallationID: TrackRecord]) -> [String: Int] {
            let check = FleetCheck(image, policy: policy, history: history)
            return Dictionary(uniqueKeysWithValues: check.facts.map { ($0.fact, $0.sites) })
        }
        #expect(missing([:]) == ["feedback": 2, "support_ends": 1, "features": 2])
        #expect(missing(["a": record]) == ["feedback": 1, "support_ends": 1, "features": 2])
        // Never asked: nothing was learned.
        #expect(missing(["a": try #require(TrackRecord())])["feedback"] == 2)
    }

    @Test("unseen combinations are estimated from the sites that are known")
    func unseen() throws {
        // Three known sites run 3, 3 and 1 pairs; b+c, a+d and b+d run at one site each.
        let image = try image(
            """
            installation,customer,features,environment
            k1,acme,a;b;c,-
            k2,acme,a;b;d,-
            k3,acme,a;c,-
            u1,acme,,-
            u2,acme,,-
            u3,acme,,-
            half,acme,a;b;c;d,

            """)
        let plain = try policy("waves: [{ name: all, order: coverage }]\ncoverage: { of: [features, environment.os] }")
        let facts = FleetCheck(image, policy: plain).facts
        let features = try #require(facts.first { $0.fact == "features" })
        #expect(features.unseenPairs == 7 && features.unseenElsewherePairs == 3)
        #expect(features.keptOutSites == 3 && features.rankedLastSites == 0)
        let os = try #require(facts.first { $0.fact == "environment.os" })
        #expect(os.sites == 1 && os.unseenPairs == 4 && os.unseenElsewherePairs == 0)
        #expect(os.costs.map(\.use) == [.attribute(wave: 1), .coverage])
        #expect(os.column == "environment")
    }

    @Test("a fleet of which everything is known lacks nothing")
    func complete() throws {
        let image = try image("installation,customer,features,complexity,wants,friendly,feedback\na,acme,fax,1,-,1,1\n")
        let check = FleetCheck(image, policy: try policy("waves: [{ name: all }]"))
        #expect(check.facts.isEmpty && check.completeSites == 1)
    }

    @Test("the example fleet lacks some facts that keep-calm asks for, but few")
    func example() throws {
        let image = FleetImage(try FleetFile.read(path: Examples.path("fleet.csv")).fleet)
        let policy = try PolicyFile.read(path: Examples.path("keep-calm.yaml"))
        let check = FleetCheck(image, policy: policy)
        #expect(!check.facts.isEmpty)
        #expect(check.facts.allSatisfy { $0.sites * 3 < image.count })
        #expect(check.facts.map(\.cost) == check.facts.map(\.cost).sorted(by: >))
    }
}
