import EvenkeelVerdict
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

@Suite("Lists of suspicious groups")
struct SelectionTests {
    @Test("e-BH by hand: with 10 hypotheses and 10 % false discoveries the k-th strongest needs 100 / k")
    func byHand() {
        func selected(_ evidence: [Double]) -> [Int] {
            EvidenceSelection.select(logEvidence: evidence.map { log($0) }, hypotheses: 10, falseDiscoveries: 0.1)
        }
        #expect(selected([]) == [])
        #expect(selected([99, 1, 1]) == [])
        #expect(selected([1, 101, 2]) == [1])
        #expect(selected([60, 3, 51]) == [0, 2], "neither reaches 100, but both reach 50")
        #expect(selected([34, 400, 35]) == [1, 2, 0])
        #expect(selected([33, 400, 35]) == [1])
    }

    @Test("lists of groups of harmless fleets are wrong in at most 10 % of cases, asked at the end")
    func falseDiscoveries() {
        let seed: UInt64 = 7301
        print("seed \(seed)")
        var random = SplitMix(seed: seed)
        var wrong = 0
        let fleets = 200
        for _ in 0..<fleets {
            let records = (0..<200).map { id in
                SiteRecord(
                    id: id, features: (0..<6).filter { _ in random.happens(0.3) },
                    expected: Staircase.expected(fromProbability: 0.05), failed: random.happens(0.05))
            }
            if !Scan(records: records, featureCount: 6).listed(falseDiscoveries: 0.1).isEmpty { wrong += 1 }
        }
        // Four standard errors of 200 draws at 10 % are 8.5 percentage points.
        #expect(Double(wrong) / Double(fleets) < 0.185, "\(wrong) of \(fleets)")
    }

    @Test("a planted pair is listed first, its features may follow, and only it is blamed")
    func planted() throws {
        let scan = Scan(records: ScanTests.planted, featureCount: 8, pairCount: 20)
        let listed = scan.listed(falseDiscoveries: 0.1)
        #expect(try #require(listed.first).features == [0, 1])
        #expect(zip(listed, listed.dropFirst()).allSatisfy { $0.logEvidence >= $1.logEvidence })
        let blamed = scan.implicated(names: ScanTests.names).filter(\.isConcentrated)
        #expect(blamed.map(\.features) == [["call-queue", "fax"]])
    }

    @Test("where every site fails five times as often, the failures are elevated everywhere and nothing is blamed")
    func everywhere() throws {
        let records = (0..<160).map {
            SiteRecord(id: $0, features: [$0 % 4, 4 + $0 % 3], expected: ScanTests.perSite, failed: $0 % 5 == 0)
        }
        let implicated = Scan(records: records, featureCount: 8).implicated(names: ScanTests.names)
        #expect(try #require(implicated.first).spread == .elevatedEverywhere)
        #expect(implicated.allSatisfy { !$0.isConcentrated })
        let planted = Scan(records: ScanTests.planted, featureCount: 8).implicated(names: ScanTests.names)
        #expect(try #require(planted.first).spread == .concentrated)
    }
}
