import EvenkeelAPI
import EvenkeelDomain
import EvenkeelLedger

/// The steps people take with a rollout, the same from the API and from the console.
enum RolloutStep {
    static func take(
        _ step: String, _ id: RolloutID, reason: String, site: Site, command: CommandID, by actor: String
    ) async throws {
        let (operations, now) = (site.operations, site.now)
        switch step {
        case "start": try await operations.start(id, command: command, by: actor, at: now)
        case "advance": try await operations.advance(id, reason: reason, command: command, by: actor, at: now)
        case "approve": try await operations.perform(.approvePlan(id, revision: nil), id: command, by: actor, at: now)
        case "pause": try await operations.perform(.pauseRollout(id, reason: reason), id: command, by: actor, at: now)
        case "resume": try await operations.perform(.resumeRollout(id, reason: reason), id: command, by: actor, at: now)
        case "halt": try await operations.perform(.haltRollout(id, reason: reason), id: command, by: actor, at: now)
        case "abort": try await operations.perform(.abortRollout(id, reason: reason), id: command, by: actor, at: now)
        default: throw Sentences.notFound
        }
        site.context.wake()
    }
}
