/// A notice to one customer about one wave of a rollout. A row; its messages are deliveries.
public struct NoticeRow: Hashable, Sendable, Codable {
    public var rollout: RolloutID
    public var revision: Int
    public var wave: Int
    public var customer: CustomerID
    public var state: NoticeState
    public var announcedAt: Timestamp
    public var installations: [InstallationID]
    /// The day it names, ours or one the customer chose; nil in rows of earlier versions.
    public var day: CivilDate?
    /// Whether the policy asks for this customer's agreement.
    public var mustAgree: Bool
    /// How often the customer has asked for another date.
    public var postponed: Int
    public var remindedAt: Timestamp?

    public init(
        rollout: RolloutID, revision: Int, wave: Int, customer: CustomerID, announcedAt: Timestamp,
        installations: [InstallationID], day: CivilDate? = nil, mustAgree: Bool = false, postponed: Int = 0
    ) {
        self.rollout = rollout
        self.revision = revision
        self.wave = wave
        self.customer = customer
        state = .initial
        self.announcedAt = announcedAt
        self.installations = installations
        self.day = day
        self.mustAgree = mustAgree
        self.postponed = postponed
    }

    /// True while it may still lead to an install.
    public var stands: Bool { state != .withdrawn }
}
