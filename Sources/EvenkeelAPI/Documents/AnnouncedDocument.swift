/// Messages about a wave that will be queued if nothing stops it.
public struct AnnouncedDocument: Codable, Hashable, Sendable {
    public var at: String
    public var text: String
    public var rollout: String
    /// From 1.
    public var wave: Int
    public var customers: [String]
    public var recipients: [String]

    public init(
        at: String, text: String, rollout: String, wave: Int, customers: [String], recipients: [String]
    ) {
        self.at = at
        self.text = text
        self.rollout = rollout
        self.wave = wave
        self.customers = customers
        self.recipients = recipients
    }
}
