public import EvenkeelDomain

/// A site is begun on a day whose room others have taken, and why.
public struct DayOverridden: Hashable, Sendable, Codable {
    public var rollout: RolloutID
    public var installation: InstallationID
    public var day: CivilDate
    public var perDay: Int
    public var team: String?
    public var why: String
}
