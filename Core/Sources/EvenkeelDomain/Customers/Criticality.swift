/// What an outage costs a customer. `revenue`: while they are down they cannot take money.
public enum Criticality: String, CaseIterable, Comparable, Codable, Sendable {
    case low, normal, high, revenue

    public static func < (left: Self, right: Self) -> Bool {
        (allCases.firstIndex(of: left) ?? 0) < (allCases.firstIndex(of: right) ?? 0)
    }
}
