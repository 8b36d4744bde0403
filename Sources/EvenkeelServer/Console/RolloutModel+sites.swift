import EvenkeelAPI
import EvenkeelDomain
import EvenkeelLedger
import EvenkeelPlanner

/// The sites of the shown wave.
extension RolloutModel {
    /// As many as a page shows: what needs a look comes first.
    static func rows(
        _ id: RolloutID, wave: Int, counts: [PlacementCount], site: EvenkeelServer.Site
    ) async throws -> [PlacementRow] {
        let troubled = try await site.store.placements(
            PlacementQuery(rollout: id, wave: wave, isTroubled: true, limit: siteLimit))
        // Failures are looked for among all sites of the wave, and only where there are some.
        let failures = Set(counts.filter { $0.wave == wave && $0.state.isFailure }.map(\.state))
        let failed =
            failures.isEmpty
            ? []
            : try await site.store.placements(
                PlacementQuery(rollout: id, wave: wave, states: failures, limit: siteLimit))
        let others = try await site.store.placements(
            PlacementQuery(rollout: id, wave: wave, after: "", limit: siteLimit))
        var seen: Set<InstallationID> = []
        return (troubled + failed + others).filter { seen.insert($0.installation).inserted }
            .sorted { (rank($0), $0.installation) < (rank($1), $1.installation) }.prefix(siteLimit).map(\.self)
    }

    /// What needs a look comes first.
    private static func rank(_ row: PlacementRow) -> Int {
        if row.troubleAt != nil { return 0 }
        return row.state.isFailure ? 1 : 2
    }

    private static func held(_ answer: SiteHolds.Answer) -> Held {
        switch answer {
        case .held(let hold): Held(text: answer.text, path: "/console/holds#\(hold.id)", isHeld: true)
        case .overridden(let hold, _): Held(text: answer.text, path: "/console/holds#\(hold.id)", isHeld: false)
        }
    }

    static func line(_ row: PlacementRow, _ name: String?, _ hold: SiteHolds.Answer?) -> Site {
        let inTrouble = row.troubleAt != nil
        let state = inTrouble ? "trouble" : row.state.rawValue
        return Site(
            id: row.installation.text, customer: name ?? row.customer.text,
            customerPath: "/console/customers/\(row.customer)", path: "/console/installations/\(row.installation)",
            state: state, label: StateWords.of(state),
            reason: PlanSentences.reason(row.placement.reason),
            report: (inTrouble ? row.fault : nil) ?? row.note.map { Sentences.wait($0) ?? $0 } ?? "",
            hold: hold.map(held))
    }
}
