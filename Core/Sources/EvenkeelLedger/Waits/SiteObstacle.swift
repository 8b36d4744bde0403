public import EvenkeelDomain

/// What keeps one site from starting although its wave may: it is set aside, blocks nobody, and is caught up once the
/// obstacle is gone.
public enum SiteObstacle: Hashable, Sendable {
    case held(Hold)
    case paused(Pause)
    /// What its customer was told and said does not allow it.
    case notice(NoticeGap)
    /// Its customer has a freeze of its own. Ours keep everybody out and are waited for.
    case frozen(until: Timestamp)

    /// What a row that was set aside has as its note.
    public var code: String {
        switch self {
        case .held: "hold"
        case .paused: "pause"
        case .notice(let gap): gap.code
        case .frozen: "freeze"
        }
    }

    /// The notes of rows that were set aside for a reason that is looked at again.
    static let codes: Set<String> = NoticeGap.codes.union(["hold", "pause", "freeze"])

    /// The first that stands in the way: a hold, then a pause.
    ///
    /// - Parameter site: nil for one that is no longer in the fleet, about which nothing is known.
    static func first(
        _ row: PlacementRow, site: Installation?, customer: Customer?, release: Release, holds: [Hold],
        pauses: [Pause]
    ) -> SiteObstacle? {
        let holds = holds.filter { !$0.isOverridden(for: row.installation, in: row.rollout) }
        if !holds.isEmpty {
            let facts = site.map { SiteFacts($0, customer: customer, release: release) }
            // A fact that is unknown may be the one that matters.
            let hold = holds.first { hold in facts.map { hold.predicate.evaluate($0) != .no } ?? true }
            if let hold { return .held(hold) }
        }
        let pause = pauses.first { $0.scope != .everything && $0.keepsOut(row.installation, of: row.customer) }
        return pause.map { .paused($0) }
    }
}
