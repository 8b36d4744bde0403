public import EvenkeelDomain
public import EvenkeelLedger
import EvenkeelVerdict

/// What a rollout waits for, as codes and sentences. Everything that waits says why.
public enum WaitingSentences {
    /// - Parameters:
    ///   - assessment: what the evidence of the wave at work says.
    ///   - unsettledSites: sites of the open wave whose install has not ended.
    public static func of(
        _ rollout: Rollout, assessment: Assessment?, unsettledSites: Int, zone: ZoneOffsets
    ) -> [ReasonDocument] {
        let reason = rollout.stopReason.map { " \($0)" } ?? ""
        switch rollout.state {
        case .planned: return [.init(code: "approval", text: "Somebody must approve plan \(rollout.revision).")]
        case .approved: return [.init(code: "start", text: "Somebody must start it.")]
        case .paused: return [.init(code: "paused", text: "It is paused until somebody resumes it.\(reason)")]
        case .halted:
            return [.init(code: "decision", text: "It is halted; somebody must resume it or give it up.\(reason)")]
        case .completed, .aborted: return []
        case .running: return running(rollout, assessment, unsettledSites, zone)
        }
    }

    private static func running(
        _ rollout: Rollout, _ assessment: Assessment?, _ unsettled: Int, _ zone: ZoneOffsets
    ) -> [ReasonDocument] {
        func local(_ instant: Timestamp) -> String { "\(zone.localText(instant)) (\(zone.name))" }
        guard let index = rollout.currentWave else {
            guard let next = rollout.nextWave else { return [] }
            let wave = rollout.waves[next]
            guard let announced = wave.announcedAt else {
                return [
                    .init(code: "notice", text: "The notices of wave \(next + 1) go out at \(local(wave.noticeAt)).")
                ]
            }
            let opens = max(wave.opensAt, announced + rollout.policy.notice.before)
            return [.init(code: "date", text: "Wave \(next + 1) opens at \(local(opens)).")]
        }
        let wave = rollout.waves[index]
        switch wave.state {
        case .open:
            let noun = unsettled == 1 ? "site has" : "sites have"
            return [.init(code: "installs", text: "\(unsettled) \(noun) not finished installing.")]
        case .soaking:
            var reasons: [ReasonDocument] = []
            if let ends = wave.soakEndsAt {
                reasons.append(.init(code: "soak", text: "Wave \(index + 1) soaks until \(local(ends))."))
            }
            if let assessment {
                reasons += assessment.health.missing.compactMap { missing in
                    if case .soakTime = missing { return nil }
                    return .init(code: "evidence", text: VerdictSentence.missing(missing))
                }
                reasons += assessment.unmetEvidence.map { .init(code: "evidence", text: $0) }
            }
            return reasons
        case .inconclusive:
            return [
                .init(
                    code: "decision",
                    text: "Wave \(index + 1) ran out of time without enough evidence; somebody must decide.")
            ]
        case .halted: return [.init(code: "decision", text: "Wave \(index + 1) is halted.")]
        case .planned, .passed: return []
        }
    }
}
