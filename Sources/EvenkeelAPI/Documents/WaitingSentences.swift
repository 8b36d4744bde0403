public import EvenkeelDomain
public import EvenkeelLedger
import EvenkeelVerdict

/// What a rollout waits for, as codes and sentences. Everything that waits says why.
public enum WaitingSentences {
    /// - Parameters:
    ///   - assessment: what the evidence of the wave at work says.
    ///   - unsettledSites: sites of the open wave whose install has not ended.
    ///   - stragglers: sites of begun waves that were set aside.
    ///   - gone: sites that were found without the release after they had got it.
    ///   - guards: what guards make it wait for.
    public static func of(
        _ rollout: Rollout, assessment: Assessment?, unsettledSites: Int, stragglers: Int = 0,
        gone: [InstallationID] = [], guards: [RolloutWait] = [], zone: ZoneOffsets, at now: Timestamp
    ) -> [ReasonDocument] {
        let waits = RolloutWait.of(
            rollout, unsettled: unsettledSites, stragglers: stragglers, gone: gone, guards: guards, at: now)
        return waits.flatMap { wait in
            let reason = RolloutWaitSentences.of(wait, zone: zone)
            switch wait {
            case .soak, .evidence: return [reason] + (assessment.map(evidence) ?? [])
            case .gone: return [.init(code: reason.code, text: reason.text + next(rollout.state))]
            default: return [reason]
            }
        }
    }

    /// What those do whose site lost its release; where the rollout stands nothing is tried again.
    private static func next(_ state: RolloutState) -> String {
        switch state {
        case .running, .completed: " Find out why; then it can be tried again."
        case .halted, .paused: " Find out why; it can be tried again once the rollout goes on."
        case .planned, .approved, .aborted: ""
        }
    }

    private static func evidence(_ assessment: Assessment) -> [ReasonDocument] {
        let missing = assessment.health.missing.compactMap { missing -> ReasonDocument? in
            if case .soakTime = missing { return nil }
            return .init(code: "evidence", text: VerdictSentence.missing(missing))
        }
        return missing + assessment.unmetEvidence.map { .init(code: "evidence", text: $0) }
    }
}
