public import EvenkeelDomain

/// Everything that has been decided: a pure fold of the journal.
///
/// `apply` is the only place where it changes. It is never handed out across an `apply`; readers take what they
/// need inside `Ledger.read`.
public struct State: Sendable, Hashable {
    /// Raised whenever `apply` gives another result for the same journal; snapshots of other versions are ignored.
    public static let foldVersion = 12

    public internal(set) var position: Position = 0
    public internal(set) var at = Timestamp(milliseconds: 0)
    public internal(set) var outbound = OutboundState.capture
    public internal(set) var components: [ComponentID: Component] = [:]
    public internal(set) var releases: [String: Release] = [:]
    public internal(set) var rollouts: [RolloutID: Rollout] = [:]
    public internal(set) var holds: [HoldID: Hold] = [:]
    /// When the holds that are no more ended: whoever comes too late is told so.
    public internal(set) var endedHolds: [HoldID: Timestamp] = [:]
    public internal(set) var guards: [GuardID: Guard] = [:]
    public internal(set) var calendarRules: [CalendarRuleID: CalendarRule] = [:]
    public internal(set) var customerFreezes: [CustomerID: CustomerFreezes] = [:]
    public internal(set) var crossings: [CrossingID: FreezeCrossing] = [:]
    /// The position of the newest entry about calendars: whoever keeps something made from them knows when it is stale.
    public internal(set) var calendarRevision: Position = 0
    public internal(set) var incidents: [IncidentID: Incident] = [:]
    public internal(set) var pins: [InstallationID: Pin] = [:]
    /// Customers who asked to be among the first, with when they first did.
    public internal(set) var early: [CustomerID: Timestamp] = [:]
    public internal(set) var campaigns: [CampaignID: RunningCampaign] = [:]
    public internal(set) var maintenances: [MaintenanceID: Maintenance] = [:]
    public internal(set) var agenda = Agenda()
    /// The newest commands, so that a retry is recognised.
    var recentCommands = RecentCommands()

    public init() {}

    /// True if this command has been carried out already.
    public func hasCarriedOut(_ command: CommandID) -> Bool { recentCommands.contains(command) }

    public func component(_ id: ComponentID) -> Component { components[id] ?? Component(id: id, name: id.text) }

    /// Where components are declared, a name that is none of them is mistyped: customers would read it as it stands.
    func checkComponents(_ ids: [ComponentID]) throws(Refusal) {
        guard !components.isEmpty, let stranger = ids.first(where: { components[$0] == nil }) else { return }
        throw .unknownComponent(stranger, known: components.keys.sorted())
    }
}

extension State: Codable {
    private enum CodingKeys: CodingKey {
        case position, at, outbound, components, releases, rollouts, holds, guards, incidents, recentCommands
        case pins, early, campaigns, maintenances, endedHolds
        case calendarRules, customerFreezes, crossings, calendarRevision
    }

    /// The agenda is derived and not stored.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        position = try container.decode(Position.self, forKey: .position)
        at = try container.decode(Timestamp.self, forKey: .at)
        outbound = try container.decode(OutboundState.self, forKey: .outbound)
        components = try container.decode([ComponentID: Component].self, forKey: .components)
        releases = try container.decode([String: Release].self, forKey: .releases)
        rollouts = try container.decode([RolloutID: Rollout].self, forKey: .rollouts)
        holds = try container.decode([HoldID: Hold].self, forKey: .holds)
        endedHolds = try container.decode([HoldID: Timestamp].self, forKey: .endedHolds)
        guards = try container.decode([GuardID: Guard].self, forKey: .guards)
        incidents = try container.decode([IncidentID: Incident].self, forKey: .incidents)
        calendarRules = try container.decode([CalendarRuleID: CalendarRule].self, forKey: .calendarRules)
        customerFreezes = try container.decode([CustomerID: CustomerFreezes].self, forKey: .customerFreezes)
        crossings = try container.decode([CrossingID: FreezeCrossing].self, forKey: .crossings)
        calendarRevision = try container.decode(Position.self, forKey: .calendarRevision)
        recentCommands = try container.decode(RecentCommands.self, forKey: .recentCommands)
        pins = try container.decode([InstallationID: Pin].self, forKey: .pins)
        early = try container.decode([CustomerID: Timestamp].self, forKey: .early)
        campaigns = try container.decode([CampaignID: RunningCampaign].self, forKey: .campaigns)
        maintenances = try container.decode([MaintenanceID: Maintenance].self, forKey: .maintenances)
        refreshAgendaOfCampaigns()
        for id in maintenances.keys.sorted() { refreshAgenda(maintenance: id) }
        for id in rollouts.keys.sorted() { refreshAgenda(rollout: id) }
        for id in incidents.keys.sorted() { refreshAgenda(incident: id) }
        for id in holds.keys.sorted() { refreshAgenda(hold: id) }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(position, forKey: .position)
        try container.encode(at, forKey: .at)
        try container.encode(outbound, forKey: .outbound)
        try container.encode(components, forKey: .components)
        try container.encode(releases, forKey: .releases)
        try container.encode(rollouts, forKey: .rollouts)
        try container.encode(holds, forKey: .holds)
        try container.encode(endedHolds, forKey: .endedHolds)
        try container.encode(guards, forKey: .guards)
        try container.encode(incidents, forKey: .incidents)
        try container.encode(calendarRules, forKey: .calendarRules)
        try container.encode(customerFreezes, forKey: .customerFreezes)
        try container.encode(crossings, forKey: .crossings)
        try container.encode(calendarRevision, forKey: .calendarRevision)
        try container.encode(recentCommands, forKey: .recentCommands)
        try container.encode(pins, forKey: .pins)
        try container.encode(early, forKey: .early)
        try container.encode(campaigns, forKey: .campaigns)
        try container.encode(maintenances, forKey: .maintenances)
    }
}

/// The newest 4,096 command ids: a retry comes within seconds, and memory must not grow with the journal.
struct RecentCommands: Hashable, Sendable, Codable {
    private static let capacity = 4096
    private var order: [CommandID] = []
    private var next = 0
    private var members: Set<CommandID> = []

    func contains(_ command: CommandID) -> Bool { members.contains(command) }

    mutating func insert(_ command: CommandID) {
        guard members.insert(command).inserted else { return }
        if order.count < Self.capacity {
            order.append(command)
        } else {
            members.remove(order[next])
            order[next] = command
            next = (next + 1) % Self.capacity
        }
    }
}
