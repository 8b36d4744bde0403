import EvenkeelVerdict
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

@Suite("The running scan")
struct ScanTalliesTests {
    /// Sites with eight features that fail too often where features 1 and 2 meet.
    static func fleet(seed: UInt64, count: Int, faulty: Double) -> [SiteRecord] {
        var random = SplitMix(seed: seed)
        return (0..<count).map { id in
            let features = (0..<8).filter { _ in random.happens(0.3) }
            let rate = features.contains(1) && features.contains(2) ? faulty : 0.01
            return SiteRecord(id: id, features: features, expected: ScanTests.perSite, failed: random.happens(rate))
        }
    }

    @Test("site by site it halts exactly where the scan of all sites does", arguments: [0.01, 0.3, 0.9])
    func agrees(faulty: Double) {
        print("seed 8100...8109")
        var halts = 0
        for seed in 8100..<UInt64(8110) {
            let fleet = Self.fleet(seed: seed, count: 120, faulty: faulty)
            var running = ScanTallies(featureCount: 8)
            for (place, site) in fleet.enumerated() {
                running.enrol(features: site.features, expected: site.expected)
                guard site.failed else { continue }
                running.fail(features: site.features)
                let whole = Scan(records: Array(fleet[...place]), featureCount: 8).logEvidence
                #expect(abs(running.logEvidence - whole) < 1e-9)
                let halted = running.halts(falseHalt: 0.005)
                #expect(halted == (whole >= -log(0.005)))
                if halted { halts += 1 }
            }
        }
        #expect(faulty < 0.02 ? halts == 0 : halts > 3, "\(halts)")
    }

    @Test("the order of arrival does not matter, nor does a failure before the enrolment of others")
    func order() {
        print("seed 8200")
        let fleet = Self.fleet(seed: 8200, count: 80, faulty: 0.9)
        var random = SplitMix(seed: 8201)
        var first: Double?
        for _ in 0..<5 {
            var running = ScanTallies(featureCount: 8)
            for site in fleet.shuffled(using: &random) {
                running.enrol(features: site.features, expected: site.expected)
                if site.failed { running.fail(features: site.features) }
            }
            let halted = running.halts(falseHalt: 0.005)
            #expect(halted)
            if let first { #expect(abs(running.logEvidence - first) < 1e-9) }
            first = running.logEvidence
        }
    }

    @Test("after hundreds of failures, beyond the range of plain powers, it still agrees and still halts")
    func manyFailures() {
        var running = ScanTallies(featureCount: 2)
        var records: [SiteRecord] = []
        for id in 0..<700 {
            let site = SiteRecord(id: id, features: [0, 1], expected: ScanTests.perSite, failed: id % 2 == 0)
            records.append(site)
            running.enrol(features: site.features, expected: site.expected)
            if site.failed { running.fail(features: site.features) }
        }
        let halted = running.halts(falseHalt: 0.005)
        #expect(halted)
        let whole = Scan(records: records, featureCount: 2).logEvidence
        #expect(abs(running.logEvidence - whole) < 1e-9 * whole)
        // Then a long quiet time: what was overwhelming is forgotten only as the evidence itself falls.
        for _ in 0..<60_000 { running.enrol(features: [0, 1], expected: ScanTests.perSite) }
        var haltsLater = running.halts(falseHalt: 0.005)
        running.fail(features: [0])
        if running.halts(falseHalt: 0.005) { haltsLater = true }
        #expect(!haltsLater)
    }

    @Test("a metric needs 16 bytes")
    func state() {
        #expect(MemoryLayout<MetricTally>.size == 16)
        var tally = MetricTally()
        tally.enrol(expected: 0.25)
        tally.enrol(expected: 0.5)
        tally.fail()
        #expect(tally.observed == 1 && tally.expected == 0.75)
    }
}
