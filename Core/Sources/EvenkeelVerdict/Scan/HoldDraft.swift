/// What a person is asked to hold after a halt: the groups the failures concentrate on, as marks of sites.
///
/// Only a draft. It is empty where the failures are not clearly concentrated; then the release as a whole is suspect.
public struct HoldDraft: Sendable, Equatable {
    /// Each entry is one or two marks that a site must all have; a site is held if any entry applies.
    public let anyOf: [[String]]

    /// - Parameter implicated: strongest first, as a verdict or a scan names them.
    public init(_ implicated: [Implicated]) {
        anyOf = implicated.filter(\.isConcentrated).map(\.features)
    }

    /// Whether a site with these marks would be held.
    public func covers(marks: some Collection<String>) -> Bool {
        anyOf.contains { $0.allSatisfy(marks.contains) }
    }
}
