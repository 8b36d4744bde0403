import EvenkeelAPI
import EvenkeelDomain
import EvenkeelLedger

/// The sites of a rollout that could start, with what each waits for.
struct WaitingReading {
    let waiting: [WaitingDocument]
    /// When one of these answers changes with time alone; nil where none does.
    let changesAt: Timestamp?

    static func of(
        _ rollout: Rollout, operations: Operations, zone: ZoneOffsets, limit: Int = .max, at now: Timestamp
    ) async throws -> WaitingReading {
        let rows = try await operations.evidence.sites(of: rollout.id).sites
        guard rows.contains(where: { $0.state == .due }) else { return WaitingReading(waiting: [], changesAt: nil) }
        var gate = try await operations.startGate(rollout, at: now)
        let answers = gate.waiting(rows, later: try await operations.laterDays(of: rollout, &gate))
        let changes = answers.compactMap { _, answer in
            switch answer {
            case .open(let until): until
            case .closed(_, let opens): opens
            }
        }
        let waiting = answers.sorted { $0.site < $1.site }.prefix(limit).map { id, answer in
            WaitingDocument(id, answer, zone: gate.calendar(of: id)?.zone ?? zone)
        }
        return WaitingReading(waiting: waiting, changesAt: changes.filter { $0 > now }.min())
    }

    /// One line for every kind of reason: how many sites, why, and when the first of them may start.
    var summary: [ReasonDocument] {
        Dictionary(grouping: waiting.filter { !$0.mayStart }, by: \.reason.code).sorted { $0.key < $1.key }.map {
            code, sites in
            let first = sites.min { ($0.opens ?? "9") < ($1.opens ?? "9") } ?? sites[0]
            let subject = sites.count == 1 ? first.installation : "\(sites.count) sites, first \(first.installation)"
            return ReasonDocument(code: code, text: "\(subject): \(first.reason.text)")
        }
    }
}
