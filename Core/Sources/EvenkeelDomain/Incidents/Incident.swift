/// An owned breakage.
public struct Incident: Hashable, Sendable, Codable {
    public enum Visibility: String, CaseIterable, Codable, Sendable { case audience, `public` }

    public let id: IncidentID
    public var title: String
    /// The title on public pages. A private text never becomes public by itself.
    public var publicTitle: String?
    public var impact: Impact
    public var components: [ComponentID]
    public var visibility: Visibility
    public var status: IncidentStatus
    /// When customers began to be hurt, as far as we know.
    public var began: Timestamp
    public var ownedAt: Timestamp?
    public var resolvedAt: Timestamp?
    public var origin: IncidentOrigin?
    public var signals: [Signal]
    /// Who may be affected, besides those listed at the beginning.
    public var concerns: Predicate?
    public var audience: AudienceSummary
    public var updates: [IncidentUpdate]
    public var promises: [Promise]
    public var report: Report?
    /// The worst criticality among those affected, which sets the pace of updates.
    public var criticality: Criticality
    public var holdingLinesInARow: Int

    public init(
        id: IncidentID, title: String, impact: Impact, components: [ComponentID], visibility: Visibility,
        began: Timestamp, origin: IncidentOrigin?, signals: [Signal], concerns: Predicate?, criticality: Criticality
    ) {
        self.id = id
        self.title = title
        self.impact = impact
        self.components = components
        self.visibility = visibility
        status = .initial
        self.began = began
        self.origin = origin
        self.signals = signals
        self.concerns = concerns
        audience = AudienceSummary(customers: 0, restored: 0, digest: Digest(of: []))
        updates = []
        promises = []
        self.criticality = criticality
        holdingLinesInARow = 0
    }

    public var openPromise: Promise? { promises.last { $0.state == .open } }

    /// The earliest of our own signals, and the earliest from a customer.
    public var firstToKnow: (ours: Timestamp?, customer: Timestamp?) {
        (
            signals.filter { $0.source != .customer }.map(\.at).min(),
            signals.filter { $0.source == .customer }.map(\.at).min()
        )
    }
}

/// Where an incident came from.
public enum IncidentOrigin: Hashable, Sendable, Codable {
    case rollout(RolloutID, wave: Int)
}

/// The audience as the journal knows it: how many, how many restored, and a digest. The list is rows.
public struct AudienceSummary: Hashable, Sendable, Codable {
    public var customers: Int
    public var restored: Int
    public var digest: Digest

    public init(customers: Int, restored: Int, digest: Digest) {
        self.customers = customers
        self.restored = restored
        self.digest = digest
    }
}

/// One customer an incident concerns, with the reason and its own state. A row.
public struct AudienceMember: Hashable, Sendable, Codable {
    public enum State: String, CaseIterable, Codable, Sendable { case affected, restored }

    public var customer: CustomerID
    public var reason: String
    /// True where a fact is unknown: "you may be affected".
    public var maybe: Bool
    public var state: State
    public var restoredAt: Timestamp?

    public init(
        customer: CustomerID, reason: String, maybe: Bool = false, state: State = .affected,
        restoredAt: Timestamp? = nil
    ) {
        self.customer = customer
        self.reason = reason
        self.maybe = maybe
        self.state = state
        self.restoredAt = restoredAt
    }
}
