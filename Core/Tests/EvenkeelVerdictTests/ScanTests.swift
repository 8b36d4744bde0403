import EvenkeelVerdict
import Testing

@Suite("Where the failures concentrate")
struct ScanTests {
    static let names = ["call-queue", "fax", "voicemail", "recording", "conference", "paging", "dect", "hotdesk"]
    static let perSite = Staircase.expected(fromProbability: 0.01)

    /// 36 sites, five of them with both call-queue and fax, of which four failed.
    static let planted: [SiteRecord] = {
        let others = [[0], [0, 2], [1, 3], [1], [2, 3, 4], [0, 5], [1, 6], [4, 7], [0, 3], [1, 2]]
        let broken = (0..<5).map {
            SiteRecord(id: $0, features: [0, 1] + ($0 % 2 == 0 ? [2] : []), expected: perSite, failed: $0 != 3)
        }
        let healthy = (5..<36).map {
            SiteRecord(id: $0, features: others[$0 % others.count], expected: perSite, failed: false)
        }
        return broken + healthy
    }()

    @Test("a fault of call-queue with fax is named as that pair, with the healthy rest beside it")
    func plantedPair() throws {
        let implicated = Scan(records: Self.planted, featureCount: 8).implicated(names: Self.names)
        #expect(implicated.count == 1)
        let first = try #require(implicated.first)
        #expect(first.features == ["call-queue", "fax"])
        #expect(first.failed == 4 && first.sites == 5)
        #expect(first.elsewhereFailed == 0 && first.elsewhereSites == 31)
        #expect(first.isConcentrated)
        #expect(first.evidence > 1000)
    }

    @Test("two separate faults are both named, the second after the sites of the first are set aside")
    func twoFaults() {
        var records = Self.planted
        for id in 36..<44 {
            records.append(SiteRecord(id: id, features: [6, 7], expected: Self.perSite, failed: id % 4 != 0))
        }
        // Single features without failures, so that the pair is the better name.
        for id in 44..<60 {
            records.append(SiteRecord(id: id, features: [id % 2 == 0 ? 6 : 7], expected: Self.perSite, failed: false))
        }
        let named = Scan(records: records, featureCount: 8).named()
        #expect(named.map(\.features) == [[6, 7], [0, 1]])
        #expect(named.last?.elsewhereSites == 31 + 16)
    }

    @Test("no failures name nothing, one failure is no concentration")
    func fewFailures() throws {
        let clean = Self.planted.map {
            SiteRecord(id: $0.id, features: $0.features, expected: $0.expected, failed: false)
        }
        #expect(Scan(records: clean, featureCount: 8).named() == [])
        #expect(Scan(records: [], featureCount: 8).named() == [])
        #expect(abs(Scan(records: [], featureCount: 0).logEvidence) < 1e-12)
        var one = clean
        one[0] = SiteRecord(id: 0, features: [0, 1, 2], expected: Self.perSite, failed: true)
        let named = Scan(records: one, featureCount: 8).named()
        #expect(named.count == 1)
        #expect(named.allSatisfy { $0.logConcentration < 2 })
    }

    @Test("failures elevated everywhere are not called concentrated")
    func elevatedEverywhere() {
        let records = (0..<80).map {
            SiteRecord(id: $0, features: [$0 % 4, 4 + $0 % 3], expected: Self.perSite, failed: $0 % 5 == 0)
        }
        let implicated = Scan(records: records, featureCount: 8).implicated(names: Self.names)
        #expect(!implicated.isEmpty)
        #expect(implicated.allSatisfy { !$0.isConcentrated })
    }

    @Test("where a pair and a feature have the same sites, the feature is named")
    func sameSites() {
        let records = (0..<10).map {
            SiteRecord(id: $0, features: $0 < 4 ? [0, 1] : [0], expected: Self.perSite, failed: $0 < 4)
        }
        #expect(Scan(records: records, featureCount: 2).named().map(\.features) == [[1]])
    }

    @Test("the scan over sites and the scan over tallies agree; counting only pairs that exist gives more evidence")
    func tallies() {
        let all = Scan(records: Self.planted, featureCount: 8)
        let evidence = all.groupEvidence(names: Self.names)
        #expect(abs(all.logEvidence - evidence.logEvidence()) < 1e-12)
        let present = evidence.tallies.count { $0.features.count == 2 }
        #expect(present < 28)
        #expect(Scan(records: Self.planted, featureCount: 8, pairCount: present).logEvidence > all.logEvidence)
        #expect(Scan(records: Self.planted, featureCount: 8, multiplier: 2).logEvidence < all.logEvidence)
    }

    @Test("the scan averages: one feature and one pair by hand")
    func byHand() {
        let tallies = [
            GroupTally(features: ["a"], observed: 0, expected: 0, sites: 1, failed: 0),
            GroupTally(features: ["b"], observed: 1, expected: 0, sites: 1, failed: 1),
        ]
        // With no expectation the evidence of one failure is the mean multiplier. The features give (1 + mean) / 2; the
        // only pair has no site yet and counts as 1.
        let evidence = GroupEvidence(tallies: tallies, featureCount: 2, pairCount: 1).logEvidence()
        let mean = 0.45 + 0.44 + 0.42 + 0.5 + 0.72 + 1.26 + 2.0 + 3.6
        #expect(abs(exponential(evidence) - ((1 + mean) / 2 / 3 + 2.0 / 3)) < 1e-12, "\(evidence)")
    }

    @Test("simulated harmless rollouts, scanned after every site, are halted no more often than allowed")
    func harmless() {
        let seed: UInt64 = 4242
        print("seed \(seed)")
        var random = SplitMix(seed: seed)
        var halts = 0
        let rollouts = 150
        for _ in 0..<rollouts {
            var records: [SiteRecord] = []
            for id in 0..<60 {
                let features = (0..<6).filter { _ in random.happens(0.4) }
                let failed = random.happens(0.05)
                records.append(
                    SiteRecord(
                        id: id, features: features, expected: Staircase.expected(fromProbability: 0.05), failed: failed)
                )
                guard failed else { continue }
                if exponential(Scan(records: records, featureCount: 6).logEvidence) >= 1 / 0.05 {
                    halts += 1
                    break
                }
            }
        }
        // 5 % of 150 is 7.5; at most 5 % are allowed, and four standard errors above that is 18.
        #expect(halts <= 18, "seed \(seed): \(halts) of \(rollouts)")
    }

    /// By its series, so that the tests need no mathematics library.
    private func exponential(_ value: Double) -> Double {
        var term = 1.0
        var sum = 1.0
        for power in 1...200 {
            term *= value / Double(power)
            sum += term
        }
        return sum
    }
}
