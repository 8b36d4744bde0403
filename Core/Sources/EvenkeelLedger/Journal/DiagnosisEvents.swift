public import EvenkeelDomain

/// An author let stand what the leak guard flagged.
public struct LeakOverride: Hashable, Sendable, Codable {
    public var why: String
    public var kinds: [LeakGuard.Finding.Kind]

    public init(why: String, kinds: [LeakGuard.Finding.Kind]) {
        self.why = why
        self.kinds = kinds
    }
}

/// The diagnosis changed, and with it whom the incident concerns.
public struct AudienceRecomputed: Hashable, Sendable, Codable {
    public var incident: IncidentID
    public var concerns: Predicate
    public var why: String
    /// False where these are "at least these".
    public var isComplete: Bool
    public var audience: AudienceSummary
    public var joined: Int
    public var left: Int
    /// Of the deliveries to those who joined and left.
    public var digest: Digest
    public var criticality: Criticality
    /// The word to those whom a resolve left open, where none of them is concerned; nil in old entries.
    public var settled: Promise?

    public init(
        incident: IncidentID, concerns: Predicate, why: String, isComplete: Bool, audience: AudienceSummary,
        joined: Int, left: Int, digest: Digest, criticality: Criticality, settled: Promise? = nil
    ) {
        self.incident = incident
        self.concerns = concerns
        self.why = why
        self.isComplete = isComplete
        self.audience = audience
        self.joined = joined
        self.left = left
        self.digest = digest
        self.criticality = criticality
        self.settled = settled
    }
}

/// The release was still installed somewhere after the incident that it caused was owned: what had begun was let finish.
public struct AudienceGrown: Hashable, Sendable, Codable {
    public var incident: IncidentID
    /// With those who joined.
    public var audience: AudienceSummary
    public var joined: Int
    /// Of the deliveries to those who joined.
    public var digest: Digest
    public var criticality: Criticality

    public init(
        incident: IncidentID, audience: AudienceSummary, joined: Int, digest: Digest, criticality: Criticality
    ) {
        self.incident = incident
        self.audience = audience
        self.joined = joined
        self.digest = digest
        self.criticality = criticality
    }
}

/// A published report was changed: what stood there before stays on record.
public struct ReportAmended: Hashable, Sendable, Codable {
    public var incident: IncidentID
    public var report: Report
    public var why: String
    /// The dates of actions that were not there before.
    public var made: [Promise]
    /// Set where the author let stand what the leak guard flagged; nil in old entries.
    public var override: LeakOverride?

    public init(
        incident: IncidentID, report: Report, why: String, made: [Promise], override: LeakOverride? = nil
    ) {
        self.incident = incident
        self.report = report
        self.why = why
        self.made = made
        self.override = override
    }
}

/// A person confirmed that this has happened before.
public struct RepeatConfirmed: Hashable, Sendable, Codable {
    public var incident: IncidentID
    public var of: IncidentID
    /// Whether what was promised then was done.
    public var wasComplete: Bool

    public init(incident: IncidentID, of: IncidentID, wasComplete: Bool) {
        self.incident = incident
        self.of = of
        self.wasComplete = wasComplete
    }
}

/// A person looked at an earlier incident that seemed alike, and it is another matter.
public struct RepeatRejected: Hashable, Sendable, Codable {
    public var incident: IncidentID
    public var of: IncidentID

    public init(incident: IncidentID, of: IncidentID) {
        self.incident = incident
        self.of = of
    }
}

/// An incident of the time before, brought in with the words and times of then. It promises nothing.
public struct IncidentImported: Hashable, Sendable, Codable {
    public struct Word: Hashable, Sendable, Codable {
        public var at: Timestamp
        public var status: IncidentStatus
        public var body: String

        public init(at: Timestamp, status: IncidentStatus, body: String) {
            self.at = at
            self.status = status
            self.body = body
        }
    }

    public var incident: IncidentID
    public var title: String
    public var impact: Impact
    public var components: [ComponentID]
    public var visibility: Incident.Visibility
    public var began: Timestamp
    public var words: [Word]
    /// Where it comes from: an address, a file.
    public var source: String

    public init(
        incident: IncidentID, title: String, impact: Impact, components: [ComponentID],
        visibility: Incident.Visibility, began: Timestamp, words: [Word], source: String
    ) {
        self.incident = incident
        self.title = title
        self.impact = impact
        self.components = components
        self.visibility = visibility
        self.began = began
        self.words = words
        self.source = source
    }
}

/// A customer asked for a report on an incident that had closed without owing one: its clock runs.
public struct ReportRequested: Hashable, Sendable, Codable {
    public var incident: IncidentID
    public var customer: CustomerID
    public var made: Promise

    public init(incident: IncidentID, customer: CustomerID, made: Promise) {
        self.incident = incident
        self.customer = customer
        self.made = made
    }
}
