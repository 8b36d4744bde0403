/// Marks an incident as a rehearsal: everything runs as on the day, and nobody but the addresses of the drill hears of it.
public struct Drill: Hashable, Sendable, Codable {
    /// The worst criticality among the customers one imagines; it sets the pace of updates.
    public var criticality: Criticality

    /// Whose customer the addresses of a drill are: nobody's. No cell of a fleet keeps a space at its beginning.
    public static let customer: CustomerID = " drill"

    public init(criticality: Criticality = .normal) { self.criticality = criticality }
}
