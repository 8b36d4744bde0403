/// A person let some sites go in one rollout in spite of a hold.
public struct HoldOverride: Hashable, Sendable, Codable {
    public var rollout: RolloutID
    public var installations: [InstallationID]
    public var why: String
    public var by: String
    public var at: Timestamp

    public init(rollout: RolloutID, installations: [InstallationID], why: String, by: String, at: Timestamp) {
        self.rollout = rollout
        self.installations = installations
        self.why = why
        self.by = by
        self.at = at
    }
}
