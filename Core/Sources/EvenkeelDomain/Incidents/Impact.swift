/// How bad it is for those concerned.
public enum Impact: String, CaseIterable, Comparable, Codable, Sendable {
    case none, minor, major, critical

    public static func < (left: Self, right: Self) -> Bool {
        (allCases.firstIndex(of: left) ?? 0) < (allCases.firstIndex(of: right) ?? 0)
    }

    /// `major` and `critical` close with the promise of a report; the others with a sentence on the cause.
    public var owesReport: Bool { self >= .major }
}
