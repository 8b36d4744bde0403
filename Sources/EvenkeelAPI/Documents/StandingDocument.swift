public import EvenkeelDomain
public import EvenkeelLedger

/// Where one site stands in one rollout: the one reason why it is not done, and what would change it.
public struct StandingDocument: Codable, Hashable, Sendable {
    public var rollout: String
    public var installation: String
    public var code: String
    public var text: String
    @Nullable public var change: String?

    public init(
        _ standing: SiteStanding, rollout: RolloutID, installation: InstallationID, zone: ZoneOffsets
    ) {
        let sentences = SiteStandingSentences.of(standing, rollout: rollout, site: installation, zone: zone)
        self.rollout = rollout.text
        self.installation = installation.text
        code = standing.code
        text = sentences.text
        change = sentences.change
    }
}

/// Where a site stands in every rollout it has to do with.
public struct StandingsDocument: Codable, Hashable, Sendable {
    public var standings: [StandingDocument]

    public init(standings: [StandingDocument]) { self.standings = standings }
}
