public import EvenkeelDomain

/// Another revision was made for a plan under way; until it is adopted it changes nothing.
public struct RevisionProposed: Hashable, Sendable, Codable {
    public var rollout: RolloutID
    public var revision: Int
    /// The revision in force when it was made.
    public var parent: Int
    /// How many waves had begun then.
    public var begun: Int
    public var policy: Policy
    public var selected: Int
    public var withheld: Int
    /// The waves that had not begun, as they would be.
    public var waves: [RolloutWave]
    /// How many sites would have another wave or day.
    public var moved: Int
    public var reason: String
}

/// A revision took the place of its parent: what had begun stands, the waves to come are those of the revision.
public struct RevisionAdopted: Hashable, Sendable, Codable {
    public var rollout: RolloutID
    public var revision: Int
    public var parent: Int
    /// The waves to come, with what was announced of them and still holds.
    public var waves: [RolloutWave]
    public var moved: Int
    /// How many customers hold a notice whose date is another now, and are told.
    public var told: Int
    public var digest: Digest
    /// Days later than their wave's that customers were told and that stay; nil where there are none.
    public var keptDays: [Timestamp]?
}
