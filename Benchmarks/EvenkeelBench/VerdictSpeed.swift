import EvenkeelSimulator
import EvenkeelVerdict
import Foundation

/// State per metric, and the time for one outcome on a fleet of 200 features.
func verdictState(into table: inout BenchTable) {
    table.add(
        "verdict: state per metric", target: "16 bytes", measured: "\(MemoryLayout<MetricTally>.size) bytes",
        limit: "two numbers", ratio: "", met: MemoryLayout<MetricTally>.size == 16)
    let fleet = FleetGenerator(seed: 1, sites: 50_000, features: 200, customers: 6000).fleet()
    let sites = (0..<fleet.count).map(fleet.features)
    let groups = sites.reduce(0) { $0 + $1.count * ($1.count + 1) / 2 } / sites.count
    let expected = Staircase.expected(fromProbability: 0.01)
    var (enrolments, failures, slowest, anew): ([Double], [Double], [Double], [Double]) = ([], [], [], [])
    var halts: [Int] = []
    for round in 0..<5 {
        // A release as good as usual: site after site is enrolled, one in a hundred fails and the scan is asked.
        var random = SplitMix64(seed: 4007 + UInt64(round))
        let fails = sites.map { _ in random.uniform() < 0.01 }
        var scan = ScanTallies(featureCount: 200)
        let enrolOnly = seconds { for site in sites { scan.enrol(features: site, expected: expected) } }
        scan = ScanTallies(featureCount: 200)
        var halted = 0
        var times: [Double] = []
        for (site, isFailed) in zip(sites, fails) {
            scan.enrol(features: site, expected: expected)
            guard isFailed else { continue }
            times.append(
                1e6
                    * seconds {
                        scan.fail(features: site)
                        if scan.halts(falseHalt: 0.005) { halted += 1 }
                    })
        }
        enrolments.append(1e6 * enrolOnly / Double(sites.count))
        times.sort()
        failures.append(times[times.count / 2])
        slowest.append(times[times.count * 99 / 100])
        halts.append(halted)
        anew.append(1e6 * seconds { if scan.logEvidence > 1000 { halts.append(1) } })
    }
    let (enrolment, failure) = (Sample(enrolments), Sample(failures))
    table.add(
        "verdict: a failure scored on 200 features (\(groups) groups per site on average, halt asked; median)",
        target: "<= 5 us", measured: failure.text("us", digits: 2),
        limit:
            "99 of 100 within \(Sample(slowest).text("us", digits: 1)); enrolment \(enrolment.text("us", digits: 2))",
        ratio: Sample.ratio(failure, of: enrolment), met: failure.median <= 5 && halts.allSatisfy { $0 == 0 })
    table.add(
        "verdict: evidence of all 20,100 groups of 200 features, in logarithms, for a page", target: "",
        measured: Sample(anew).text("us"), limit: "", ratio: "", met: true)
}
