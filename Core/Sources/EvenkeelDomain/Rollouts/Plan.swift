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
    /// Rollouts under way that this one takes the place of when it starts.
    public var replaces: [RolloutID]?
    /// What it takes over from them.
    public var credit: SoakCredit?

    public init(
        rollout: RolloutID, revision: Int, release: Version, selected: Int, withheld: [Withheld],
        waves: [PlannedWave], curve: [CurvePoint], warnings: [String], ends: CivilDate, credit: SoakCredit? = nil
    ) {
        self.credit = credit
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
    /// The day of its last install, where that is not the day it opens: capacity and windows take their time.
    public var lastInstall: CivilDate?
    /// What of it runs a combination that nobody before it has tried.
    public var untried: Exposure?
    /// The cumulative share of the fleet's triples, where the policy counts them.
    public var tripleCoverage: Double?
    /// True where its sites are down: they need not wait out the notice, only agree.
    public var atOnce: Bool?

    public init(
        name: String, publicName: String?, opens: CivilDate, soakEnds: CivilDate, soakDays: Int, exposure: Exposure,
        coverage: Double, placements: [Placement], gate: GateForecast? = nil, lastInstall: CivilDate? = nil,
        untried: Exposure? = nil, tripleCoverage: Double? = nil, atOnce: Bool? = nil
    ) {
        self.atOnce = atOnce
        self.name = name
        self.publicName = publicName
        self.opens = opens
        self.soakEnds = soakEnds
        self.soakDays = soakDays
        self.exposure = exposure
        self.coverage = coverage
        self.placements = placements
        self.gate = gate
        self.lastInstall = lastInstall
        self.untried = untried
        self.tripleCoverage = tripleCoverage
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
    /// The day of its install; nil for the day on which its wave opens.
    public var day: CivilDate?
    /// The next best, of a site that was picked for its combinations.
    public var runnerUp: InstallationID?

    public init(
        installation: InstallationID, reason: PlacementReason, notEarlier: NotEarlier?, day: CivilDate? = nil,
        runnerUp: InstallationID? = nil
    ) {
        self.installation = installation
        self.reason = reason
        self.notEarlier = notEarlier
        self.day = day
        self.runnerUp = runnerUp
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
    /// It would miss its date in a later wave: its own, or that of a follower, which goes after it.
    case deadline(by: CivilDate, newPairs: Int, follower: InstallationID? = nil)
    /// Its customer's safest site: it unlocks the others.
    case canary(newPairs: Int)
    /// The next wave asks for more evidence than the wave's own order brings.
    case evidence(newPairs: Int)
    /// As a plan that was written down told it.
    case told(code: String, text: String, newPairs: Int)

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
        case .deadline: "deadline"
        case .canary: "canary"
        case .evidence: "evidence"
        case .told(let code, _, _): code
        }
    }

    public var newPairs: Int {
        switch self {
        case .need(_, let pairs), .coverage(let pairs, _), .simplicity(_, let pairs), .complexity(_, let pairs),
            .friendliness(_, let pairs), .feedback(_, let pairs), .due(_, let pairs), .score(_, let pairs),
            .deadline(_, let pairs, _), .canary(let pairs), .evidence(let pairs), .told(_, _, let pairs):
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
    /// More complex than that wave takes.
    case tooComplex(wave: Int)
    /// Less friendly than that wave takes.
    case notFriendlyEnough(wave: Int)
    /// Went first in a rollout not long ago.
    case resting(until: CivilDate)
    /// No day of that wave is inside its window and outside its freezes.
    case window(wave: Int)
    /// The wave takes no more sites of one customer.
    case perCustomer(wave: Int)
    /// That wave had begun when it joined.
    case underway(wave: Int)
    /// The plan before had it in its wave or a later one, and it is not moved further although that wave has room.
    case kept(wave: Int)
    /// As a plan that was written down told it.
    case told(code: String, text: String)

    public var code: String {
        switch self {
        case .cap: "cap"
        case .notAmong: "not_among"
        case .unknownFact: "unknown_fact"
        case .nothingToGain: "nothing_to_gain"
        case .after: "after"
        case .canaryFirst: "canary_first"
        case .pinnedUntil: "pinned_until"
        case .tooComplex: "too_complex"
        case .notFriendlyEnough: "not_friendly_enough"
        case .resting: "resting"
        case .window: "window"
        case .perCustomer: "per_customer"
        case .underway: "underway"
        case .kept: "kept"
        case .told(let code, _): code
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
        /// Moves with this one, which is withheld.
        case unitWithheld(InstallationID)
        /// As a plan that was written down told it.
        case told(code: String, text: String)

        public var code: String {
            switch self {
            case .pinned: "pinned"
            case .held: "held"
            case .unknown: "unknown"
            case .afterWithheld: "after_withheld"
            case .unitWithheld: "unit_withheld"
            case .told(let code, _): code
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
