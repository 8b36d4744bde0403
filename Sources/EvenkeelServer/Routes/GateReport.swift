import EvenkeelAPI
import EvenkeelDomain
import EvenkeelLedger
import EvenkeelVerdict

/// Every gate of a rollout as the journal has it, with its verdict derived again from the figures it saw.
enum GateReport {
    static func of(_ rollout: Rollout, store: any Store) async throws -> GateReportDocument {
        var gates: [GateReportDocument.Gate] = []
        let bench = JudgeBench()
        var position = 0
        let batch = 1000
        while true {
            let entries = try await store.entries(after: position, limit: batch)
            gates += entries.compactMap { gate($0, of: rollout, bench: bench) }
            guard let last = entries.last, entries.count == batch else { break }
            position = last.position
        }
        return GateReportDocument(rollout: rollout.id.text, gates: gates)
    }

    private static func gate(_ entry: Entry, of rollout: Rollout, bench: JudgeBench) -> GateReportDocument.Gate? {
        let (decided, state): (GateDecided, VerdictState)
        switch entry.event {
        case .gatePassed(let gate): (decided, state) = (gate, .advance)
        case .gateInconclusive(let gate): (decided, state) = (gate, .inconclusive)
        case .waveHalted(let gate): (decided, state) = (gate, .halt)
        default: return nil
        }
        guard decided.rollout == rollout.id else { return nil }
        let evidence = decided.evidence
        let again = evidence.rederive(bench: bench)
        var differences = again?.differences ?? []
        // An old entry has no figures: then its bound is all that can be computed again.
        let bound =
            again?.upperBound
            ?? evidence.upperBound.map { _ in
                UpperBound.anytime(
                    failed: evidence.failed, of: evidence.sites, confidence: rollout.policy.verdict.confidence.value)
            }
        if again == nil, let bound, abs(bound - (evidence.upperBound ?? 0)) > 1e-9 {
            differences.append("The bound is recorded as \(evidence.upperBound ?? 0) and comes out as \(bound).")
        }
        let name =
            rollout.waves.indices.contains(decided.wave) ? rollout.waves[decided.wave].name : "\(decided.wave + 1)"
        return GateReportDocument.Gate(
            position: entry.position, at: entry.at.description, by: entry.actor, wave: name,
            metric: evidence.metric.rawValue, verdict: VerdictDocument(evidence, state: state),
            overrideReason: decided.overrideReason, falseHalt: evidence.falseHalt, baseline: evidence.baseline,
            horizonSites: evidence.horizonSites, basis: VerdictSentences.basis(evidence),
            tallyVersion: evidence.tallyVersion, upperBoundAgain: bound,
            stateAgain: again?.state, differences: differences)
    }
}
