import EvenkeelDomain
import EvenkeelLedger
import EvenkeelSimulator
import Testing

@testable import EvenkeelStore

@Suite("The evidence in memory")
struct EvidenceCacheTests {
    private static let seed: UInt64 = 41

    @Test("is that of the rows after any change, on every node, although only changes are read")
    func follows() async throws {
        try await withSQLite { sqlite in
            let store = sqlite.store
            let (here, there) = (EvidenceCache(store: store), EvidenceCache(store: store))
            var random = SplitMix64(seed: Self.seed)
            let sites = (0..<30).map { "site-\($0)" }
            try await store.change([.putPlacements(sites.map { Fixtures.placement($0, in: .due) })])
            for step in 0..<200 {
                try await Self.change(store, step, &random)
                let rows = try await store.siteEvidence("r")
                if step % 7 == 0 {
                    #expect(try await there.sites(of: "r").sites == rows, "seed \(Self.seed), step \(step)")
                }
                let (known, version) = try await here.sites(of: "r")
                #expect(known == rows, "seed \(Self.seed), step \(step)")
                #expect(try await version == store.tallyVersion("r"))
            }
        }
    }

    private static func change(_ store: SQLStore, _ step: Int, _ random: inout SplitMix64) async throws {
        func some(_ count: Int) -> Int { Int(random.next() % UInt64(count)) }
        let site = InstallationID("site-\(some(32))")
        let at = Fixtures.time(step)
        switch some(8) {
        case 0, 1:
            let start = InstallStart(rollout: "r", installation: site, executor: .command, timeout: .hours(1))
            _ = try await store.begin([start], at: at)
        case 2, 3:
            let kinds: [Outcome.Kind] = [.installed, .failed, .healthy, .unhealthy, .used]
            let outcome = Fixtures.outcome("o-\(step)", at: site.text, kinds[some(kinds.count)], minute: step)
            _ = try await store.record(Fixtures.batch([outcome]))
        case 4, 5:
            let steps = PlacementState.Step.allCases
            try await store.change([.stepPlacement("r", site, steps[some(steps.count)], at: at, note: nil)])
        case 6: try await store.change([.stepWave("r", wave: some(2), .release, at: at)])
        default:
            let rows = (0..<some(3)).map { Fixtures.placement("site-\(some(40) + $0)", revision: step, wave: 1) }
            try await store.change([.revisePlacements("r", begun: some(2), rows)])
        }
    }

    @Test("only the sites that changed are read")
    func few() async throws {
        try await withSQLite { sqlite in
            let store = sqlite.store
            try await store.change([.putPlacements(["a", "b", "c"].map { Fixtures.placement($0, in: .due) })])
            let version = try await store.tallyVersion("r")
            try await store.change([.stepPlacement("r", "b", .start, at: Fixtures.time(1), note: nil)])
            let changes = try await store.siteChanges("r", since: version)
            #expect(!changes.isWhole)
            #expect(changes.sites.map(\.installation) == ["b"])
        }
    }
}
