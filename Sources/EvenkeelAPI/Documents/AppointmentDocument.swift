public import EvenkeelDomain

/// A time at which somebody comes to a site.
public struct AppointmentDocument: Codable, Hashable, Sendable {
    public var id: String
    public var rollout: String
    public var installation: String
    public var customer: String
    public var start: String
    public var minutes: Int
    public var person: String
    @Nullable public var email: String?
    @Nullable public var team: String?
    @Nullable public var access: String?
    public var sequence: Int
    public var state: String
    @Nullable public var note: String?
    /// True where it is over and nobody has said what came of it; its state is `agreed` until somebody does.
    public var unreported: Bool?

    public init(_ appointment: Appointment, at now: Timestamp) {
        unreported = appointment.isUnreported(at: now) ? true : nil
        id = appointment.id.text
        rollout = appointment.rollout.text
        installation = appointment.installation.text
        customer = appointment.customer.text
        start = appointment.start.description
        minutes = appointment.minutes
        person = appointment.person
        sequence = appointment.sequence
        state = appointment.state.rawValue
        email = appointment.personEmail?.description
        team = appointment.team
        access = appointment.access
        note = appointment.note
    }
}

/// A page of appointments, with the cursor of the next one.
public struct AppointmentPage: Codable, Hashable, Sendable {
    public var appointments: [AppointmentDocument]
    @Nullable public var next: String?

    public init(appointments: [AppointmentDocument], next: String?) {
        self.appointments = appointments
        self.next = next
    }
}

/// Times at which somebody could come.
public struct SlotPage: Codable, Hashable, Sendable {
    public var slots: [String]

    public init(slots: [Timestamp]) { self.slots = slots.map(\.description) }
}
