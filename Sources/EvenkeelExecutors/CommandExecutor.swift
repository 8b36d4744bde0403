import EvenkeelDomain
public import EvenkeelLedger
import Subprocess
import SystemPackage

/// Installs by running a declared command for each installation.
///
/// No shell, an environment of its own, the values also as `EVENKEEL_*`. Exit code 0 means installed; any other end is
/// a failure; the time limit kills the command with everything it started. Output of any length or content is only
/// read for its last line.
public struct CommandExecutor: Executor {
    private let commands: [String: DeclaredCommand]

    public init(commands: [String: DeclaredCommand]) { self.commands = commands }

    public func install(_ job: InstallJob) async -> InstallResult {
        guard let name = job.command, let command = commands[name] else {
            return .failed(note: "no command named \(job.command ?? "(none)") is declared on this server")
        }
        let values = Self.values(job)
        guard job.site.id.isPlain, job.site.customer.isPlain, job.rollout.isPlain else {
            return .failed(note: "an id holds characters that are not passed to commands")
        }
        guard let program = command.run.first else { return .failed(note: "the command \(name) is empty") }
        // A version may end in anything (`5.2.0+../../x`) and a product is a free name: neither may become an option or
        // a path of its own where the owner of the command wrote `/packages/{version}.tgz`.
        for name in ["product", "version"] where command.run.contains(where: { $0.contains("{\(name)}") }) {
            guard let value = values[name], Self.mayFillArgument(value) else {
                return .failed(note: "the \(name) holds characters that are not passed to commands")
            }
        }
        let arguments = command.run.dropFirst().map { Self.fill($0, values) }
        let limit = TimeLimit(job.timeout)
        let (result, words) = await withTaskGroup { group in
            group.addTask { await limit.watch() }
            let end = await Self.run(program, arguments, command.directory, values, limit)
            limit.ended()
            group.cancelAll()
            return end
        }
        guard limit.isOver else { return result }
        let late = "the command \(name) did not end within \(job.timeout)"
        return .timedOut(note: words.isEmpty ? late : "\(late); its last words: \(words)")
    }

    private static func values(_ job: InstallJob) -> [String: String] {
        [
            "installation": job.site.id.text, "customer": job.site.customer.text,
            "version": job.release.version.description, "product": job.release.product, "rollout": job.rollout.text,
            "attempt": "\(job.attempt)",
        ]
    }

    /// What an id may hold, and the `+` before the build data of a version.
    private static func mayFillArgument(_ text: String) -> Bool {
        ID<Release>(text.replacing("+", with: "-")).isPlain && text.utf8.first != UInt8(ascii: "+")
    }

    private static func fill(_ argument: String, _ values: [String: String]) -> String {
        var rest = argument[...]
        var result = ""
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            result += rest[..<open]
            let name = String(rest[rest.index(after: open)..<close])
            result += values[name] ?? "{\(name)}"
            rest = rest[rest.index(after: close)...]
        }
        return result + rest
    }

    private static func run(
        _ program: String, _ arguments: [String], _ directory: String?, _ values: [String: String],
        _ limit: TimeLimit
    ) async -> (result: InstallResult, lastWords: String) {
        var environment: [Environment.Key: String] = ["PATH": "/usr/local/bin:/usr/bin:/bin", "LANG": "C.UTF-8"]
        for (name, value) in values { environment[.init(stringLiteral: "EVENKEEL_" + name.uppercased())] = value }
        var options = PlatformOptions()
        options.createSession = true
        options.teardownSequence = [
            .send(signal: .terminate, toProcessGroup: true, allowedDurationToNextStep: .seconds(2)),
            .send(signal: .kill, toProcessGroup: true, allowedDurationToNextStep: .milliseconds(100)),
        ]
        do {
            let result = try await Subprocess.run(
                program.contains("/") ? .path(FilePath(program)) : .name(program), arguments: Arguments(arguments),
                environment: .custom(environment), workingDirectory: directory.map { FilePath($0) },
                platformOptions: options, input: .none, output: .sequence, error: .combinedWithOutput
            ) { execution in
                limit.started(execution.processIdentifier.value)
                var tail = OutputTail()
                for try await chunk in execution.standardOutput {
                    chunk.withUnsafeBytes { tail.append($0) }
                }
                return tail
            }
            let line = result.closureResult.lastLine
            switch result.terminationStatus {
            case .exited(0): return (.installed(note: line), line)
            case .exited(let code):
                return (.failed(note: "exit code \(code)" + (line.isEmpty ? "" : ": \(line)")), line)
            case .signaled(let signal): return (.failed(note: "ended by signal \(signal)"), line)
            }
        } catch is CancellationError {
            return (.failed(note: "the command was stopped because the server was"), "")
        } catch {
            return (.failed(note: "the command could not be run: \(error)"), "")
        }
    }
}

/// The last few hundred bytes of an output of any length.
private struct OutputTail: Sendable {
    private static let capacity = 400
    private var bytes: [UInt8] = []

    mutating func append(_ chunk: UnsafeRawBufferPointer) {
        bytes += chunk.suffix(Self.capacity)
        if bytes.count > Self.capacity { bytes.removeFirst(bytes.count - Self.capacity) }
    }

    /// The last line that is not empty, without control characters.
    var lastLine: String {
        let text = String(decoding: bytes, as: UTF8.self)
        let line = text.split(whereSeparator: \.isNewline).last { !$0.allSatisfy(\.isWhitespace) } ?? ""
        return String(line.filter { $0.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control } })
    }
}
