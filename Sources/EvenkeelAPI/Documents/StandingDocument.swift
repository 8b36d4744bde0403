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
    /// The days beyond whose room it was begun here.
    public var beyondCapacity: [BeyondCapacity]?

    /// A person let it go in spite of a hold.
    public struct Override: Codable, Hashable, Sendable {
        public var hold: String
        public var why: String
        public var by: String
        public var at: String
        public var text: String
    }

    /// A person began it on a day whose room others had taken.
    public struct BeyondCapacity: Codable, Hashable, Sendable {
        public var day: String
        public var perDay: Int
        public var team: String?
        public var why: String
        public var by: String
        public var text: String

        init(_ override: DayOverride) {
            day = override.day.description
            perDay = override.perDay
            team = override.team
            why = override.why
            by = override.by
            let whose = override.team.map { "team \($0)" } ?? "the rollout"
            text =
                "It was begun on \(override.day) beyond the \(override.perDay) a day of \(whose), by \(override.by): "
                + override.why
        }
    }

    /// - Parameters:
    ///   - holds: those in force that concern the site.
    ///   - days: every site of the rollout that was begun beyond the room of a day.
    public init(
        _ standing: SiteStanding, rollout: RolloutID, installation: InstallationID, holds: [Hold] = [],
        days: [DayOverride] = [], zone: ZoneOffsets
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
        let beyond = days.filter { $0.installation == installation }.map(BeyondCapacity.init)
        beyondCapacity = beyond.isEmpty ? nil : beyond
    }
}

/// Where a site stands in every rollout it has to do with.
public struct StandingsDocument: Codable, Hashable, Sendable {
    public var standings: [StandingDocument]

    public init(standings: [StandingDocument]) { self.standings = standings }
}
