public import EvenkeelDomain

/// Sites that would be done only after the date by which they must.
public struct DatesMissed: Hashable, Sendable {
    /// The earliest of the dates.
    public var due: CivilDate
    public var sites: [InstallationID]
    public var lastOpens: CivilDate
    /// Changes that work, each by itself.
    public var remedies: [Remedy]
    /// What takes the time until then.
    public var causes: [DelayCause] = []

    public init(due: CivilDate, sites: [InstallationID], lastOpens: CivilDate, remedies: [Remedy] = []) {
        self.due = due
        self.sites = sites
        self.lastOpens = lastOpens
        self.remedies = remedies
    }
}
