/// What an outage costs a customer. `revenue`: while they are down they cannot take money.
public enum Criticality: String, CaseIterable, Comparable, Codable, Sendable {
    case low, normal, high, revenue

    public static func < (left: Self, right: Self) -> Bool {
        (allCases.firstIndex(of: left) ?? 0) < (allCases.firstIndex(of: right) ?? 0)
    }

    /// What a site counts for against a limit in weight: 1, 2, 4 or 8. A site of which it is unknown counts as 8.
    public var weight: Int { 1 << (Self.allCases.firstIndex(of: self) ?? 0) }
}
