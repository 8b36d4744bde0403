public import EvenkeelDomain
import Subprocess
import SystemPackage

/// Fetches mail by running a declared command: whatever speaks IMAP or POP there. It writes new mails to its standard
/// output, one after the other as an mbox, and nothing where there are none.
///
/// What it writes to its standard error is for the log. It is held to its time, with all processes that it started: a
/// mail server that never answers must not keep the replies of tomorrow.
public struct MailboxCommand: Sendable {
    private static let limitBytes = 64 << 20
    private let command: DeclaredCommand
    private let limit: TimeSpan

    public struct Trouble: Error, Hashable, CustomStringConvertible {
        public let description: String
    }

    public init(command: DeclaredCommand, limit: TimeSpan = .minutes(2)) {
        self.command = command
        self.limit = limit
    }

    public func fetch() async throws -> [UInt8] {
        guard let program = command.run.first else { throw Trouble(description: "the command is empty") }
        let time = TimeLimit(limit)
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await time.watch() }
            defer {
                time.ended()
                group.cancelAll()
            }
            let (bytes, status) = try await run(program, within: time)
            guard time.cause == nil else {
                throw Trouble(description: "the mailbox command did not end within \(limit)")
            }
            guard let bytes else {
                throw Trouble(description: "the mailbox command wrote more than \(Self.limitBytes >> 20) MB")
            }
            guard case .exited(0) = status else {
                throw Trouble(description: "the mailbox command ended with \(status)")
            }
            return bytes
        }
    }

    private func run(_ program: String, within time: TimeLimit) async throws -> ([UInt8]?, TerminationStatus) {
        var options = PlatformOptions()
        options.createSession = true
        let result = try await Subprocess.run(
            program.contains("/") ? .path(FilePath(program)) : .name(program),
            arguments: Arguments(Array(command.run.dropFirst())),
            environment: .custom(["PATH": "/usr/local/bin:/usr/bin:/bin", "LANG": "C.UTF-8"]),
            workingDirectory: command.directory.map { FilePath($0) }, platformOptions: options, input: .none,
            output: .sequence, error: .discarded
        ) { execution in
            time.started(execution.processIdentifier.value)
            var bytes: [UInt8]? = []
            for try await chunk in execution.standardOutput {
                // The rest is read and dropped, so that the command can end.
                chunk.withUnsafeBytes { bytes?.append(contentsOf: $0) }
                if let count = bytes?.count, count > Self.limitBytes { bytes = nil }
            }
            return bytes
        }
        return (result.closureResult, result.terminationStatus)
    }
}
