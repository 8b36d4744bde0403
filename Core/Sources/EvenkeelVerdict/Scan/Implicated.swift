#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A group of sites that the failures point to.
public struct Implicated: Sendable, Equatable {
    /// One or two names.
    public let features: [String]
    /// Log evidence that the group fails more often than expected.
    public let logEvidence: Double
    /// Failed sites of the group.
    public let failed: Int
    /// Enrolled sites of the group.
    public let sites: Int
    /// Failed sites outside the group, and outside the groups named before it.
    public let elsewhereFailed: Int
    /// Enrolled sites outside the group, and outside the groups named before it.
    public let elsewhereSites: Int
    /// Log evidence that failures are concentrated here rather than elevated everywhere.
    public let logConcentration: Double
    /// Log evidence that the sites elsewhere, taken together, fail more often than expected too.
    public let logElsewhere: Double
    /// Whether it is among the groups that may be called bad when so many are looked at; see
    /// `EvidenceSelection.falseDiscoveries`.
    public let isSelected: Bool

    public init(
        features: [String], logEvidence: Double, failed: Int, sites: Int, elsewhereFailed: Int, elsewhereSites: Int,
        logConcentration: Double, logElsewhere: Double = 0, isSelected: Bool = true
    ) {
        self.isSelected = isSelected
        self.features = features
        self.logEvidence = logEvidence
        self.failed = failed
        self.sites = sites
        self.elsewhereFailed = elsewhereFailed
        self.elsewhereSites = elsewhereSites
        self.logConcentration = logConcentration
        self.logElsewhere = logElsewhere
    }

    /// The evidence as odds against the baseline, for display; infinite beyond the range of a Double.
    public var evidence: Double { exp(logEvidence) }

    /// Whether "the failures concentrate here" may be said: more than elsewhere, and not by the number of groups looked at.
    public var isConcentrated: Bool { isSelected && logConcentration >= ScanEvidence.logNaming }

    /// How the failures are spread over the fleet.
    public var spread: FailureSpread {
        if isConcentrated { return .concentrated }
        return logElsewhere >= ScanEvidence.logNaming ? .elevatedEverywhere : .unclear
    }
}
