public import EvenkeelDomain

/// What the operator configured that decisions depend on. Not in the journal: what follows from it is.
public struct Settings: Hashable, Sendable {
    public var organisation: String
    public var clock: PromiseClock
    public var rota: Rota
    /// Names that no customer needs to read: the cause may be theirs, the answer is ours.
    public var suppliers: [String] = []
    /// Ends of internal host names, beside the usual ones.
    public var internalHosts: [String] = []
    /// True where the promise record of public incidents is there for everybody to read. Off at first.
    public var publishesPromises = false
    /// Where the pages are, without a trailing slash: `https://status.example.com`.
    public var baseURL: String
    /// The languages that messages can be written in; whoever reads another gets English.
    public var languages: Set<String> = ["en"]
    /// The language we write to our own people in.
    public var language = "en"
    /// Where answers to our invitations arrive; nil where no address of ours is configured.
    public var sender: EmailAddress?
    /// Our own people who are told where an account manager has no address.
    public var staff: [EmailAddress] = []
    /// How many messages somebody gets within an hour before what follows is put together; nil for any number.
    public var ceiling: Int?
    /// Where the messages of a drill go, and its alarms: to nobody else.
    public var drillAddresses: [EmailAddress] = []
    /// The declared commands over which alarms of a drill go beside mail.
    public var drillPage: [String] = []
    /// Names of declared commands that have a way back.
    public var rollbackCommands: Set<String> = []
    /// Names of declared webhooks that have one.
    public var rollbackWebhooks: Set<String> = []
    /// Programs and chat rooms that are told beside the contacts.
    public var endpoints: [Endpoint] = []

    public init(
        organisation: String = "Evenkeel", clock: PromiseClock = .init(), rota: Rota = Rota(),
        baseURL: String = "http://127.0.0.1:8080"
    ) {
        self.organisation = organisation
        self.clock = clock
        self.rota = rota
        self.baseURL = baseURL
    }

    public var calendar: WorkCalendar { clock.calendar }

    /// Takes the rules of its zones as they are known now; a zone that is not known any more keeps those it had.
    mutating func renewZones(_ zones: ZoneLookup) {
        if let zone = zones(clock.calendar.zone.name) { clock.calendar.zone = zone }
        for index in rota.people.indices {
            if let zone = zones(rota.people[index].hours.zone.name) { rota.people[index].hours.zone = zone }
        }
    }

    /// Whether whoever installs under this policy can put the version before back.
    public func offersRollback(_ execute: ExecutePolicy) -> Bool {
        switch execute.by {
        case .manual: execute.rollbackSteps?.isEmpty == false
        case .command: execute.command.map(rollbackCommands.contains) ?? false
        case .webhook: execute.command.map(rollbackWebhooks.contains) ?? false
        // What was carried to a site is not called back, and agents know no way back of ours.
        case .agent, .airGapped: false
        }
    }
}
