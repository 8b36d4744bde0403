public import EvenkeelDomain

extension Operations {
    /// Records what sites reported. Each outcome belongs to the newest rollout of its release that placed its site;
    /// what cannot be taken is refused by itself, and the rest is kept. Idempotent by outcome id.
    ///
    /// - Parameters:
    ///   - reports: with the place of each in what the source sent.
    ///   - refused: what was refused before, for the log of the source.
    ///   - answers: who said it, for those that are the word of a customer.
    ///   - source: who sent it; the name of a token.
    /// - Returns: every refusal, those handed in too, by place.
    public func record(
        _ reports: [OutcomeBatch.Report], refused: [RefusedOutcome] = [], answers: [AnswerRow] = [], source: String,
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
        var batch = OutcomeBatch(source: source, receivedAt: now, refused: refused)
        batch.comparing = Set(comparing.map(\.0))
        batch.answers = answers
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
            let candidates = rollouts[outcome.release] ?? []
            guard let rollout = candidates.first(where: { site.product == nil || site.product == $0.1 })?.0 else {
                if compared.isEmpty { refuse(.noSuchRollout) }
                continue
            }
            batch.reports[rollout, default: []].append(report)
        }
        guard !batch.reports.isEmpty || !batch.controls.isEmpty || !batch.refused.isEmpty else { return [] }
        let all = batch
        let late = try await rows { () async throws(Failure) in try await store.record(all) }
        return (all.refused + late).sorted { $0.index < $1.index }
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
