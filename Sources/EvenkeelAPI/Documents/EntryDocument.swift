import EvenkeelDomain
public import EvenkeelLedger

/// A line of the journal for readers. The bytes the hash chain covers are in `GET /api/v1/journal/export`.
public struct EntryDocument: Codable, Hashable, Sendable {
    public var position: Int
    public var at: String
    public var by: String
    public var command: String
    /// The kind of event: `waveOpened`.
    public var event: String
    /// What happened, in a sentence.
    public var text: String

    public init(_ entry: Entry) {
        position = entry.position
        at = entry.at.description
        by = entry.actor
        command = entry.command.text
        (event, text) = EventSentences.of(entry.event)
    }
}
