import EvenkeelDomain
import Subprocess
import SystemPackage

/// One declared command as it runs: in a session and an environment of its own, without a shell.
struct CommandRun: Sendable {
    var command: FilledCommand
    var environment: [String: String]
    var directory: String?
    /// Exit codes that say the site was not there.
    var unreachable: Set<Int32> = []

    /// Runs it to its end and keeps the tail of what it says. Whatever it does is an end, never an error.
    ///
    /// - Parameter started: told which process it is.
    func toItsEnd(
        within limit: TimeLimit, keeping before: OutputTail,
        started: @Sendable (ProcessMark) throws -> Void = { _ in }
    ) async -> (SupervisedEnd, OutputTail) {
        var options = PlatformOptions()
        options.createSession = true
        options.teardownSequence = [
            .send(signal: .terminate, toProcessGroup: true, allowedDurationToNextStep: .seconds(2)),
            .send(signal: .kill, toProcessGroup: true, allowedDurationToNextStep: .milliseconds(100)),
        ]
        var own: [Environment.Key: String] = [:]
        for (name, value) in environment { own[.init(stringLiteral: name)] = value }
        let program = command.program
        do {
            let result = try await Subprocess.run(
                program.contains("/") ? .path(FilePath(program)) : .name(program),
                arguments: Arguments(command.arguments), environment: .custom(own),
                workingDirectory: directory.map { FilePath($0) }, platformOptions: options, input: .none,
                output: .sequence, error: .combinedWithOutput
            ) { execution in
                let pid = execution.processIdentifier.value
                limit.started(pid)
                if let mark = ProcessMark(of: pid) { try started(mark) }
                var tail = before
                for try await chunk in execution.standardOutput {
                    chunk.withUnsafeBytes { tail.append($0) }
                }
                return tail
            }
            let tail = result.closureResult
            return (end(result.terminationStatus, lastLine: tail.lastLine), tail)
        } catch {
            return (SupervisedEnd(kind: .failed, note: "the command could not be run: \(error)"), before)
        }
    }

    private func end(_ status: TerminationStatus, lastLine line: String) -> SupervisedEnd {
        let words = line.isEmpty ? "" : ": \(line)"
        switch status {
        case .exited(0): return SupervisedEnd(kind: .installed, note: line)
        case .exited(let code) where unreachable.contains(Int32(code)):
            return SupervisedEnd(kind: .unreachable, note: "the site was not there (exit code \(code))" + words)
        case .exited(let code): return SupervisedEnd(kind: .failed, note: "exit code \(code)" + words)
        case .signaled(let signal): return SupervisedEnd(kind: .failed, note: "ended by signal \(signal)")
        }
    }
}
