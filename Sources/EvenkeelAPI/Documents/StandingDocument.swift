public import EvenkeelDomain
public import EvenkeelLedger

/// Where one site stands in one rollout: the one reason why it is not done, and what would change it.
public struct StandingDocument: Codable, Hashable, Sendable {
    public var rollout: String
    public var installation: String
    public var code: String
    public var text: String
    @Nullable public var change: String?
    /// The holds in spite of which it goes here.
    public var overrides: [Override]?

    /// A person let it go in spite of a hold.
    public struct Override: Codable, Hashable, Sendable {
        public var hold: String
        public var why: String
        public var by: String
        public var at: String
        public var text: String
    }

    /// - Parameter holds: those in force.
    public init(
        _ standing: SiteStanding, rollout: RolloutID, installation: InstallationID, holds: [Hold] = [],
        zone: ZoneOffsets
    ) {
        let sentences = SiteStandingSentences.of(standing, rollout: rollout, site: installation, zone: zone)
        self.rollout = rollout.text
        self.installation = installation.text
        code = standing.code
        text = sentences.text
        change = sentences.change
        let excepted = holds.sorted { $0.id < $1.id }.compactMap { hold in
            hold.override(for: installation, in: rollout).map { override in
                Override(
                    hold: hold.id.text, why: override.why, by: override.by, at: override.at.description,
                    text: "It \(HoldSentences.overridden(hold.id, why: override.why, by: override.by))")
            }
        }
        overrides = excepted.isEmpty ? nil : excepted
    }
}

/// Where a site stands in every rollout it has to do with.
public struct StandingsDocument: Codable, Hashable, Sendable {
    public var standings: [StandingDocument]

    public init(standings: [StandingDocument]) { self.standings = standings }
}
