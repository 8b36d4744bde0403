public import EvenkeelDomain

/// The owner of a hold was told that it is about to expire.
public struct HoldExpiring: Hashable, Sendable, Codable {
    public var hold: HoldID
    public var owner: String
    public var expires: Timestamp
}

/// A hold holds longer, and why.
public struct HoldRenewed: Hashable, Sendable, Codable {
    public var hold: HoldID
    /// Nil for until it is lifted.
    public var expires: Timestamp?
    public var why: String
}

/// Some sites go in one rollout in spite of a hold, by one decision of a person.
public struct HoldOverridden: Hashable, Sendable, Codable {
    public var hold: HoldID
    public var rollout: RolloutID
    public var installations: [InstallationID]
    public var why: String
}
