public import EvenkeelDomain

/// Which appointments.
public struct AppointmentQuery: Hashable, Sendable {
    public var id: AppointmentID?
    public var rollout: RolloutID?
    public var customer: CustomerID?
    public var person: String?

    public init(
        id: AppointmentID? = nil, rollout: RolloutID? = nil, customer: CustomerID? = nil, person: String? = nil
    ) {
        self.id = id
        self.rollout = rollout
        self.customer = customer
        self.person = person
    }
}
