public import EvenkeelDomain

/// When the soak of a wave ends: once every site of it has had its own working days.
public struct SoakDates: Hashable, Sendable {
    public var endsAt: Timestamp
    public var deadlineAt: Timestamp
    /// The site that is last; nil where there is none.
    public var slowest: InstallationID?

    public init(endsAt: Timestamp, deadlineAt: Timestamp, slowest: InstallationID?) {
        self.endsAt = endsAt
        self.deadlineAt = deadlineAt
        self.slowest = slowest
    }
}
