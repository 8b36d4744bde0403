import EvenkeelAPI
import EvenkeelDomain
import EvenkeelLedger

/// The sites of a rollout that could start, with what each waits for.
struct WaitingReading {
    private let answers: [(site: InstallationID, answer: StartAnswer)]
    private var gate: StartGate?
    private let zone: ZoneOffsets
    /// When one of these answers changes with time alone; nil where none does.
    let changesAt: Timestamp?

    static func of(
        _ rollout: Rollout, operations: Operations, zone: ZoneOffsets, at now: Timestamp
    ) async throws -> WaitingReading {
        let rows = try await operations.evidence.sites(of: rollout.id).sites
        guard rows.contains(where: { $0.state == .due }) else {
            return WaitingReading(answers: [], gate: nil, zone: zone, changesAt: nil)
        }
        var gate = try await operations.startGate(rollout, at: now)
        let answers = gate.waiting(rows, later: try await operations.laterDays(of: rollout, &gate))
        var changesAt: Timestamp?
        for (_, answer) in answers {
            let change =
                switch answer {
                case .open(let until): until
                case .closed(_, let opens): opens
                }
            if let change, change > now { changesAt = min(changesAt ?? change, change) }
        }
        return WaitingReading(answers: answers, gate: gate, zone: zone, changesAt: changesAt)
    }

    /// One for each site, in their order.
    func documents(limit: Int) -> [WaitingDocument] {
        var gate = gate
        return answers.sorted { $0.site < $1.site }.prefix(limit).map { document($0, $1, &gate) }
    }

    private func document(
        _ site: InstallationID, _ answer: StartAnswer, _ gate: inout StartGate?
    ) -> WaitingDocument {
        WaitingDocument(site, answer, zone: gate?.calendar(of: site)?.zone ?? zone)
    }

    /// One line for every kind of reason: how many sites, why, and when the first of them may start. Of ten thousand sites
    /// that wait only those few are put into words.
    var summary: [ReasonDocument] {
        var gate = gate
        var kinds: [String: (count: Int, first: InstallationID, opens: Timestamp?, answer: StartAnswer)] = [:]
        for (site, answer) in answers {
            guard case .closed(let obstacle, let opens) = answer else { continue }
            guard let known = kinds[obstacle.code] else {
                kinds[obstacle.code] = (1, site, opens, answer)
                continue
            }
            kinds[obstacle.code]?.count += 1
            let (mine, first) = (opens?.milliseconds ?? .max, known.opens?.milliseconds ?? .max)
            if (mine, site) < (first, known.first) { kinds[obstacle.code] = (known.count + 1, site, opens, answer) }
        }
        return kinds.sorted { $0.key < $1.key }.map { code, kind in
            let subject = kind.count == 1 ? "\(kind.first)" : "\(kind.count) sites, first \(kind.first)"
            return ReasonDocument(
                code: code, text: "\(subject): \(document(kind.first, kind.answer, &gate).reason.text)")
        }
    }
}
