/// A revision of a plan under way that somebody proposed and nobody has adopted yet.
///
/// It holds only as long as its parent is the revision in force and no further wave has begun: whatever it rests on is
/// compared when it is adopted.
public struct PlanProposal: Hashable, Sendable, Codable {
    public var revision: Int
    /// The revision in force when it was made.
    public var parent: Int
    /// How many waves had begun: they stand as they are.
    public var begun: Int
    public var policy: Policy
    /// The waves that had not begun, as they would be.
    public var waves: [RolloutWave]
    public var selected: Int
    public var withheld: Int
    /// How many sites would have another wave or day.
    public var moved: Int
    public var reason: String
    public var author: String
    public var at: Timestamp
    public var approvedBy: [String] = []

    public init(
        revision: Int, parent: Int, begun: Int, policy: Policy, waves: [RolloutWave], selected: Int, withheld: Int,
        moved: Int, reason: String, author: String, at: Timestamp
    ) {
        self.revision = revision
        self.parent = parent
        self.begun = begun
        self.policy = policy
        self.waves = waves
        self.selected = selected
        self.withheld = withheld
        self.moved = moved
        self.reason = reason
        self.author = author
        self.at = at
    }
}
