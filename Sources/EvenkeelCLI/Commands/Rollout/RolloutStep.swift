import ArgumentParser
import EvenkeelAPI

/// A step a person takes with a rollout: the same request and the same answer, whichever it is.
enum RolloutStep: String {
    case start, pause, resume, halt, advance, abort

    /// Takes the step and prints where the rollout stands after it.
    func take(
        _ id: String, reason: String?, server: ServerOptions, format: OutputFormat
    ) async throws {
        let connection = try server.connection()
        let body = reason.map { ["reason": $0] } ?? [:]
        try await connection.send("POST", ["rollouts", id, rawValue], body)
        let rollout = try await connection.get(RolloutDocument.self, "rollouts", id)
        try Printout.show(rollout, as: format) { RolloutPrinter(rollout: rollout).lines(width: $0, ink: $1) }
    }
}
