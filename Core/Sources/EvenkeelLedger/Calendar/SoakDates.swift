public import EvenkeelDomain

/// When the soak of a wave ends: once every site of it has had its own working days, except those whose customer's own
/// freeze makes them longer. Nobody waits for those; each is judged when its own days are over.
public struct SoakDates: Hashable, Sendable {
    public var endsAt: Timestamp
    public var deadlineAt: Timestamp
    /// The site that is last; nil where there is none.
    public var slowest: InstallationID?
    /// How many are not waited for.
    public var late: Int

    public init(endsAt: Timestamp, deadlineAt: Timestamp, slowest: InstallationID?, late: Int = 0) {
        self.late = late
        self.endsAt = endsAt
        self.deadlineAt = deadlineAt
        self.slowest = slowest
    }
}
