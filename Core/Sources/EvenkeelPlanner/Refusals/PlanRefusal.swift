public import EvenkeelDomain

/// Why there is no plan, with the figures that say what would help.
public enum PlanRefusal: Error, Hashable, Sendable {
    case noWaves
    /// No installation matches `select`, not even perhaps.
    case nothingSelected
    case everythingWithheld([Withheld])
    /// The last wave is limited, or not for everybody, and these installations have no place.
    case unplaced([InstallationID], lastWave: String)
    /// An installation, or those that move together with it, is more than a wave it must go in may expose. The smallest
    /// cap that works is `size`.
    case siteAboveCap(InstallationID, Infeasibility.Limit, size: Int, wave: String, cap: Int)
    /// No day of ten years suits all of these, which move together: their windows never coincide, or never open.
    case noDay([InstallationID], windows: [String])
    /// The waves that were to go first are left out, and the first that is not is larger than may be risked unproven.
    case nothingTriedFirst(wave: String, sites: Int, largest: Int, leftOut: [String])
    case deadlineMissed(DeadlineMiss)
    /// What is due by a date is more than the waves in time can hold.
    case infeasible(Infeasibility)
    /// Sites that only a later wave has room for than the date by which they must be done.
    case datesMissed(DatesMissed)
    /// A wave that is to have so many sites at least finds fewer.
    case waveTooSmall(wave: String, sites: Int, wanted: Int)
    /// Each goes after the one that follows it here, the last after the first.
    case afterCycle([InstallationID])
    /// Even if nothing fails, `wave` leaves too little evidence to open `next`. `minSample` where that alone asks for
    /// more sites than there are.
    case gateCannotPass(
        wave: String, next: String, cleanSites: Int, moreSitesNeeded: Int, largestNextWave: Int, minSample: Int? = nil)
    /// A gate waits for evidence that the sites of its wave cannot bring.
    case evidenceCannotCome(EvidenceShortage)
    /// A wave soaks for longer than a calendar is looked at.
    case soakTooLong(wave: String, days: Int, limit: Int)
    /// No working day within ten years: the freezes or the working week leave none.
    case noWorkingDay(onOrAfter: CivilDate)
    case tooManyFeatures(Int, limit: Int)
    /// Pairs and triples are counted, each at most eight times.
    case unsupportedCoverage(strength: Int, depth: Int)
}
