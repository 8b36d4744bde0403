import EvenkeelAPI
import EvenkeelDomain
import EvenkeelLedger

/// What the holds in force say of the sites of one rollout: held by which, or let go in spite of which.
struct SiteHolds {
    enum Answer {
        case held(Hold)
        case overridden(Hold, HoldOverride)

        var text: String {
            switch self {
            case .held(let hold): HoldSentences.held(hold)
            case .overridden(let hold, let override):
                HoldSentences.overridden(hold.id, why: override.why, by: override.by)
            }
        }
    }

    private let holds: [Hold]
    private let rollout: Rollout
    private let fleet: Fleet

    init(_ rollout: Rollout, site: Site) async throws {
        self.rollout = rollout
        holds = await site.ledger.read { $0.holds.values.sorted { $0.id < $1.id } }
            .filter { $0.applies(to: rollout.release, at: site.now) }
        fleet = try await site.operations.image.current()
    }

    /// Nil for a site that no hold concerns, or that has begun: a hold takes nothing back.
    func answer(_ row: PlacementRow) -> Answer? {
        guard !holds.isEmpty, row.state.awaitsStart else { return nil }
        let concerned = concerning(row.installation)
        if let hold = concerned.first(where: { !$0.isOverridden(for: row.installation, in: rollout.id) }) {
            return .held(hold)
        }
        return concerned.lazy.compactMap { hold -> Answer? in
            hold.override(for: row.installation, in: rollout.id).map { .overridden(hold, $0) }
        }.first
    }

    /// Those that are about a site, or may be.
    func concerning(_ installation: InstallationID) -> [Hold] {
        let facts = fleet[installation].map {
            SiteFacts($0, customer: fleet.customers[$0.customer], release: rollout.release)
        }
        return holds.filter { hold in facts.map { hold.predicate.evaluate($0) != .no } ?? true }
    }
}
