/// An immutable, numbered answer to "who goes when, and why". Made by the planner from a fleet and a policy;
/// a re-plan is a new revision.
public struct Plan: Hashable, Sendable, Codable {
    public var rollout: RolloutID
    public var revision: Int
    public var release: Version
    public var selected: Int
    public var withheld: [Withheld]
    public var waves: [PlannedWave]
    public var curve: [CurvePoint]
    public var warnings: [String]
    public var ends: CivilDate

    public init(
        rollout: RolloutID, revision: Int, release: Version, selected: Int, withheld: [Withheld],
        waves: [PlannedWave], curve: [CurvePoint], warnings: [String], ends: CivilDate
    ) {
        self.rollout = rollout
        self.revision = revision
        self.release = release
        self.selected = selected
        self.withheld = withheld
        self.waves = waves
        self.curve = curve
        self.warnings = warnings
        self.ends = ends
    }
}

/// One wave of a plan. Coverage is the cumulative share (0..1) of the fleet's feature combinations.
public struct PlannedWave: Hashable, Sendable, Codable {
    public var name: String
    public var publicName: String?
    public var opens: CivilDate
    public var soakEnds: CivilDate
    public var soakDays: Int
    public var exposure: Exposure
    public var coverage: Double
    public var placements: [Placement]
    /// Whether the gate passes if nothing fails; nil where nothing comes after it.
    public var gate: GateForecast?

    public init(
        name: String, publicName: String?, opens: CivilDate, soakEnds: CivilDate, soakDays: Int, exposure: Exposure,
        coverage: Double, placements: [Placement], gate: GateForecast? = nil
    ) {
        self.name = name
        self.publicName = publicName
        self.opens = opens
        self.soakEnds = soakEnds
        self.soakDays = soakDays
        self.exposure = exposure
        self.coverage = coverage
        self.placements = placements
        self.gate = gate
    }
}

/// What a gate will say if all goes well.
public struct GateForecast: Hashable, Sendable, Codable {
    public var cleanSites: Int
    public var moreSitesNeeded: Int

    public init(cleanSites: Int, moreSitesNeeded: Int) {
        self.cleanSites = cleanSites
        self.moreSitesNeeded = moreSitesNeeded
    }
}

/// One installation's place in a plan, with the reason in codes and figures; sentences are rendered on demand.
public struct Placement: Hashable, Sendable, Codable {
    public var installation: InstallationID
    public var reason: PlacementReason
    public var notEarlier: NotEarlier?

    public init(installation: InstallationID, reason: PlacementReason, notEarlier: NotEarlier?) {
        self.installation = installation
        self.reason = reason
        self.notEarlier = notEarlier
    }
}

/// Why an installation is in its wave.
public enum PlacementReason: Hashable, Sendable, Codable {
    /// Wants this many of the fixes.
    case need(wanted: Int, newPairs: Int)
    /// Brings this many combinations nobody has tried; up to three of the rarest by name.
    case coverage(newPairs: Int, rarest: [String])
    /// Complexity in thousandths, or nil where unknown.
    case simplicity(complexityThousandths: Int?, newPairs: Int)
    case complexity(complexityThousandths: Int?, newPairs: Int)
    case friendliness(friendlyThousandths: Int?, newPairs: Int)
    case feedback(feedbackThousandths: Int?, newPairs: Int)
    case due(by: CivilDate?, newPairs: Int)
    case score(thousandths: Int, newPairs: Int)

    public var code: String {
        switch self {
        case .need: "need"
        case .coverage: "coverage"
        case .simplicity: "simplicity"
        case .complexity: "complexity"
        case .friendliness: "friendliness"
        case .feedback: "feedback"
        case .due: "due"
        case .score: "score"
        }
    }

    public var newPairs: Int {
        switch self {
        case .need(_, let pairs), .coverage(let pairs, _), .simplicity(_, let pairs), .complexity(_, let pairs),
            .friendliness(_, let pairs), .feedback(_, let pairs), .due(_, let pairs), .score(_, let pairs):
            pairs
        }
    }
}

/// What kept an installation out of the wave before.
public enum NotEarlier: Hashable, Sendable, Codable {
    /// The cap of that wave was reached.
    case cap(wave: Int)
    /// The wave is only for those who match its `among`.
    case notAmong(wave: Int)
    /// A fact the wave asks for is unknown.
    case unknownFact(wave: Int)
    /// It brought nothing new to a wave that is ordered by coverage, or wanted none of the fixes.
    case nothingToGain(wave: Int)
    case after(InstallationID)
    case canaryFirst(InstallationID)
    case pinnedUntil(CivilDate)

    public var code: String {
        switch self {
        case .cap: "cap"
        case .notAmong: "not_among"
        case .unknownFact: "unknown_fact"
        case .nothingToGain: "nothing_to_gain"
        case .after: "after"
        case .canaryFirst: "canary_first"
        case .pinnedUntil: "pinned_until"
        }
    }
}

/// An installation the release is for, but which gets no place, with the reason.
public struct Withheld: Hashable, Sendable, Codable {
    public enum Reason: Hashable, Sendable, Codable {
        case pinned(until: CivilDate)
        case held(HoldID, why: String)
        case unknown(fact: String)
        case afterWithheld(InstallationID)

        public var code: String {
            switch self {
            case .pinned: "pinned"
            case .held: "held"
            case .unknown: "unknown"
            case .afterWithheld: "after_withheld"
            }
        }
    }

    public var installation: InstallationID
    public var reason: Reason

    public init(installation: InstallationID, reason: Reason) {
        self.installation = installation
        self.reason = reason
    }
}

/// A point of the coverage-against-exposure curve: cumulative, in the order planned.
public struct CurvePoint: Hashable, Sendable, Codable {
    public var installations: Int
    public var seats: Int
    public var coverage: Double

    public init(installations: Int, seats: Int, coverage: Double) {
        self.installations = installations
        self.seats = seats
        self.coverage = coverage
    }
}
