public import EvenkeelDomain

extension Operations {
    /// Records what sites reported. Where several rollouts bring the same release, an outcome belongs to the one that
    /// started its site last, else to one that placed it; what cannot be taken is refused by itself, and the rest is
    /// kept. Idempotent by outcome id.
    ///
    /// - Parameters:
    ///   - reports: with the place of each in what the source sent.
    ///   - refused: what was refused before, for the log of the source.
    ///   - responses: who said it, for those that are the word of a customer.
    ///   - source: who sent it; the name of a token.
    /// - Returns: every refusal, those handed in too, by place.
    public func record(
        _ reports: [OutcomeBatch.Report], refused: [RefusedOutcome] = [], responses: [ResponseRow] = [], source: String,
        at now: Timestamp
    ) async throws(OperationError) -> [RefusedOutcome] {
        let fleet = try await rows(image.current)
        let (rollouts, comparing) = await ledger.read { state in
            (
                Dictionary(grouping: state.rollouts.values, by: \.release.version)
                    .mapValues { $0.sorted { $0.id > $1.id }.map { ($0.id, $0.release.product) } },
                state.rollouts.values.filter(\.takesControls).map { ($0.id, $0.release) }
            )
        }
        let said = Dictionary(responses.map { ($0.outcome, $0.rollout) }, uniquingKeysWith: { first, _ in first })
        let places = try await places(of: reports.map(\.outcome)) { rollouts[$0]?.count ?? 0 > 1 }
        var batch = OutcomeBatch(source: source, receivedAt: now, refused: refused)
        batch.comparing = Set(comparing.map(\.0))
        batch.responses = responses
        let latest = now + OutcomeBatch.clockSkew
        for report in reports {
            let outcome = report.outcome
            func refuse(_ reason: RefusedOutcome.Reason) {
                batch.refused.append(RefusedOutcome(report, reason))
            }
            guard let site = fleet[outcome.installation] else {
                refuse(.unknownInstallation)
                continue
            }
            guard outcome.at <= latest else {
                refuse(.inTheFuture)
                continue
            }
            // A site that is not upgraded yet is what those that are are compared with, and may be the subject of the
            // rollout that brought it the release it runs as well.
            let compared =
                outcome.kind.isSignOfLife
                ? comparing.filter {
                    $0.1.version != outcome.release && (site.product == nil || site.product == $0.1.product)
                } : []
            for (rollout, _) in compared { batch.controls[rollout, default: []].append(report) }
            let candidates = (rollouts[outcome.release] ?? []).filter { site.product == nil || site.product == $0.1 }
                .map(\.0)
            let owner = said[outcome.id] ?? Self.owner(of: outcome, among: candidates, places[site.id] ?? [])
            guard let rollout = owner else {
                if compared.isEmpty { refuse(.noSuchRollout) }
                continue
            }
            batch.reports[rollout, default: []].append(report)
            // Whichever way a customer's word comes, it is listed with the others.
            if outcome.kind == .responseFine || outcome.kind == .responseTrouble, said[outcome.id] == nil {
                batch.responses.append(
                    ResponseRow(
                        outcome: outcome.id, rollout: rollout, installation: outcome.installation,
                        isFine: !outcome.isTrouble, at: outcome.at, way: .report, from: "", recordedBy: source,
                        recordedAt: now, note: outcome.fault ?? ""))
            }
        }
        guard !batch.reports.isEmpty || !batch.controls.isEmpty || !batch.refused.isEmpty else { return [] }
        let all = batch
        let late = try await rows { () async throws(Failure) in try await store.record(all) }
        try await markGone(after: all)
        return (all.refused + late).sorted { $0.index < $1.index }
    }

    /// The places of the sites whose release several rollouts bring.
    private func places(
        of outcomes: [Outcome], isShared: (Version) -> Bool
    ) async throws(OperationError) -> [InstallationID: [PlacementRow]] {
        var places: [InstallationID: [PlacementRow]] = [:]
        for outcome in outcomes where places[outcome.installation] == nil && isShared(outcome.release) {
            places[outcome.installation] = try await rows { () async throws(Failure) in
                try await store.placements(PlacementQuery(installation: outcome.installation))
            }
        }
        return places
    }

    /// A site that reports an older release than one it was given no longer has that.
    private func markGone(after batch: OutcomeBatch) async throws(OperationError) {
        let installed = batch.reports.values.joined().map(\.outcome).filter { $0.kind == .installed }
        guard let oldest = installed.map(\.release).min(),
            await ledger.read({ state in state.rollouts.values.contains { oldest < $0.release.version } })
        else { return }
        let facts = try await rows { () async throws(Failure) in
            try await store.versionFacts(Set(installed.map(\.installation)).sorted())
        }
        try await markGone(facts)
    }

    /// Whose evidence an outcome is, of the rollouts that bring its release: the one that started the site last by then,
    /// else one in which it has a place, else the first.
    static func owner(of outcome: Outcome, among rollouts: [RolloutID], _ places: [PlacementRow]) -> RolloutID? {
        guard rollouts.count > 1 else { return rollouts.first }
        let mine = places.filter { rollouts.contains($0.rollout) }
        let started = mine.filter { $0.startedAt.map { $0 <= outcome.at } ?? false }
        let last = started.max { ($0.startedAt ?? outcome.at, $0.rollout) < ($1.startedAt ?? outcome.at, $1.rollout) }
        return last?.rollout ?? mine.map(\.rollout).max() ?? rollouts.first
    }
}

extension Rollout {
    /// Whether what sites say of themselves before their turn is evidence of this rollout.
    var takesControls: Bool {
        switch state {
        case .planned, .approved, .running, .paused, .halted: policy.verdict.isComparing
        case .completed, .aborted: false
        }
    }
}
