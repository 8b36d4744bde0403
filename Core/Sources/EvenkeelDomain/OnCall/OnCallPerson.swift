/// Somebody who may be alerted. The journal names them by id; how they are reached is configuration.
public struct OnCallPerson: Hashable, Sendable, Codable {
    /// A way to reach a person: the mail channel, or a declared command that pages.
    public enum Reach: Hashable, Sendable, Codable {
        case email(EmailAddress)
        case command(String)

        public var isEmail: Bool { if case .email = self { true } else { false } }

        /// As it stands in the journal: never an address.
        public var name: String {
            switch self {
            case .email: "email"
            case .command(let name): "command:\(name)"
            }
        }
    }

    public let id: PersonID
    public var name: String
    /// The names under which this person speaks: tokens and sign-ins.
    public var actors: Set<String>
    public var role: StaffRole
    public var reach: [Reach]
    public var hours: DutyHours

    public init(
        id: PersonID, name: String, actors: Set<String> = [], role: StaffRole = .engineer, reach: [Reach],
        hours: DutyHours = DutyHours()
    ) {
        self.id = id
        self.name = name
        self.actors = actors.union([id.text])
        self.role = role
        self.reach = reach
        self.hours = hours
    }

    /// A page goes over at least two ways, of which one is not e-mail.
    public var canBePaged: Bool { reach.count >= 2 && reach.contains { !$0.isEmail } }
}
