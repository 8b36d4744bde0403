/// An owned breakage.
public struct Incident: Hashable, Sendable, Codable {
    public enum Visibility: String, CaseIterable, Codable, Sendable { case audience, `public` }

    public let id: IncidentID
    /// As it was written, or in English where the system made it.
    public var title: String
    /// What the title is made of where the system made it; nil where a person wrote it.
    public var systemTitle: SystemTitle?
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
    /// Words to our own people about it, in the order in which they were raised.
    public var alerts: [StaffAlert] = []
    /// Corrective actions that were opened before there is a report.
    public var openedActions: [CorrectiveAction] = []
    public var corrections: [SignalCorrection] = []
    /// False where the audience is "at least these": the evidence was cut short.
    public var isAudienceComplete = true
    /// How often the diagnosis changed whom it concerns.
    public var diagnoses = 0
    /// The incident of which a person confirmed that this is a repeat.
    public var repeatOf: IncidentID?
    /// Earlier ones of which a person said that this is none of them; nil where nobody was asked.
    public var rejectedRepeats: [RejectedRepeat]?
    /// Earlier forms of the report, each with why it was changed.
    public var reportEdits: [ReportEdit] = []
    /// Where it was brought in from; nil for our own.
    public var importedFrom: String?
    /// What regulators were sent, with a reference.
    public var filings: [RegulatoryFiling] = []
    /// How many updates were said before it was published: the public is never told those.
    public var updatesBeforePublic = 0
    /// Set where it is a rehearsal. It concerns no customer, stands on no customer's page and counts in no figure.
    public var drill: Drill?
    /// What time demands nothing of any more; see `LooseEnds`.
    public private(set) var looseEnds = LooseEnds()

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

    public var isDrill: Bool { drill != nil }
    /// Whether somebody may still come to be concerned by what happens at their site.
    public var mayGrow: Bool { ownedAt != nil && status.isOpen && !isDrill }

    /// The next word that customers are owed: an update or the report. What else is promised runs beside it.
    public var openPromise: Promise? { promises.last { $0.state == .open && $0.kind.isWord } }

    /// The word that those are owed whom a resolve left open; beside the report, since either is kept without the other.
    public var openRest: Promise? { promises.last { $0.state == .open && $0.kind == .rest } }

    public func promise(_ id: PromiseID) -> Promise? { promises.last { $0.id == id } }

    /// Moves on past what is over. To be called after every change.
    public mutating func noteWhatIsOver() { looseEnds.advance(over: self) }

    /// The person who spoke last.
    public var lastSpeaker: String? {
        updates.lazy.reversed().compactMap { update in
            if case .person(let name) = update.author { name } else { nil }
        }.first
    }

    /// The signals with their times as corrected.
    public var correctedSignals: [Signal] {
        var signals = signals
        for correction in corrections where signals.indices.contains(correction.signal) {
            signals[correction.signal].at = correction.at
        }
        return signals
    }

    /// The earliest of our own signals, and the earliest from a customer. Computed, never entered.
    public var firstToKnow: (ours: Timestamp?, customer: Timestamp?) {
        let signals = correctedSignals
        return (
            signals.filter { $0.source != .customer }.map(\.at).min(),
            signals.filter { $0.source == .customer }.map(\.at).min()
        )
    }

    /// True where a customer saw it before we did.
    public var customerWasFirst: Bool {
        switch firstToKnow {
        case (_, nil): false
        case (nil, _): true
        case (let ours?, let customer?): customer < ours
        }
    }

    /// The action that a customer's earlier report opens by itself.
    public static let seenFirstAction = "Find out why a customer saw this before we did, and see it first next time"

    /// All corrective actions: those of the report and those opened before it.
    public var actions: [CorrectiveAction] {
        let published = report?.actions ?? []
        return published + openedActions.filter { opened in !published.contains { $0.id == opened.id } }
    }
}

/// A change of a published report, with what stood there before.
public struct ReportEdit: Hashable, Sendable, Codable {
    public var at: Timestamp
    public var by: String
    public var why: String
    public var before: Report

    public init(at: Timestamp, by: String, why: String, before: Report) {
        self.at = at
        self.by = by
        self.why = why
        self.before = before
    }
}

/// What a regulator was sent, and when.
public struct RegulatoryFiling: Hashable, Sendable, Codable {
    public var subject: String
    public var at: Timestamp
    public var reference: String
    public var by: String

    public init(subject: String, at: Timestamp, reference: String, by: String) {
        self.subject = subject
        self.at = at
        self.reference = reference
        self.by = by
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
    /// What they were found by: a later diagnosis rules out only whom it matches still. Nil in rows from before it was kept.
    public var foundBy: Predicate?
    /// True where a fact is unknown: "you may be affected".
    public var maybe: Bool
    public var state: State
    public var restoredAt: Timestamp?
    /// How it came to work again, in their words; nil where a fact said so, and in old rows.
    public var restoredHow: String?

    public init(
        customer: CustomerID, reason: String, foundBy: Predicate? = nil, maybe: Bool = false,
        state: State = .affected,
        restoredAt: Timestamp? = nil, restoredHow: String? = nil
    ) {
        self.customer = customer
        self.reason = reason
        self.foundBy = foundBy
        self.maybe = maybe
        self.state = state
        self.restoredAt = restoredAt
        self.restoredHow = restoredHow
    }
}
