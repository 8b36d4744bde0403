public import EvenkeelDomain

/// Where an entry stands in the journal: 1 is the first, 0 means "before the first".
public typealias Position = Int

/// Marker for ids of commands.
public enum CommandKind: Sendable {}

/// Names a command across retries, so that an append that succeeded but reported failure is recognised.
public typealias CommandID = ID<CommandKind>

/// One line of the journal: an event with its place, time, command and author.
public struct Entry: Hashable, Sendable {
    public let position: Position
    public let at: Timestamp
    public let command: CommandID
    /// Who decided: a user's name, or `conductor`.
    public let actor: String
    public let event: Event

    public init(position: Position, at: Timestamp, command: CommandID, actor: String, event: Event) {
        self.position = position
        self.at = at
        self.command = command
        self.actor = actor
        self.event = event
    }
}

/// The end of the journal: position and hash chain value (lower-case hexadecimal SHA-256, empty at the start).
public struct JournalHead: Hashable, Sendable, Codable {
    public let position: Position
    public let hash: String

    public init(position: Position, hash: String) {
        self.position = position
        self.hash = hash
    }

    public static let start = JournalHead(position: 0, hash: "")
}
