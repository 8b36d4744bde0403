import EvenkeelAPI
import EvenkeelDomain
import EvenkeelLedger
import EvenkeelVerdict

/// Every gate of a rollout as the journal has it, with its bound derived again from the figures it saw.
enum GateReport {
    static func of(_ rollout: Rollout, store: any Store) async throws -> GateReportDocument {
        var gates: [GateReportDocument.Gate] = []
        var position = 0
        let batch = 1000
        while true {
            let entries = try await store.entries(after: position, limit: batch)
            gates += entries.compactMap { gate($0, of: rollout) }
            guard let last = entries.last, entries.count == batch else { break }
            position = last.position
        }
        return GateReportDocument(rollout: rollout.id.text, gates: gates)
    }

    private static func gate(_ entry: Entry, of rollout: Rollout) -> GateReportDocument.Gate? {
        let (decided, state): (GateDecided, VerdictState)
        switch entry.event {
        case .gatePassed(let gate): (decided, state) = (gate, .advance)
        case .gateInconclusive(let gate): (decided, state) = (gate, .inconclusive)
        case .waveHalted(let gate): (decided, state) = (gate, .halt)
        default: return nil
        }
        guard decided.rollout == rollout.id else { return nil }
        let evidence = decided.evidence
        let again = evidence.upperBound.map { _ in
            UpperBound.anytime(
                failed: evidence.failed, of: evidence.sites, confidence: rollout.policy.verdict.confidence.value)
        }
        let name =
            rollout.waves.indices.contains(decided.wave) ? rollout.waves[decided.wave].name : "\(decided.wave + 1)"
        let agrees = again == nil || abs((again ?? 0) - (evidence.upperBound ?? 0)) < 1e-9
        return GateReportDocument.Gate(
            position: entry.position, at: entry.at.description, by: entry.actor, wave: name,
            metric: evidence.metric.rawValue, verdict: VerdictDocument(evidence, state: state),
            overrideReason: decided.overrideReason, falseHalt: evidence.falseHalt, baseline: evidence.baseline,
            horizonSites: evidence.horizonSites, tallyVersion: evidence.tallyVersion, upperBoundAgain: again,
            agrees: agrees)
    }
}
