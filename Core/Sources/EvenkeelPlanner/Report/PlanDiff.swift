public import EvenkeelDomain

/// What a new revision of a plan changes: who goes in another wave or on another day, who joins and who leaves.
public struct PlanDiff: Hashable, Sendable {
    public struct Place: Hashable, Sendable {
        public var wave: String
        public var day: CivilDate

        public init(wave: String, day: CivilDate) {
            self.wave = wave
            self.day = day
        }
    }

    public struct Move: Hashable, Sendable {
        public var installation: InstallationID
        /// Nil where it had no place.
        public var from: Place?
        /// Nil where it has none.
        public var to: Place?
        /// Why it has none, where the new plan says so.
        public var withheld: Withheld.Reason?

        /// Whether a date that somebody may know of is another now.
        public var isOtherDay: Bool { from?.day != to?.day }

        public init(installation: InstallationID, from: Place?, to: Place?, withheld: Withheld.Reason?) {
            self.installation = installation
            self.from = from
            self.to = to
            self.withheld = withheld
        }
    }

    public var from: Int
    public var to: Int
    /// By id.
    public var moves: [Move]
    /// How many keep wave and day.
    public var unchanged: Int

    /// - Parameter old: the revision before; nil where there is none, and everybody joins.
    public init(from old: Plan?, to new: Plan) {
        from = old?.revision ?? 0
        to = new.revision
        let before = old.map(Self.places) ?? [:]
        let after = Self.places(new)
        let withheld = Dictionary(
            new.withheld.map { ($0.installation, $0.reason) }, uniquingKeysWith: { first, _ in first })
        var unchanged = 0
        moves = Set(before.keys).union(after.keys).sorted().compactMap { site in
            guard before[site] != after[site] else {
                unchanged += 1
                return nil
            }
            return Move(installation: site, from: before[site], to: after[site], withheld: withheld[site])
        }
        self.unchanged = unchanged
    }

    private static func places(_ plan: Plan) -> [InstallationID: Place] {
        var places: [InstallationID: Place] = [:]
        for wave in plan.waves {
            for placement in wave.placements {
                places[placement.installation] = Place(wave: wave.name, day: placement.day ?? wave.opens)
            }
        }
        return places
    }

    /// Whose day is another now, by customer and site: those who were told of a date must be told of the new one.
    ///
    /// - Parameters:
    ///   - customer: whose a site is; nil where that is not known.
    ///   - isDone: whether a site has the release already: then there is no other day to tell of.
    public func toTell(
        _ customer: (InstallationID) -> CustomerID?, isDone: (InstallationID) -> Bool = { _ in false }
    ) -> [(customer: CustomerID, sites: [Move])] {
        let moved = moves.filter { $0.isOtherDay && $0.from != nil && !($0.to == nil && isDone($0.installation)) }
        var byCustomer: [CustomerID: [Move]] = [:]
        for move in moved {
            if let owner = customer(move.installation) { byCustomer[owner, default: []].append(move) }
        }
        return byCustomer.sorted { $0.key < $1.key }.map { (customer: $0.key, sites: $0.value) }
    }
}
