public import EvenkeelDomain
public import EvenkeelLedger

/// An incident with its updates, promises and audience.
public struct IncidentDocument: Codable, Hashable, Sendable {
    public struct Update: Codable, Hashable, Sendable {
        public var id: String
        public var status: String
        public var body: String
        public var at: String
        /// `person`, `holding_line` or `system`.
        public var by: String
        public var author: String?
        public var nextBy: String?
        public var reportBy: String?
        public var cause: String?
        /// Where it closes and some customers are not known to be restored: how many, and by when they hear.
        public var unrestored: Int?
        public var restBy: String?
    }

    public struct Member: Codable, Hashable, Sendable {
        public var customer: String
        public var reason: String
        public var maybe: Bool
        public var state: String
        public var restoredAt: String?
        /// How, in the words that the customer reads.
        public var restoredHow: String?
        /// Theirs in the operator's ticket tool.
        public var ticket: Ticket?
    }

    public struct Ticket: Codable, Hashable, Sendable {
        /// Null until the tool has taken it.
        @Nullable public var reference: String?
        public var url: String?
        public var closedAt: String?
        /// Why the last attempt did not succeed.
        public var problem: String?

        init(_ row: TicketRow) {
            reference = row.reference
            url = row.url
            closedAt = row.closedAt?.description
            problem = row.problem
        }
    }

    public struct FirstToKnow: Codable, Hashable, Sendable {
        @Nullable public var ours: String?
        @Nullable public var customer: String?
    }

    public struct SignalEntry: Codable, Hashable, Sendable {
        public var source: String
        public var at: String
        public var note: String?
        /// Set where the time was mistyped: what counts, and why. `at` stays as it was written.
        public var corrected: Correction?
    }

    public struct Correction: Codable, Hashable, Sendable {
        public var at: String
        public var why: String
        public var by: String
        public var correctedAt: String
    }

    public struct Likeness: Codable, Hashable, Sendable {
        public var incident: String
        public var score: Double
        public var reasons: [String]

        public init(_ likeness: RepeatFinder.Likeness) {
            incident = likeness.incident.text
            score = (likeness.score * 100).rounded() / 100
            reasons = likeness.reasons
        }
    }

    /// A change of a published report, marked as one.
    public struct Edit: Codable, Hashable, Sendable {
        public var at: String
        public var by: String
        public var why: String
    }

    public struct Action: Codable, Hashable, Sendable {
        public var id: String
        public var text: String
        public var owner: String
        public var due: String
        public var done: Bool
    }

    public var id: String
    public var title: String
    public var publicTitle: String?
    public var impact: String
    public var components: [String]
    public var status: String
    public var visibility: String
    public var began: String
    public var ownedAt: String?
    public var resolvedAt: String?
    public var rollout: String?
    public var concerns: String?
    @Nullable public var promise: PromiseDocument?
    public var promises: [PromiseDocument]
    public var affected: Int
    public var restored: Int
    /// Left out of lists.
    public var audience: [Member]?
    public var updates: [Update]
    public var signals: [SignalEntry]
    public var firstToKnow: FirstToKnow
    public var report: ReportDocument?
    /// Corrective actions that were opened before there is a report.
    public var openedActions: [Action]
    /// False where the audience is "at least these".
    public var audienceComplete: Bool
    public var repeatOf: String?
    /// Earlier incidents it is like; for the owner's eyes.
    public var likelyRepeats: [Likeness]?
    public var reportEdits: [Edit]
    public var importedFrom: String?
    /// True for a rehearsal, which concerns no customer.
    public var drill: Bool
    public var alerts: [AlertDocument]

    /// - Parameter audience: nil in lists.
    public init(_ incident: Incident, audience: [AudienceMember]? = nil, tickets: [TicketRow] = []) {
        let tickets = Dictionary(tickets.map { ($0.customer, $0) }, uniquingKeysWith: { $1 })
        id = incident.id.text
        title = incident.title
        publicTitle = incident.publicTitle
        impact = incident.impact.rawValue
        components = incident.components.map(\.text)
        status = incident.status.rawValue
        visibility = incident.visibility.rawValue
        began = incident.began.description
        ownedAt = incident.ownedAt?.description
        resolvedAt = incident.resolvedAt?.description
        if case .rollout(let id, _) = incident.origin { rollout = id.text }
        concerns = incident.concerns?.description
        promises = incident.promises.map { PromiseDocument($0, incident: incident) }
        promise = (incident.openPromise ?? incident.promises.last { $0.kind.isWord }).map {
            PromiseDocument($0, incident: incident)
        }
        affected = incident.audience.customers
        restored = incident.audience.restored
        self.audience = audience?.map {
            Member(
                customer: $0.customer.text, reason: $0.reason, maybe: $0.maybe, state: $0.state.rawValue,
                restoredAt: $0.restoredAt?.description, restoredHow: $0.restoredHow,
                ticket: tickets[$0.customer].map(Ticket.init))
        }
        updates = incident.updates.map(Self.update)
        signals = incident.signals.enumerated().map { index, signal in
            SignalEntry(
                source: signal.source.rawValue, at: signal.at.description, note: signal.note,
                corrected: incident.corrections.last { $0.signal == index }.map {
                    Correction(
                        at: $0.at.description, why: $0.why, by: $0.by, correctedAt: $0.correctedAt.description)
                })
        }
        let first = incident.firstToKnow
        firstToKnow = FirstToKnow(ours: first.ours?.description, customer: first.customer?.description)
        report = incident.report.map(ReportDocument.init)
        openedActions = incident.openedActions.map {
            Action(id: $0.id.text, text: $0.text, owner: $0.owner, due: $0.due.description, done: $0.isDone)
        }
        audienceComplete = incident.isAudienceComplete
        repeatOf = incident.repeatOf?.text
        reportEdits = incident.reportEdits.map { Edit(at: $0.at.description, by: $0.by, why: $0.why) }
        importedFrom = incident.importedFrom
        drill = incident.isDrill
        alerts = incident.alerts.map { AlertDocument($0, incident: incident.id) }
    }

    private static func update(_ update: IncidentUpdate) -> Update {
        var document = Update(
            id: update.id.text, status: update.status.rawValue, body: update.body, at: update.at.description, by: "")
        switch update.author {
        case .person(let name): (document.by, document.author) = ("person", name)
        case .holdingLine: document.by = "holding_line"
        case .system: document.by = "system"
        }
        switch update.outlook {
        case .next(let due): document.nextBy = due.description
        case .report(let due): document.reportBy = due.description
        case .closed(let cause): document.cause = cause
        case .withdrawn, .nothingOwed: break
        }
        document.unrestored = update.unrestored?.customers
        document.restBy = update.unrestored?.by.description
        return document
    }
}
