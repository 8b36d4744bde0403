public import EvenkeelDomain

/// A customer answered a notice, or was told on the telephone. Who said it and in which words stands in the row of that id.
public struct CustomerAnswered: Hashable, Sendable, Codable {
    public var answer: AnswerID
    public var customer: CustomerID
    public var rollout: RolloutID?
    public var wave: Int?
    public var kind: Answer.Kind
    public var way: Answer.Way
    public var day: CivilDate?
    /// When its sites may go from now on; nil where their date stays.
    public var ownDate: Timestamp?
    /// When those of them may go that are to go later; nil where they all go then.
    public var laterDates: [Timestamp]?
    /// A digest of the row, so that what was said cannot be changed unnoticed.
    public var digest: Digest

    public init(
        answer: AnswerID, customer: CustomerID, rollout: RolloutID? = nil, wave: Int? = nil, kind: Answer.Kind,
        way: Answer.Way, day: CivilDate? = nil, ownDate: Timestamp? = nil,
        laterDates: [Timestamp]? = nil, digest: Digest
    ) {
        self.laterDates = laterDates
        self.answer = answer
        self.customer = customer
        self.rollout = rollout
        self.wave = wave
        self.kind = kind
        self.way = way
        self.day = day
        self.ownDate = ownDate
        self.digest = digest
    }
}

/// Those who hold a notice for a wave were reminded of it.
public struct WaveReminded: Hashable, Sendable, Codable {
    public var rollout: RolloutID
    public var wave: Int
    public var customers: Int
    public var deliveries: Int
    public var digest: Digest
    /// The day of their own of which they were reminded; nil for the wave's.
    public var chosen: Timestamp?
}

/// Sites that a halt took back were given a new date, and their customers told of it.
public struct DatesRenewed: Hashable, Sendable, Codable {
    public var rollout: RolloutID
    public var wave: Int
    public var customers: Int
    public var deliveries: Int
    public var digest: Digest
    public var opensAt: Timestamp
    /// When later days begin that some of them were told; nil where there are none, and in old entries.
    public var laterDays: [Timestamp]?
}

/// Sites that waited for a date of their own, or for the end of a pin, may go.
public struct SitesReleased: Hashable, Sendable, Codable {
    public var rollout: RolloutID
    /// The wait that is over.
    public var until: Timestamp
    public var count: Int
    public var digest: Digest
}

/// Sites stay as they are until a day.
public struct InstallationsPinned: Hashable, Sendable, Codable {
    public var installations: [InstallationID]
    public var until: CivilDate
    public var byCustomer: Bool
    /// When work begins on the day after, at which rollouts look again.
    public var endsAt: Timestamp

    public init(installations: [InstallationID], until: CivilDate, byCustomer: Bool, endsAt: Timestamp) {
        self.installations = installations
        self.until = until
        self.byCustomer = byCustomer
        self.endsAt = endsAt
    }
}

/// Pins were lifted before they ended.
public struct PinsLifted: Hashable, Sendable, Codable {
    public var installations: [InstallationID]

    public init(installations: [InstallationID]) { self.installations = installations }
}
