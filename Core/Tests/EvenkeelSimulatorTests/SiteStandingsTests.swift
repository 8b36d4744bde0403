import EvenkeelDomain
import EvenkeelLedger
import EvenkeelSimulator
import Testing

@Suite("All that a site has to do with")
struct SiteStandingsTests {
    @Test("leaves out rollouts of another product; where its own is not known, nothing is left out")
    func otherProducts() async throws {
        let bench = try await Bench()
        var gateway = Installation(id: "alpha-gw", customer: "alpha")
        (gateway.product, gateway.version) = ("sbc", Version("1.0.0"))
        try await bench.store.change([
            .putInstallations([gateway, Installation(id: "beta-lab", customer: "beta")])
        ])
        func plan(_ id: RolloutID, _ product: String, _ version: String) async throws {
            var policy = Policy(
                rollout: id, release: Release(product: product, version: try #require(Version(version))),
                waves: [WavePolicy(name: "all")])
            policy.notice.before = .zero
            _ = try await bench.operations.makePlan(
                policy, id: CommandID("plan/\(id)"), by: "ada", at: bench.now)
        }
        try await plan("pbx-5.2", "pbx", "5.2.0")
        try await plan("sbc-1.1", "sbc", "1.1.0")
        func rollouts(_ site: InstallationID) async throws -> [RolloutID] {
            try await bench.operations.standings(of: site, at: bench.now).map(\.rollout)
        }
        #expect(try await rollouts("alpha-hq") == ["pbx-5.2"])
        #expect(try await rollouts("alpha-gw") == ["sbc-1.1"])
        #expect(try await rollouts("beta-lab") == ["sbc-1.1", "pbx-5.2"])
    }
}
