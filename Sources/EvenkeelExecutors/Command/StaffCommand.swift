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
        guard let command = commands[name], let program = command.run.first else {
            throw .refused("no command named \(name) is declared on this server")
        }
        let ids = [
            "person": note.person.id.text, "incident": note.incident.text, "alert": note.alert.text,
            "reason": note.reason.rawValue,
        ]
        guard ids.values.allSatisfy({ ID<StaffNote>($0).isPlain }) else {
            throw .refused("an id holds characters that are not passed to commands")
        }
        let words = ["subject": note.subject, "text": note.text, "link": note.link]
        let filled = FilledCommand(
            program: program, arguments: command.run.dropFirst().map { FilledCommand.fill($0, ids) })
        var environment = ["PATH": "/usr/local/bin:/usr/bin:/bin", "LANG": "C.UTF-8"]
        for (name, value) in ids.merging(words, uniquingKeysWith: { id, _ in id }) {
            environment["EVENKEEL_" + name.uppercased()] = value
        }
        let run = CommandRun(command: filled, environment: environment, directory: command.directory)
        let time = TimeLimit(limit)
        let end = await withTaskGroup { group in
            group.addTask { await time.watch() }
            let end = await run.toItsEnd(within: time, keeping: OutputTail(secrets: [])).0
            time.ended()
            group.cancelAll()
            return end
        }
        guard time.cause == nil else { throw .later("\(name) did not end within \(limit)") }
        guard end.kind == .installed else { throw .later(end.note) }
    }
}
