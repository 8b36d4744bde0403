public import EvenkeelDomain

/// What a new revision of a plan changes, installation by installation.
public struct PlanDiffDocument: Codable, Hashable, Sendable {
    public struct Move: Codable, Hashable, Sendable {
        public var installation: String
        /// The wave in the older revision; null where it had no place.
        @Nullable public var from: String?
        /// The wave in the newer revision; null where it has none.
        @Nullable public var to: String?
        @Nullable public var opensBefore: String?
        @Nullable public var opens: String?
    }

    public var rollout: String
    public var from: Int
    public var to: Int
    public var moved: [Move]

    /// - Parameter old: the revision before; nil where there is none, and everything is new.
    public init(from old: Plan?, to new: Plan) {
        rollout = new.rollout.text
        from = old?.revision ?? 0
        to = new.revision
        let before = old.map(Self.places) ?? [:]
        let after = Self.places(new)
        moved = Set(before.keys).union(after.keys).sorted().compactMap { site in
            let (was, is_) = (before[site], after[site])
            guard was?.name != is_?.name || was?.opens != is_?.opens else { return nil }
            return Move(
                installation: site.text, from: was?.name, to: is_?.name, opensBefore: was?.opens.description,
                opens: is_?.opens.description)
        }
    }

    private static func places(_ plan: Plan) -> [InstallationID: PlannedWave] {
        var places: [InstallationID: PlannedWave] = [:]
        for wave in plan.waves { for placement in wave.placements { places[placement.installation] = wave } }
        return places
    }
}
