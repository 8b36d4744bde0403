import EvenkeelDomain
import EvenkeelExecutors
import EvenkeelFiles
import EvenkeelLedger
import Foundation

/// The executors of this node, set up as the server's owner declared.
struct Executors: Sendable {
    let command: CommandExecutor
    let webhook: WebhookExecutor
    /// The name of this node, kept with its data: what it started before a restart is still its own.
    let node: String
    /// Called when an install has ended.
    let ends: LateCall
    /// By their names.
    let declared: [String: DeclaredCommand]
    /// The operator's ticket tool, where one is named.
    let tickets: (any TicketTool)?

    var all: [ExecutePolicy.Executor: any Executor] { [.command: command, .webhook: webhook] }

    static func open(
        _ configuration: Configuration, clock: @escaping @Sendable () -> Timestamp
    ) throws -> Executors {
        let environment = ProcessInfo.processInfo.environment
        let folder = URL(filePath: configuration.dataDirectory).path
        try FileManager.default.createDirectory(atPath: folder + "/installs", withIntermediateDirectories: true)
        let ends = LateCall()
        let commands = configuration.commands.mapValues { command in
            DeclaredCommand(
                run: command.run, directory: command.directory, rollback: command.rollback, secrets: command.secrets,
                secretsFile: command.secretsFile, unreachable: Set(command.unreachable.map(Int32.init)),
                mayBeStopped: command.mayBeStopped)
        }
        var webhooks: [String: DeclaredWebhook] = [:]
        for (name, webhook) in configuration.webhooks {
            guard let url = URL(string: webhook.url) else { continue }
            webhooks[name] = DeclaredWebhook(
                url: url, status: webhook.status, cancel: webhook.cancel.flatMap { URL(string: $0) },
                rollback: webhook.rollback.flatMap { URL(string: $0) },
                secret: try SigningSecret.read(
                    webhook.secret, file: webhook.secretFile, of: "The webhook \(name)", environment))
        }
        return Executors(
            command: CommandExecutor(
                commands: commands, folder: folder + "/installs",
                supervisor: Bundle.main.executablePath ?? CommandLine.arguments[0], environment: environment,
                onEnd: { ends.call() }),
            webhook: WebhookExecutor(
                webhooks: webhooks, folder: folder + "/installs", baseURL: configuration.baseURL, now: clock,
                onEnd: { ends.call() }), node: try nodeName(in: folder), ends: ends,
            declared: commands, tickets: ticketTool(configuration, commands, webhooks, clock))
    }

    private static func ticketTool(
        _ configuration: Configuration, _ commands: [String: DeclaredCommand], _ webhooks: [String: DeclaredWebhook],
        _ clock: @escaping @Sendable () -> Timestamp
    ) -> (any TicketTool)? {
        switch configuration.tickets {
        case .command(let name): commands[name].map { TicketCommand(name: name, command: $0) }
        case .webhook(let name): webhooks[name].map { TicketWebhook(webhook: $0, now: clock) }
        case nil: nil
        }
    }

    private static func nodeName(in folder: String) throws -> String {
        let path = folder + "/node"
        if let data = FileManager.default.contents(atPath: path), !data.isEmpty {
            return String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
        }
        let name = UUID().uuidString.lowercased()
        try Data(name.utf8).write(to: URL(filePath: path), options: .atomic)
        return name
    }
}
