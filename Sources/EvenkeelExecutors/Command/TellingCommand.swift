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

    /// Returns once it has ended well, with the last line it wrote. One that did not end in time may have told somebody.
    ///
    /// - Parameter given: what fills arguments as ids do, though another program chose it.
    @discardableResult
    func run(
        ids: [String: String], given: [String: String] = [:], words: [String: String]
    ) async throws(SendError) -> String {
        guard let program = command.run.first else { throw .refused("the command \(name) is empty") }
        guard ids.values.allSatisfy({ ID<Self>($0).isPlain }) else {
            throw .refused("an id holds characters that are not passed to commands")
        }
        // What would read as an option is not handed on.
        guard !given.values.contains(where: { $0.count > 1 && $0.hasPrefix("-") }) else {
            throw .refused("a value for its arguments begins with a dash")
        }
        let ids = ids.merging(given) { id, _ in id }
        let filled = FilledCommand(
            program: program, arguments: command.run.dropFirst().map { FilledCommand.fill($0, ids) })
        var environment = ["PATH": "/usr/local/bin:/usr/bin:/bin", "LANG": "C.UTF-8"]
        for (name, value) in ids.merging(words, uniquingKeysWith: { id, _ in id }) {
            environment["EVENKEEL_" + name.uppercased()] = String(
                decoding: value.utf8.prefix(Self.wordBytes), as: UTF8.self)
        }
        let run = CommandRun(command: filled, environment: environment, directory: command.directory)
        let time = TimeLimit(limit)
        let (end, tail) = await withTaskGroup { group in
            group.addTask { await time.watch() }
            let ended = await run.toItsEnd(within: time, keeping: OutputTail(secrets: []))
            time.ended()
            group.cancelAll()
            return ended
        }
        guard time.cause == nil else { throw .uncertain("\(name) did not end within \(limit)") }
        guard end.kind == .installed else { throw .later(end.note) }
        return tail.lastLine
    }
}
