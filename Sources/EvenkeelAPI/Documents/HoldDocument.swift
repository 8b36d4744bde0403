public import EvenkeelDomain

/// A hold.
public struct HoldDocument: Codable, Hashable, Sendable {
    public var id: String
    public var predicate: String
    public var owner: String
    public var why: String
    public var since: String
    public var expires: String?
    public var incident: String?
    /// When its owner was told that it is about to expire.
    public var warnedAt: String?
    public var overrides: [Override]?
    public var renewals: [Renewal]?
    /// How many sites it keeps now, by rollout under way; those it keeps nobody of are missing.
    public var keeps: [Kept]?

    /// Sites that go in one rollout in spite of it.
    public struct Override: Codable, Hashable, Sendable {
        public var rollout: String
        public var installations: [String]
        public var why: String
        public var by: String
        public var at: String
    }

    /// It was made to hold longer.
    public struct Renewal: Codable, Hashable, Sendable {
        public var expires: String?
        public var why: String
        public var by: String
        public var at: String
    }

    public struct Kept: Codable, Hashable, Sendable {
        public var rollout: String
        public var installations: Int

        public init(rollout: String, installations: Int) {
            self.rollout = rollout
            self.installations = installations
        }
    }

    public init(_ hold: Hold, keeps: [Kept]? = nil) {
        id = hold.id.text
        predicate = hold.predicate.description
        owner = hold.owner
        why = hold.why
        since = hold.since.description
        expires = hold.expires?.description
        incident = hold.incident?.text
        warnedAt = hold.warnedAt?.description
        overrides = hold.overrides?.map {
            Override(
                rollout: $0.rollout.text, installations: $0.installations.map(\.text), why: $0.why, by: $0.by,
                at: $0.at.description)
        }
        renewals = hold.renewals?.map {
            Renewal(expires: $0.expires?.description, why: $0.why, by: $0.by, at: $0.at.description)
        }
        self.keeps = keeps
    }
}
