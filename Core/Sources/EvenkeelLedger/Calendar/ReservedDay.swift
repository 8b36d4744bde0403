public import EvenkeelDomain

/// The day of its own that a site has, by its own clock.
public struct ReservedDay: Hashable, Sendable {
    public var day: CivilDate
    /// Its customer asked for it, or somebody is expected there: no plan moves it. Another one we named in the place of one that
    /// could not be kept, and a plan may.
    public var isChosen: Bool

    public init(day: CivilDate, isChosen: Bool) {
        self.day = day
        self.isChosen = isChosen
    }
}
