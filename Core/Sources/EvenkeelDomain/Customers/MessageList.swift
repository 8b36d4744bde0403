/// What a recipient unsubscribes from with one click.
public enum MessageList: String, CaseIterable, Codable, Sendable {
    case incidents, planned
    /// What somebody of the public asked for.
    case subscription
}
