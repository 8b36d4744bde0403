import EvenkeelDomain

extension Operations {
    /// The policy with what this server knows of earlier releases written into it, where it asks for that: the usual
    /// failure rate and when failures come. Agreed with the plan, so that no later outcome changes what is judged by.
    /// And with waves of their own for the sites that an incident has hurt, where the release ends it.
    func withHistory(_ policy: Policy) async throws(OperationError) -> Policy {
        var policy = try await withAffectedFirst(policy)
        guard policy.verdict.basis?.source == .here || policy.verdict.delay?.isMeasuredHere ?? false else {
            return policy
        }
        let (product, planned) = (policy.release.product, policy.rollout)
        let earlier = await ledger.read { state in
            state.rollouts.values.filter { $0.release.product == product && $0.id != planned }
                .sorted { $0.id < $1.id }
        }
        let fleet = try await rows(image.current)
        var counted = (sites: 0, failed: 0)
        var delays: [TimeSpan] = []
        for rollout in earlier {
            let evidence = try await rows { () async throws(Failure) in try await store.siteEvidence(rollout.id) }
            let units = PastUnits(evidence, fleet: fleet)
            delays += units.delays
            // A release that was halted or given up is not as good as usual.
            guard rollout.state == .completed else { continue }
            counted.sites += units.watched
            counted.failed += units.failed
        }
        if policy.verdict.basis?.source == .here {
            policy.verdict.basis = BaselinePolicy.counted(failed: counted.failed, of: counted.sites)
            if counted.failed >= BaselinePolicy.eventsNeeded, let rate = policy.verdict.basis?.rate {
                policy.verdict.baseline = rate
            }
        }
        if policy.verdict.delay?.isMeasuredHere ?? false {
            policy.verdict.delay?.isMeasuredHere = false
            policy.verdict.delay?.failuresAfter = DelayPolicy.known(from: delays)
        }
        return policy
    }
}

/// What became of the units of an earlier rollout.
private struct PastUnits {
    /// Units that were installed and heard of afterwards, or failed.
    private(set) var watched = 0
    private(set) var failed = 0
    /// How long after the install the first failure of each came.
    private(set) var delays: [TimeSpan] = []

    init(_ sites: [SiteEvidence], fleet: Fleet) {
        var units: [String: (heard: Bool, delay: TimeSpan?)] = [:]
        for site in sites where site.isTried && site.state == .installed {
            let group = fleet[site.installation]?.movesWith.flatMap { $0.isEmpty ? nil : $0 }
            let key = group.map { "group/\($0)" } ?? "site/\(site.installation)"
            let delay = site.firstTrouble(since: nil).flatMap { trouble in site.startedAt.map { trouble - $0 } }
            let before = units[key]
            units[key] = (
                (before?.heard ?? false) || site.heardSinceStart != nil,
                [before?.delay, delay].compactMap(\.self).min()
            )
        }
        for unit in units.values {
            if unit.heard || unit.delay != nil { watched += 1 }
            guard let delay = unit.delay else { continue }
            failed += 1
            delays.append(delay)
        }
    }
}

extension BaselinePolicy {
    /// The failures that a rate must rest on to stand for the baseline; see `Baseline.eventsNeeded`.
    static var eventsNeeded: Int { 100 }

    /// What was counted on this server's own rollouts.
    static func counted(failed: Int, of sites: Int) -> BaselinePolicy {
        guard failed > 0, sites > 0 else { return BaselinePolicy(source: .measured) }
        return BaselinePolicy(
            source: .measured, rate: Share(min(0.99, Double(failed) / Double(sites))), events: failed)
    }
}

extension DelayPolicy {
    /// Fewer delays than this say too little of when failures come; then all of them are expected at once.
    static let failuresNeeded = 20
    /// A curve of so many points is as good as one of thousands, and a policy stays readable.
    private static let pointsAtMost = 100

    static func known(from delays: [TimeSpan]) -> [TimeSpan] {
        guard delays.count >= failuresNeeded else { return [] }
        let ascending = delays.sorted()
        guard ascending.count > pointsAtMost else { return ascending }
        return (0..<pointsAtMost).map { ascending[(2 * $0 + 1) * ascending.count / (2 * pointsAtMost)] }
    }
}
