import ArgumentParser
import EvenkeelAPI

/// A step a person takes with a rollout: the same request and the same answer, whichever it is.
enum RolloutStep: String {
    case start, pause, lift, resume, halt, advance, abort, retry, rollback

    /// Takes the step and prints where the rollout stands after it.
    func take(_ id: String, body: some Encodable, server: ServerOptions, format: OutputFormat) async throws {
        let connection = try server.connection()
        let rollout = try await connection.send(
            "POST", ["rollouts", id, rawValue], body, expecting: RolloutDocument.self)
        try Printout.show(rollout, as: format) { RolloutPrinter(rollout: rollout).lines(width: $0, ink: $1) }
    }
}
