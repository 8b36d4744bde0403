/// A site that is begun by hand on a day whose room others had taken, by a decision of a person.
public struct DayOverride: Hashable, Sendable, Codable {
    public var installation: InstallationID
    public var day: CivilDate
    public var perDay: Int
    /// The team whose day it was; nil where it was that of all who have none of their own.
    public var team: String?
    public var why: String
    public var by: String

    public init(installation: InstallationID, day: CivilDate, perDay: Int, team: String?, why: String, by: String) {
        self.installation = installation
        self.day = day
        self.perDay = perDay
        self.team = team
        self.why = why
        self.by = by
    }
}
