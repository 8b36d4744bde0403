import ArgumentParser
import EvenkeelExecutors
import EvenkeelFiles
import EvenkeelLedger
import Foundation

/// The program: reads the command line, runs the command, tells what went wrong and with which status it ends.
public enum EvenkeelProgram {
    public static func run() async -> Never {
        LineBuffering.begin()
        // What a server starts for every install needs no parser.
        if CommandLine.arguments.count == 3, CommandLine.arguments[1] == "supervise" {
            exit(await supervise(CommandLine.arguments[2]).rawValue)
        }
        exit(await status(of: Array(CommandLine.arguments.dropFirst())).rawValue)
    }

    private static func supervise(_ folder: String) async -> ExitStatus {
        do {
            try await Supervisor.run(folder: folder)
            return .done
        } catch {
            Console.note("the install in \(folder) could not be supervised: \(error)")
            return .failed
        }
    }

    private static func status(of arguments: [String]) async -> ExitStatus {
        do {
            var command = try await EvenkeelCommand.asyncParseAsRoot(arguments)
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
            return .done
        } catch let failure as CommandFailure {
            return tell(failure)
        } catch let problems as FileProblems {
            return tell(CommandFailure(problems, consequence: "nothing was done"))
        } catch let failure as Failure {
            return tell(CommandFailure(failure))
        } catch let error as OperationError {
            return tell(CommandFailure(error))
        } catch {
            return parserStatus(error)
        }
    }

    private static func tell(_ failure: CommandFailure) -> ExitStatus {
        for line in failure.lines(width: Console.Stream.error.width, ink: Console.Stream.error.ink) {
            Console.note(line)
        }
        return failure.exitStatus
    }

    /// What the parser threw: help and completions are results, the rest is a command line it did not understand,
    /// unless a command threw something that nobody named.
    private static func parserStatus(_ error: any Error) -> ExitStatus {
        let code = EvenkeelCommand.exitCode(for: error)
        let text = EvenkeelCommand.fullMessage(for: error)
        if code.isSuccess {
            do { try Console.print(text) } catch { return .failed }
            return .done
        }
        if let exit = error as? ExitCode { return ExitStatus(rawValue: exit.rawValue) ?? .failed }
        guard code == .validationFailure else {
            return tell(CommandFailure("The command failed.", why: EvenkeelCommand.message(for: error)))
        }
        return tell(usageFailure(message: EvenkeelCommand.message(for: error), fullMessage: text))
    }

    /// The parser's message in three parts. It names the command only in its usage and "See ..." lines.
    private static func usageFailure(message: String, fullMessage: String) -> CommandFailure {
        let lines = fullMessage.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
        let usage = lines.first { $0.hasPrefix("Usage: ") }
        let see = lines.last { $0.hasPrefix("See '") }
        let why = message.split(separator: "\n").map(String.init)
        return CommandFailure(
            "The command line was not understood.", why: why + (usage.map { [$0] } ?? []),
            hint: see ?? "See 'evenkeel --help'.", exitStatus: .usage)
    }
}
