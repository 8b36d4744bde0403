/// A notice to one customer about one wave of a rollout. A row; its messages are deliveries.
public struct NoticeRow: Hashable, Sendable, Codable {
    public var rollout: RolloutID
    public var revision: Int
    public var wave: Int
    public var customer: CustomerID
    public var state: NoticeState
    public var announcedAt: Timestamp
    public var installations: [InstallationID]

    public init(
        rollout: RolloutID, revision: Int, wave: Int, customer: CustomerID, announcedAt: Timestamp,
        installations: [InstallationID]
    ) {
        self.rollout = rollout
        self.revision = revision
        self.wave = wave
        self.customer = customer
        state = .initial
        self.announcedAt = announcedAt
        self.installations = installations
    }
}
