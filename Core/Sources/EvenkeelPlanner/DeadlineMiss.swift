public import EvenkeelDomain

/// By how much a plan misses its deadline, and the smallest changes that would keep it.
public struct DeadlineMiss: Hashable, Sendable {
    /// When the last wave would open; also the earliest deadline that this plan keeps.
    public var lastOpens: CivilDate
    public var deadline: CivilDate
    public var waves: Int
    /// Soaks shortened by this many days each keep the deadline; nil where no shortening does.
    public var soakDaysLess: Int?

    public init(lastOpens: CivilDate, deadline: CivilDate, waves: Int, soakDaysLess: Int?) {
        self.lastOpens = lastOpens
        self.deadline = deadline
        self.waves = waves
        self.soakDaysLess = soakDaysLess
    }
}
