import Subprocess
import SystemPackage

/// Fetches mail by running a declared command: whatever speaks IMAP or POP there. It writes new mails to its standard
/// output, one after the other as an mbox, and nothing where there are none.
public struct MailboxCommand: Sendable {
    private static let limitBytes = 64 << 20
    private let command: DeclaredCommand

    public struct Trouble: Error, CustomStringConvertible {
        public let description: String
    }

    public init(command: DeclaredCommand) { self.command = command }

    public func fetch() async throws -> [UInt8] {
        guard let program = command.run.first else { throw Trouble(description: "the command is empty") }
        let result = try await Subprocess.run(
            program.contains("/") ? .path(FilePath(program)) : .name(program),
            arguments: Arguments(Array(command.run.dropFirst())),
            environment: .custom(["PATH": "/usr/local/bin:/usr/bin:/bin", "LANG": "C.UTF-8"]),
            workingDirectory: command.directory.map { FilePath($0) }, output: .bytes(limit: Self.limitBytes))
        guard case .exited(0) = result.terminationStatus else {
            throw Trouble(description: "the mailbox command ended with \(result.terminationStatus)")
        }
        return result.standardOutput
    }
}
