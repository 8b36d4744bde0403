import EvenkeelDomain
import EvenkeelLedger

/// A declared command that is told something: ids may fill its arguments, words stand in its environment only
/// (`EVENKEEL_SUBJECT`), so that nothing anybody wrote becomes an option.
struct TellingCommand: Sendable {
    /// The system takes 128 KB for one variable.
    private static let wordBytes = 100_000

    let name: String
    let command: DeclaredCommand
    let limit: TimeSpan

    /// Returns once it has ended well. One that did not end in time may have told somebody.
    func run(ids: [String: String], words: [String: String]) async throws(SendError) {
        guard let program = command.run.first else { throw .refused("the command \(name) is empty") }
        guard ids.values.allSatisfy({ ID<Self>($0).isPlain }) else {
            throw .refused("an id holds characters that are not passed to commands")
        }
        let filled = FilledCommand(
            program: program, arguments: command.run.dropFirst().map { FilledCommand.fill($0, ids) })
        var environment = ["PATH": "/usr/local/bin:/usr/bin:/bin", "LANG": "C.UTF-8"]
        for (name, value) in ids.merging(words, uniquingKeysWith: { id, _ in id }) {
            environment["EVENKEEL_" + name.uppercased()] = String(
                decoding: value.utf8.prefix(Self.wordBytes), as: UTF8.self)
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
        guard time.cause == nil else { throw .uncertain("\(name) did not end within \(limit)") }
        guard end.kind == .installed else { throw .later(end.note) }
    }
}
