public import EvenkeelDomain
public import EvenkeelLedger

/// Tells a customer by running a declared command: a ticket desk's client, a pager, a lamp on a wall.
///
/// `{endpoint}`, `{incident}` and `{language}` fill arguments; the words stand in `EVENKEEL_SUBJECT` and `EVENKEEL_TEXT`,
/// and `EVENKEEL_DELIVERY` is the same at every attempt. Exit code 0 is success; any other is tried again.
public struct CommandChannel: Channel {
    public let name: String
    private let command: TellingCommand

    /// - Parameter name: of the endpoint.
    public init(name: String, command: DeclaredCommand, named: String, limit: TimeSpan = .seconds(30)) {
        self.name = name
        self.command = TellingCommand(name: named, command: command, limit: limit)
    }

    public func send(_ message: OutgoingMessage) async throws(SendError) {
        var ids = ["endpoint": name, "language": message.language]
        if let incident = message.incident { ids["incident"] = incident.id.text }
        try await command.run(
            ids: ids,
            words: ["subject": message.subject, "text": message.text, "delivery": message.delivery.text])
    }
}
