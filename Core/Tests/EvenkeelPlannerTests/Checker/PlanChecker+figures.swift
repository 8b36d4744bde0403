import EvenkeelDomain
import EvenkeelPlanner

/// Exposure, coverage and the curve, counted again with sets.
extension PlanChecker {
    func checkCoverage() {
        let everybody = waves.flatMap(\.sites)
        let pairs = facts.combinations(everybody, of: 2)
        let triples = policy.coverage.strength == 3 ? facts.combinations(everybody, of: 3) : []
        var tried: Set<[String]> = []
        var triedTriples: Set<[String]> = []
        var curve = [CurvePoint(installations: 0, seats: 0, coverage: 0)]
        var point = curve[0]
        func share(_ some: Int, _ all: Int) -> Double { all == 0 ? 0 : Double(some) / Double(all) }
        for wave in waves {
            let before = tried
            let planned = wave.planned
            for group in wave.groups {
                let new = facts.combinations(group, of: 2).subtracting(tried)
                tried.formUnion(new)
                if policy.coverage.strength == 3 { triedTriples.formUnion(facts.combinations(group, of: 3)) }
                point.installations += group.count
                point.seats += group.reduce(0) { $0 + ($1.seats ?? 0) }
                if !new.isEmpty || wave.number + 1 == begunCount && group == wave.groups.last {
                    point.coverage = share(tried.count, pairs.count)
                    if wave.number + 1 >= begunCount, wave.number >= begunCount || group == wave.groups.last {
                        curve.append(point)
                    }
                }
                guard wave.number >= begunCount else { continue }
                for (place, site) in group.enumerated() {
                    let told = placements[site.id]?.reason.newPairs
                    expect(
                        told == (place == 0 ? new.count : 0),
                        "\(site.id) brings \(told ?? -1) new pairs, not \(place == 0 ? new.count : 0)")
                }
            }
            guard wave.number >= begunCount else { continue }
            expect(planned.exposure == exposure(wave.sites), "exposure of \(planned.name): \(planned.exposure)")
            expect(
                planned.coverage == share(tried.count, pairs.count),
                "coverage after \(planned.name): \(planned.coverage), not \(share(tried.count, pairs.count))")
            let triple = policy.coverage.strength == 3 ? share(triedTriples.count, triples.count) : nil
            expect(planned.tripleCoverage == triple, "triples after \(planned.name): \(planned.tripleCoverage ?? -1)")
            let untried = wave.sites.filter { !facts.combinations([$0], of: 2).isSubset(of: before) }
            expect(
                planned.untried == exposure(untried),
                "untried in \(planned.name): \(planned.untried.map { "\($0.installations)" } ?? "nil"), not \(untried.count)"
            )
        }
        expect(plan.curve == curve, "the curve has \(plan.curve.count) points, not \(curve.count)")
    }

    private func exposure(_ sites: [Installation]) -> Exposure {
        Exposure(
            installations: sites.count, seats: sites.reduce(0) { $0 + ($1.seats ?? 0) },
            customers: Set(sites.map(\.customer)).count)
    }

    /// How often each combination had been seen when a wave was full.
    func sightings(through wave: Wave, of strength: Int) -> [[String]: Int] {
        var sightings: [[String]: Int] = [:]
        for group in waves.prefix(wave.number + 1).flatMap(\.groups) {
            for combination in facts.combinations(group, of: strength) { sightings[combination, default: 0] += 1 }
        }
        return sightings
    }

    func checkWarnings() {
        let candidates = facts.selected.filter { withheld[$0.id] == nil && !facts.begun.contains($0.id) }
        func expectWarning(_ isDue: Bool, _ part: String) {
            let isThere = plan.warnings.contains { $0.contains(part) }
            if isThere != isDue { found("\(isDue ? "missing" : "untrue") warning: \(part)") }
        }
        let sizeless = candidates.count { $0.seats == nil }
        expectWarning(sizeless > 0, "without a number of seats")
        if sizeless > 0 { expectWarning(true, "\(sizeless) installation\(sizeless == 1 ? "" : "s") without a number") }
        expectWarning(candidates.contains { $0.seats == 0 }, "with 0 seats")
        for site in candidates {
            guard let other = site.after, !other.text.isEmpty else { continue }
            expectWarning(facts.sites[other] == nil, "\(site.id) goes after \(other), which is not in the fleet")
        }
        for rule in policy.waves.indices {
            // What comes before the waves that have begun is no longer spoken of.
            let isPast = rule < (waves.prefix(begunCount).map(\.rule).max() ?? 0)
            expectWarning(
                !isPast && !waves.contains { $0.rule == rule }, "Wave \"\(policy.waves[rule].name)\" is left out")
        }
        for wave in decided {
            expectWarning(wave.planned.lastInstall != nil, "Wave \"\(wave.planned.name)\" takes until")
            let asked = policy.waves[wave.rule].soak.responses ?? 0
            expectWarning(asked > wave.sites.count, "Wave \"\(wave.planned.name)\" waits for")
        }
        expectWarning(candidates.contains { facts.installs($0) > 1 }, "must stop at a version on the way")
    }
}
