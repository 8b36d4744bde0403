public import EvenkeelDomain

/// By how much a plan misses its deadline, and the smallest changes that would keep it.
public struct DeadlineMiss: Hashable, Sendable {
    /// When the last wave would open.
    public var lastOpens: CivilDate
    /// The day of the last install: also the earliest deadline that this plan keeps.
    public var lastInstall: CivilDate
    public var deadline: CivilDate
    public var waves: Int
    /// Soaks shortened by this many days each keep the deadline; nil where no shortening does.
    public var soakDaysLess: Int?
    /// So many installs a day keep the deadline; nil where a day's capacity is not what it takes.
    public var capacityPerDay: Int?
    /// What takes the time until then.
    public var causes: [DelayCause] = []

    public init(
        lastOpens: CivilDate, lastInstall: CivilDate? = nil, deadline: CivilDate, waves: Int, soakDaysLess: Int?,
        capacityPerDay: Int? = nil
    ) {
        self.lastOpens = lastOpens
        self.lastInstall = lastInstall ?? lastOpens
        self.capacityPerDay = capacityPerDay
        self.deadline = deadline
        self.waves = waves
        self.soakDaysLess = soakDaysLess
    }
}
