import EvenkeelDomain
import EvenkeelLedger

/// Something a person wants done: asked again under the same command id until somebody answers.
struct Wish: Sendable {
    let name: String
    let id: CommandID
    /// Where the journal ended when it was wished.
    let position: Position
    /// True where the rules must say no.
    let mustBeRefused: Bool
    let act: @Sendable (Operations, CommandID, Timestamp) async throws(OperationError) -> Void

    init(
        _ name: String, at position: Position, mustBeRefused: Bool = false,
        _ act: @escaping @Sendable (Operations, CommandID, Timestamp) async throws(OperationError) -> Void
    ) {
        self.name = name
        self.position = position
        id = CommandID("\(name)@\(position)")
        self.mustBeRefused = mustBeRefused
        self.act = act
    }

    static func command(_ name: String, at position: Position, mustBeRefused: Bool = false, _ command: Command) -> Wish
    {
        Wish(name, at: position, mustBeRefused: mustBeRefused) { (operations, id, now) async throws(OperationError) in
            try await operations.perform(command, id: id, by: "staff", at: now)
        }
    }
}
