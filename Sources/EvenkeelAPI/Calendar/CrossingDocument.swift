public import EvenkeelDomain

/// Leave to install inside a freeze, asked for or given.
public struct CrossingDocument: Codable, Hashable, Sendable {
    public var id: String
    /// `requested`, `approved` or `over`.
    public var state: String
    public var rollout: String
    public var installations: [String]
    public var from: String
    public var until: String
    public var why: String
    /// How customers agreed whose own freeze it crosses.
    public var agreed: String?
    public var requestedBy: String
    public var requestedAt: String
    @Nullable public var approvedBy: String?
    @Nullable public var approvedAt: String?
    /// Those of its sites for which it does nothing, since their wave opens only once its time is over; missing where there are
    /// none.
    public var ofLaterWaves: [String]?

    public init(_ crossing: FreezeCrossing, ofLaterWaves: [InstallationID] = [], at now: Timestamp) {
        self.ofLaterWaves = ofLaterWaves.isEmpty ? nil : ofLaterWaves.map(\.text)
        id = crossing.id.text
        state = crossing.time.until <= now ? "over" : crossing.approvedAt == nil ? "requested" : "approved"
        rollout = crossing.rollout.text
        installations = crossing.sites.map(\.text)
        from = crossing.time.from.description
        until = crossing.time.until.description
        why = crossing.why
        agreed = crossing.agreed
        requestedBy = crossing.requestedBy
        requestedAt = crossing.requestedAt.description
        approvedBy = crossing.approvedBy
        approvedAt = crossing.approvedAt?.description
    }
}

/// A list of crossings.
public struct CrossingPage: Codable, Hashable, Sendable {
    public var crossings: [CrossingDocument]
    @Nullable public var next: String?

    public init(crossings: [CrossingDocument], next: String? = nil) {
        self.crossings = crossings
        self.next = next
    }
}
