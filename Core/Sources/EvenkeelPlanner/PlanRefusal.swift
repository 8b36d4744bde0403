public import EvenkeelDomain

/// Why there is no plan, with the figures that say what would help.
public enum PlanRefusal: Error, Hashable, Sendable {
    case noWaves
    /// No installation matches `select`, not even perhaps.
    case nothingSelected
    case everythingWithheld([Withheld])
    /// The last wave is limited, or not for everybody, and these installations have no place.
    case unplaced([InstallationID], lastWave: String)
    /// An installation has more seats than a wave it must go in may expose. The smallest cap that works is `seats`.
    case siteAboveCap(InstallationID, seats: Int, wave: String, cap: Int)
    case deadlineMissed(DeadlineMiss)
    /// Each waits for the one before it, the first for the last.
    case afterCycle([InstallationID])
    /// Even if nothing fails, `wave` leaves too little evidence to open `next`.
    case gateCannotPass(wave: String, next: String, cleanSites: Int, moreSitesNeeded: Int, largestNextWave: Int)
    /// No working day within ten years: the freezes or the working week leave none.
    case noWorkingDay(onOrAfter: CivilDate)
    case tooManyFeatures(Int, limit: Int)
    /// Only pairs are counted so far, each at most eight times.
    case unsupportedCoverage(strength: Int, depth: Int)
}
