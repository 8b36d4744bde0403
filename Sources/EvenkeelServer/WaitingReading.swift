import EvenkeelAPI
import EvenkeelDomain
import EvenkeelLedger

/// The sites of a rollout that could start, with what each waits for.
enum WaitingReading {
    static func of(_ rollout: Rollout, site: Site, limit: Int) async throws -> [WaitingDocument] {
        let rows = try await site.store.placements(PlacementQuery(rollout: rollout.id))
        guard rows.contains(where: { $0.state == .due }) else { return [] }
        var gate = try await site.operations.startGate(rollout, at: site.now)
        let waiting = gate.waiting(rows).sorted { $0.site < $1.site }.prefix(limit)
        return waiting.map { id, answer in
            WaitingDocument(id, answer, zone: gate.calendar(of: id)?.zone ?? site.context.zone)
        }
    }

    /// One line for every kind of reason: how many sites, why, and when the first of them may start.
    static func summary(_ rollout: Rollout, site: Site) async throws -> [ReasonDocument] {
        let waiting = try await of(rollout, site: site, limit: .max).filter { !$0.mayStart }
        return Dictionary(grouping: waiting, by: \.reason.code).sorted { $0.key < $1.key }.map { code, sites in
            let first = sites.min { ($0.opens ?? "9") < ($1.opens ?? "9") } ?? sites[0]
            let subject = sites.count == 1 ? first.installation : "\(sites.count) sites, first \(first.installation)"
            return ReasonDocument(code: code, text: "\(subject): \(first.reason.text)")
        }
    }
}
