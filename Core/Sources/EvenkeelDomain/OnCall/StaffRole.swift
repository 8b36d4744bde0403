/// Rank of a person in the rota. When nobody spoke three times in a row, a person of a higher role must.
public enum StaffRole: String, CaseIterable, Comparable, Codable, Sendable {
    case engineer, lead, manager, director

    public static func < (left: Self, right: Self) -> Bool {
        (allCases.firstIndex(of: left) ?? 0) < (allCases.firstIndex(of: right) ?? 0)
    }
}
