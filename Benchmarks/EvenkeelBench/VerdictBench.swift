import EvenkeelSimulator
import EvenkeelVerdict
import Foundation

/// The halt and advance rules against their promises, against Wald's bound and against the rules of others.
///
/// Every figure is exact or comes from fixed seeds, so that it is the same in every run; only the speeds differ.
func verdictBench(into table: inout BenchTable) throws {
    try verdictFalseHalts(into: &table)
    verdictSpeedToHalt(into: &table)
    try verdictDelayedWaves(into: &table)
    verdictControls(into: &table)
    verdictTraps(into: &table)
    verdictBounds(into: &table)
    verdictState(into: &table)
    try VerdictFleet().bench(into: &table)
}

/// The lower end of the exact 95 % interval of a share.
func lowerEnd(_ count: Int, of all: Int) -> Double {
    count == 0 ? 0 : 1 - UpperBound.fixed(failed: all - count, of: all, confidence: 0.975)
}

/// A share with its exact 95 % interval (Clopper and Pearson).
func shareText(_ count: Int, of all: Int) -> String {
    let upper = UpperBound.fixed(failed: count, of: all, confidence: 0.975)
    let lower = lowerEnd(count, of: all)
    return String(
        format: "%.2f %% (%.2f to %.2f)", 100 * Double(count) / Double(all), 100 * lower, 100 * upper)
}

private let line = Staircase.calibrated(falseHalt: 0.01, horizon: 10_000 * perSite)
private let perSite = Staircase.expected(fromProbability: 0.01)

private func verdictFalseHalts(into table: inout BenchTable) throws {
    let programs = 10_000
    let curve = try VerdictWaves.curve(meanDays: 1)
    let tabulated = Staircase.tabulated(falseHalt: 0.01, horizon: 10_000 * perSite)
    let rules: [(String, Staircase, DelayProfile)] = [
        ("staircase, assumption-free", line, .assumptionFree),
        ("staircase, known profile", line, .known(curve)),
        ("table, known profile", tabulated, .known(curve)),
    ]
    let faster: [(String, Staircase)] = [("staircase", line), ("table", tabulated)]
    for (name, line) in faster {
        let result = VerdictWaves.run(
            programs: programs, rate: 0.01, meanDays: 0.5, seed: 4001, everyEvent: true,
            rule: VerdictWaves.evenkeel(line, .known(curve)))
        table.add(
            "verdict: false halts per rollout, failures twice as fast as the known profile, asked after every event "
                + "(\(name))",
            target: "<= 1.0 %", measured: shareText(result.halted, of: programs),
            limit: "at most 1.00 % (exact, asked at every moment)", ratio: "",
            // The line spends all that is allowed here, so the draws lie around 1 %.
            met: lowerEnd(result.halted, of: programs) <= 0.01)
    }
    let exact = String(
        format: "one at a time, exact: %.2f %%", 100 * line.forecast(rate: 0.01, baseline: 0.01, sites: 10_000).halted)
    for (name, line, profile) in rules {
        let result = VerdictWaves.run(
            programs: programs, rate: 0.01, seed: 4001, everyEvent: true, rule: VerdictWaves.evenkeel(line, profile))
        table.add(
            "verdict: false halts per rollout, delayed failures, asked after every event (\(name))",
            target: "<= 1.0 %", measured: shareText(result.halted, of: programs), limit: exact, ratio: "",
            met: result.haltShare <= 0.01)
    }
    let alike = Staircase.forAlikeSites(kind: .table, falseHalt: 0.01, baseline: 0.01, sites: 10_000)
    let spent = alike.forecast(rate: 0.01, baseline: 0.01, sites: 10_000).halted
    table.add(
        "verdict: false halts per rollout, alike sites, asked after every site (table for alike sites)",
        target: "<= 1.0 %", measured: String(format: "%.3f %% (exact)", 100 * spent), limit: "1 %",
        ratio: String(format: "%.3f", spent / 0.01), met: spent <= 0.01)
    let scanned = scannedFalseHalts(programs: programs)
    table.add(
        "verdict: false halts per rollout with the scan of 120 features and all their pairs, 1,000 sites",
        target: "<= 1.0 %", measured: shareText(scanned, of: programs), limit: "", ratio: "",
        met: Double(scanned) / Double(programs) <= 0.01)
}

/// Half of the false halts for the pooled line, half for the scan; sites of a correlated fleet in random order.
private func scannedFalseHalts(programs: Int) -> Int {
    let fleet = FleetGenerator.fleetB.fleet()
    let sites = 1000
    let pooled = Staircase.calibrated(falseHalt: 0.005, horizon: Double(sites) * perSite)
    var random = SplitMix64(seed: 4002)
    var halted = 0
    for _ in 0..<programs {
        var scan = ScanTallies(featureCount: 120)
        var failed = 0
        for site in 1...sites {
            let features = fleet.features(of: Int.random(in: 0..<fleet.count, using: &random))
            scan.enrol(features: features, expected: perSite)
            guard random.uniform() < 0.01 else { continue }
            failed += 1
            scan.fail(features: features)
            if pooled.halts(observed: failed, expected: Double(site) * perSite) || scan.halts(falseHalt: 0.005) {
                halted += 1
                break
            }
        }
    }
    return halted
}

private func verdictSpeedToHalt(into table: inout BenchTable) {
    let rows: [(String, Double, Int, Double?, (Double, Int) -> Staircase)] = [
        ("staircase", 0.01, 10_000, 1.35, { .calibrated(falseHalt: 0.01, horizon: Double($1) * -log1p(-$0)) }),
        (
            "table for alike sites", 0.01, 10_000, 1.21,
            { .forAlikeSites(kind: .table, falseHalt: 0.01, baseline: $0, sites: $1) }
        ),
        ("table", 0.001, 100_000, 1.21, { .tabulated(falseHalt: 0.01, horizon: Double($1) * -log1p(-$0)) }),
        ("reference's table as printed", 0.001, 100_000, nil, { _, _ in .universalTable }),
        ("reference's table as printed", 0.01, 10_000, nil, { _, _ in .universalTable }),
    ]
    for (name, baseline, sites, target, make) in rows {
        let line = make(baseline, sites)
        let ratios = [2.0, 5, 20].map { multiple in
            line.forecast(rate: multiple * baseline, baseline: baseline, sites: sites).meanSites
                / HaltForecast.waldSites(falseHalt: 0.01, baseline: baseline, rate: multiple * baseline)
        }
        table.add(
            "verdict: sites to halt / Wald's bound at 2x, 5x, 20x, exact (\(name), baseline \(100 * baseline) %)",
            target: target.map { "<= \($0) each" } ?? "",
            measured: ratios.map { String(format: "%.3f", $0) }.joined(separator: " / "),
            limit: "no rule is below about 1.19 at all sizes", ratio: "",
            met: ratios.allSatisfy { $0 <= target ?? .infinity })
    }
}

private func verdictDelayedWaves(into table: inout BenchTable) throws {
    let measured = try VerdictWaves.curve(meanDays: 1)
    guard let exact = DelayCurve(delaysDays: measured.delaysDays, speedUp: 1) else { return }
    let tabulated = Staircase.tabulated(falseHalt: 0.01, horizon: 10_000 * perSite)
    let rules: [(String, () -> (VerdictWaves.Look) -> Bool, Double?)] = [
        ("hawkBit, 10 %", VerdictPeers.hawkBit(threshold: 0.1), nil),
        ("Evenkeel, known profile, taken as measured", VerdictWaves.evenkeel(line, .known(exact)), 50),
        ("Evenkeel, known profile, at double speed (default)", VerdictWaves.evenkeel(line, .known(measured)), 50),
        ("Evenkeel, table, known profile at double speed", VerdictWaves.evenkeel(tabulated, .known(measured)), 50),
        ("Evenkeel, assumption-free", VerdictWaves.evenkeel(line, .assumptionFree), 30),
        ("Evenkeel, table, assumption-free", VerdictWaves.evenkeel(tabulated, .assumptionFree), 30),
        ("hawkBit, 50 %", VerdictPeers.hawkBit(threshold: 0.5), nil),
        ("Argo, >= 95 % per 12 h, limit 0", VerdictPeers.argo(failureLimit: 0), nil),
        ("Argo, >= 95 % per 12 h, limit 3", VerdictPeers.argo(failureLimit: 3), nil),
        ("fixed test p < 0.01 at every look", VerdictPeers.fixedTest(), nil),
        ("no gate", { { _ in false } }, nil),
    ]
    // The server judges as every outcome comes in, a pipeline perhaps ten times a day.
    verdictHarm(rules, looks: "ten looks a day", everyEvent: false, into: &table)
    let asked = rules.filter { $0.0.contains("hawkBit, 10") || $0.0.contains("Evenkeel") }
    verdictHarm(asked, looks: "asked after every failure", everyEvent: true, into: &table)
}

private func verdictHarm(
    _ rules: [(String, () -> (VerdictWaves.Look) -> Bool, Double?)], looks: String, everyEvent: Bool,
    into table: inout BenchTable
) {
    let programs = 4000
    var hawkBit = 1.0
    for (name, rule, target) in rules {
        let results = [0.01, 0.02, 0.05, 0.2].map {
            VerdictWaves.run(programs: programs, rate: $0, seed: 4003, everyEvent: everyEvent, rule: rule)
        }
        let harmed = results[2].meanHarmed
        if hawkBit == 1 { hawkBit = harmed }
        let figures = results.dropFirst().map { String(format: "%.1f", $0.meanHarmed) }.joined(separator: " / ")
        table.add(
            "verdict: sites harmed in delayed waves at 2x / 5x / 20x, \(looks) (\(name))",
            target: target.map { "at 5x >= \(Int($0)) x fewer than hawkBit 10 %" } ?? "",
            measured: figures + ", false halts " + shareText(results[0].halted, of: programs),
            limit: String(format: "exposed at 5x: %.0f", results[2].meanExposed),
            ratio: String(format: "%.1f x", hawkBit / harmed), met: target.map { hawkBit / harmed >= $0 } ?? true)
    }
}

/// One control for each upgraded site, 10,000 of each; the usual rate is known to nobody.
private func verdictControls(into table: inout BenchTable) {
    let rules: [(String, Bool, (TwoSample, Int) -> Bool)] = [
        ("Evenkeel, two samples", false, { sample, _ in sample.halts(falseHalt: 0.01) }),
        (
            "Lindon-Malek beta(1,1), two-sided", false,
            { sample, _ in
                VerdictPeers.lindonMalek(treated: sample.treatedEvents, control: sample.controlEvents) >= 100
            }
        ),
        (
            "Fisher p < 0.01 every 50 sites", true,
            { sample, place in
                sample.treatedEvents > sample.controlEvents
                    && VerdictPeers.fisher(
                        treated: sample.treatedEvents, control: sample.controlEvents, perArm: place) < 0.01
            }
        ),
    ]
    for (name, isPeeking, rule) in rules {
        let results = [0.01, 0.02, 0.05, 0.2].map { controlled(rate: $0, programs: 2000, isPeeking: isPeeking, rule) }
        table.add(
            "verdict: unknown baseline, 1:1 control, sites to halt at 2x / 5x / 20x (\(name))",
            target: name.hasPrefix("Evenkeel") ? "false halts <= 1.0 %" : "",
            measured: results.dropFirst().map { String(format: "%.0f", $0.meanSites) }.joined(separator: " / "),
            limit: "false halts " + shareText(results[0].halted, of: 2000), ratio: "",
            met: !name.hasPrefix("Evenkeel") || results[0].halted <= 20)
    }
}

private func controlled(
    rate: Double, programs: Int, isPeeking: Bool, _ halts: (TwoSample, Int) -> Bool
) -> (halted: Int, meanSites: Double) {
    let pairs = 10_000
    var random = SplitMix64(seed: 4004)
    var (halted, siteSum) = (0, 0)
    for _ in 0..<programs {
        var events: [(place: Int, isTreated: Bool)] = []
        random.forEachPlace(of: pairs, probability: rate) { events.append(($1, true)) }
        random.forEachPlace(of: pairs, probability: 0.01) { events.append(($1, false)) }
        events.sort { $0.place < $1.place }
        var sample = TwoSample()
        var haltedAt: Int?
        for (index, event) in events.enumerated() {
            // Both arms are enrolled pair by pair, so that they are at risk alike.
            sample.add(isTreated: event.isTreated, treatedAtRisk: 1, controlAtRisk: 1)
            let look = isPeeking ? (event.place / 50 + 1) * 50 : event.place + 1
            let isLast = index + 1 == events.count || events[index + 1].place >= look
            if isLast, halts(sample, look) {
                haltedAt = look
                break
            }
        }
        if haltedAt != nil { halted += 1 }
        siteSum += haltedAt ?? pairs
    }
    return (halted, Double(siteSum) / Double(programs))
}

private func verdictBounds(into table: inout BenchTable) {
    let sites = [5, 10, 20, 50, 100, 150, 300, 1000]
    let ratios = sites.map {
        UpperBound.anytime(failed: 0, of: $0, confidence: 0.95) / UpperBound.fixed(failed: 0, of: $0, confidence: 0.95)
    }
    table.add(
        "verdict: anytime bound / Clopper-Pearson without failures, 5 to 1,000 sites", target: "<= 1.10",
        measured: ratios.map { String(format: "%.4f", $0) }.joined(separator: ", "), limit: "1", ratio: "",
        met: ratios.allSatisfy { $0 <= 1.10 })
}

/// Ways of counting that look right, each beside the right one.
private func verdictTraps(into table: inout BenchTable) {
    func add(_ name: String, _ wrong: String, _ right: String) {
        table.add(
            "verdict trap: \(name)", target: "", measured: "false halts " + wrong, limit: "done right: " + right,
            ratio: "", met: true)
    }
    let programs = 4000
    func waves(_ meanDays: Double, _ rule: @escaping () -> (VerdictWaves.Look) -> Bool) -> String {
        let result = VerdictWaves.run(programs: programs, rate: 0.01, meanDays: meanDays, seed: 4005, rule: rule)
        return shareText(result.halted, of: programs)
    }
    let free = VerdictWaves.evenkeel(line, .assumptionFree)
    add("only failed and finished sites counted", waves(1, VerdictPeers.finishedOnly(line)), waves(1, free))
    let delays = (1...400).map { VerdictWaves.delay(Double($0) / 401, meanDays: 1) }
    if let careful = DelayCurve(delaysDays: delays), let naive = DelayCurve(delaysDays: delays, speedUp: 1) {
        add(
            "profile as measured, failures twice as fast", waves(0.5, VerdictWaves.evenkeel(line, .known(naive))),
            waves(0.5, VerdictWaves.evenkeel(line, .known(careful))))
    }
    let twoSamples = controlled(rate: 0.01, programs: 2000, isPeeking: false) { sample, _ in
        sample.halts(falseHalt: 0.01)
    }
    for events in [3, 10, 30, 100, 300, 1000] {
        func exact(_ caution: (Int) -> Double) -> String {
            String(format: "%.1f %%", 100 * estimatedFalseHalts(eventsExpected: Double(events), caution: caution))
        }
        let right =
            events < Baseline.eventsNeeded
            ? "two samples, " + shareText(twoSamples.halted, of: 2000)
            : "one standard error on top, " + exact { Baseline.measured(0.01, events: $0).caution }
        add("baseline estimated from about \(events) failures and used as it is", exact { _ in 1 }, right)
    }
    for clusterEnd in [0.8, 0.5, 0.25] {
        let (naive, distinct) = clustered(endProbability: clusterEnd, programs: programs)
        add(
            String(format: "every incident counted, variance / mean %.1f", 2 / clusterEnd - 1),
            shareText(naive, of: programs), shareText(distinct, of: programs))
    }
}

/// Exact: the failures an estimate rests on are a Poisson count, and each count gives a line wrong by a known factor.
private func estimatedFalseHalts(eventsExpected: Double, caution: (Int) -> Double) -> Double {
    let spread = 5 * eventsExpected.squareRoot()
    let step = max(1, Int(spread / 40))
    var (total, mass) = (0.0, 0.0)
    for events in stride(
        from: max(1, Int(eventsExpected - spread)), through: Int(eventsExpected + spread) + 2, by: step)
    {
        let count = Double(events)
        let chance = exp(count * log(eventsExpected) - eventsExpected - lgamma(count + 1))
        total += chance * line.power(multiplier: eventsExpected / (count * caution(events)))
        mass += chance
    }
    return total / mass
}

/// 1 % of 10,000 sites have trouble and each reports 1 / `endProbability` incidents on average.
private func clustered(endProbability: Double, programs: Int) -> (naive: Int, distinct: Int) {
    var random = SplitMix64(seed: 4006)
    var (naive, distinct) = (0, 0)
    for _ in 0..<programs {
        var (incidents, troubled) = (0, 0)
        var (naiveHalts, distinctHalts) = (false, false)
        random.forEachPlace(of: 10_000, probability: 0.01) { random, site in
            troubled += 1
            incidents += 1
            while random.uniform() >= endProbability { incidents += 1 }
            let expected = Double(site + 1) * perSite
            if line.halts(observed: incidents, expected: expected / endProbability) { naiveHalts = true }
            if line.halts(observed: troubled, expected: expected) { distinctHalts = true }
        }
        if naiveHalts { naive += 1 }
        if distinctHalts { distinct += 1 }
    }
    return (naive, distinct)
}
