public import EvenkeelDomain

/// A day that somebody was told for a site.
public struct ToldDay: Hashable, Sendable {
    /// Nil in notices of earlier versions.
    public var day: CivilDate?
    /// The day that its customer chose, or on which somebody is expected there.
    public var own: CivilDate?

    /// Whether a plan that has the site on another day gives its customer another: not where a day of its own is later.
    ///
    /// - Parameter planned: nil where the plan has no place for it.
    public func moves(to planned: CivilDate?) -> Bool {
        guard let planned, let own else { return true }
        return own < planned
    }
}
