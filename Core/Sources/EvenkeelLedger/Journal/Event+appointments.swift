public import EvenkeelDomain

/// An appointment was made, moved, cancelled or came to its end. Who comes and how to get in stands in the row.
public struct AppointmentChanged: Hashable, Sendable, Codable {
    public var appointment: AppointmentID
    public var rollout: RolloutID
    public var installation: InstallationID
    public var state: AppointmentState
    public var start: Timestamp
    public var minutes: Int
    /// 0 for one that was just made.
    public var sequence: Int
    /// When its site may go; nil where the appointment is over.
    public var ownDate: Timestamp?
    /// How many were written to.
    public var deliveries: Int?
    /// Why a name that the leak guard flagged stands; nil where it flagged none, and in old entries.
    public var override: LeakOverride?

    public init(
        appointment: AppointmentID, rollout: RolloutID, installation: InstallationID, state: AppointmentState,
        start: Timestamp, minutes: Int, sequence: Int, ownDate: Timestamp? = nil, deliveries: Int? = nil,
        override: LeakOverride? = nil
    ) {
        self.deliveries = deliveries
        self.appointment = appointment
        self.rollout = rollout
        self.installation = installation
        self.state = state
        self.start = start
        self.minutes = minutes
        self.sequence = sequence
        self.ownDate = ownDate
        self.override = override
    }
}
