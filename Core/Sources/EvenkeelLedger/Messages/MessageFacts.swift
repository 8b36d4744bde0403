public import EvenkeelDomain

/// What a message needs to know besides the state: rows, read by the courier for the recipient's customer.
public struct MessageFacts: Hashable, Sendable {
    /// The notices of the wave, for messages about a planned change.
    public var notices: [NoticeRow]
    /// The recipient's customer as a member of the incident's audience.
    public var member: AudienceMember?
    /// For what is a repeat: true where they were told of the earlier incident too, or everybody may read of it.
    public var knowsEarlier = false
    public var visit: Visit?
    /// Who is expected at sites of the recipient's customer, for messages about a planned change.
    public var visits: [InstallationID: Appointment] = [:]
    /// Sites of the recipient's customer that a message about a version concerns.
    public var sites: [InstallationID]
    /// Sites of the recipient's customer where a release was taken back, each with what it runs now, where that is known.
    public var takenBack: [InstallationID: Version?] = [:]
    /// Sites of the recipient's customer at which the install was begun, came to nothing and is to be tried again.
    public var tried: Set<InstallationID> = []
    /// What was held back while they were closed.
    public var missed: [Missed] = []
    /// The updates that a mail puts together, oldest first; empty for one that tells its own alone.
    public var together: [UpdateID] = []
    /// True for somebody of the public: nothing but what stands on the public page.
    public var isPublic = false
    /// The appointment that a calendar entry goes along for.
    public var invited: Invited?
    /// Whose address takes no mail any more, for a message to our own people.
    public var unreachable: Unreachable?
    /// What a customer said last to the letters of an end of support, for a message to our own people.
    public var answer: Answer?

    /// An appointment with those who are asked to it.
    public struct Invited: Hashable, Sendable {
        public var appointment: Appointment
        public var attendees: [EmailAddress]
        /// True for who comes; false for whom they come to.
        public var isVisitor: Bool

        public init(appointment: Appointment, attendees: [EmailAddress], isVisitor: Bool) {
            self.appointment = appointment
            self.attendees = attendees
            self.isVisitor = isVisitor
        }
    }

    /// An incident of which something was held back, with the customer's place in it.
    public struct Missed: Hashable, Sendable {
        public var incident: IncidentID
        public var member: AudienceMember

        public init(incident: IncidentID, member: AudienceMember) {
            self.incident = incident
            self.member = member
        }
    }

    public struct Unreachable: Hashable, Sendable {
        public var name: String?
        public var address: EmailAddress
        public var reason: String
        /// True for a program or a chat room: there is nothing to import another address for.
        public var isEndpoint: Bool

        public init(name: String?, address: EmailAddress, reason: String, isEndpoint: Bool = false) {
            self.name = name
            self.address = address
            self.reason = reason
            self.isEndpoint = isEndpoint
        }
    }

    /// When somebody comes to a site, as a message tells it.
    public struct Visit: Hashable, Sendable {
        public var site: InstallationID
        public var startsAt: Timestamp
        public var length: TimeSpan?
        public var person: String?
        public var access: String?
        public var isChanged: Bool
        public var isCancelled: Bool
        /// Why it does not take place, where those who read it may know.
        public var reason: String?
        /// True where a freeze has taken its time: the site is given another day, and its customer a message with that.
        public var isFrozen = false

        public init(
            site: InstallationID, startsAt: Timestamp, length: TimeSpan? = nil, person: String? = nil,
            access: String? = nil, isChanged: Bool = false, isCancelled: Bool = false
        ) {
            self.site = site
            self.startsAt = startsAt
            self.length = length
            self.person = person
            self.access = access
            self.isChanged = isChanged
            self.isCancelled = isCancelled
        }
    }

    public init(
        notices: [NoticeRow] = [], member: AudienceMember? = nil, visit: Visit? = nil, sites: [InstallationID] = []
    ) {
        self.notices = notices
        self.member = member
        self.visit = visit
        self.sites = sites
    }
}

extension MessageFacts {
    /// Whether all of these were begun and came to nothing.
    func areTried(_ sites: [InstallationID]) -> Bool { !sites.isEmpty && sites.allSatisfy(tried.contains) }
}
