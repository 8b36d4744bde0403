/// Why rows do not make an image of a fleet.
public enum FleetImageRefusal: Error, Hashable, Sendable {
    /// Ids that stand in more than one row.
    case duplicates([DuplicateSite])
    /// Their signatures would take more than `FleetImageBuilder.signatureLimitBits`.
    case tooManyFeatures(Int, sites: Int)
}
