/// The day that a site's customer was told and that does not hold.
public struct LostDay: Hashable, Sendable, Codable {
    public var site: InstallationID
    public var day: CivilDate

    public init(site: InstallationID, day: CivilDate) {
        self.site = site
        self.day = day
    }
}
