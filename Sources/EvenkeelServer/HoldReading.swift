import EvenkeelAPI
import EvenkeelDomain
import EvenkeelLedger
import EvenkeelPlanner

/// The holds in force with what each keeps out of every rollout under way.
struct HoldReading {
    struct Kept {
        let rollout: RolloutID
        let sites: Int
        /// Of those, the ones that are kept only because a fact is unknown.
        let unknown: Int
    }

    let hold: Hold
    let keeps: [Kept]

    var document: HoldDocument {
        HoldDocument(hold, keeps: keeps.map { .init(rollout: $0.rollout.text, installations: $0.sites) })
    }

    static func all(site: Site) async throws -> [HoldReading] {
        try await of(await site.ledger.read { $0.holds.values.sorted { $0.id < $1.id } }, site: site)
    }

    /// Also of one that is not in force yet: what it would keep.
    static func of(_ holds: [Hold], site: Site) async throws -> [HoldReading] {
        guard !holds.isEmpty else { return [] }
        let image = try await site.operations.image.columns()
        var keeps: [HoldID: [Kept]] = [:]
        for rollout in await live(site) {
            let applying = holds.filter { $0.applies(to: rollout.release, at: site.now) }
            guard !applying.isEmpty else { continue }
            let waiting = try await site.operations.evidence.sites(of: rollout.id).sites.filter(\.state.awaitsStart)
            let withheld = try await site.shelf.outline(of: rollout)?.withheld ?? []
            for hold in applying {
                let truth = image.truth(of: hold.predicate, release: rollout.release)
                let excepted = Set(
                    (hold.overrides ?? []).filter { $0.rollout == rollout.id }.flatMap(\.installations))
                var (sites, unknown) = (withheld.count { Self.isHeld($0, by: hold.id) }, 0)
                for row in waiting where !excepted.contains(row.installation) {
                    // A site that is no longer in the fleet is one of which nothing is known.
                    let answer = image.number(of: row.installation).map { truth[$0] } ?? .maybe
                    if answer != .no { sites += 1 }
                    if answer == .maybe { unknown += 1 }
                }
                guard sites > 0 else { continue }
                keeps[hold.id, default: []].append(Kept(rollout: rollout.id, sites: sites, unknown: unknown))
            }
        }
        return holds.map { HoldReading(hold: $0, keeps: keeps[$0.id] ?? []) }
    }

    /// Rollouts that are not over, in the order of their ids.
    static func live(_ site: Site) async -> [Rollout] {
        await site.ledger.read { state in
            state.rollouts.values.filter { $0.state != .completed && $0.state != .aborted }
        }.sorted { $0.id < $1.id }
    }

    private static func isHeld(_ site: Withheld, by hold: HoldID) -> Bool {
        if case .held(hold, _) = site.reason { true } else { false }
    }
}
