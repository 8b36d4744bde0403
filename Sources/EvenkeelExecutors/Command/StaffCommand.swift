public import EvenkeelDomain
public import EvenkeelLedger

/// Reaches a person by running a declared command: a paging service's client, an SMS gateway.
///
/// Ids may fill arguments; the words stand in `EVENKEEL_SUBJECT`, `EVENKEEL_TEXT` and `EVENKEEL_LINK` only, so that
/// nothing a customer wrote becomes an option. A command that has not ended in time has not reached anybody.
public struct StaffCommand: Sendable {
    private let commands: [String: DeclaredCommand]
    private let limit: TimeSpan

    public init(commands: [String: DeclaredCommand], limit: TimeSpan = .seconds(20)) {
        self.commands = commands
        self.limit = limit
    }

    public func run(_ name: String, for note: StaffNote) async throws(SendError) {
        guard let command = commands[name], !command.run.isEmpty else {
            throw .refused("no command named \(name) is declared on this server")
        }
        let ids = [
            "person": note.person.id.text, "incident": note.incident.text, "alert": note.alert.text,
            "reason": note.reason.rawValue,
        ]
        let words = ["subject": note.subject, "text": note.text, "link": note.link]
        do throws(SendError) {
            try await TellingCommand(name: name, command: command, limit: limit).run(ids: ids, words: words)
        } catch .uncertain(let why) {
            // Nobody may be lying awake: who was perhaps reached is reached again.
            throw .later(why)
        }
    }
}
