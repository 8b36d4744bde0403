public import EvenkeelDomain

/// One site in the place of another, which has moved away from the wave in which it was to try something.
public struct Substitution: Hashable, Sendable {
    public var moved: InstallationID
    public var by: InstallationID

    public init(of moved: InstallationID, by substitute: InstallationID) {
        self.moved = moved
        by = substitute
    }
}

extension Plan {
    /// Gives the substitute the other's place, as if it had had it all the time: planning again then keeps it there.
    mutating func take(_ substitution: Substitution) {
        func wave(of site: InstallationID) -> Int? {
            waves.firstIndex { $0.placements.contains { $0.installation == site } }
        }
        guard let place = wave(of: substitution.moved), let from = wave(of: substitution.by), from > place,
            var placement = waves[from].placements.first(where: { $0.installation == substitution.by })
        else { return }
        placement.day = nil
        waves[from].placements.removeAll { $0.installation == substitution.by }
        waves[place].placements.removeAll { $0.installation == substitution.moved }
        waves[place].placements.append(placement)
    }
}
