import EvenkeelDomain
import EvenkeelLedger

/// A store that loses or changes rows, as a bug in the engine would.
struct SabotagedStore: ForwardingStore {
    let base: any Store
    let sabotage: Sabotage
    /// True for the node that hears nothing after its start.
    let isDeaf: Bool
    let everybody: [CustomerID]

    func entries(after position: Position, limit: Int) async throws(Failure) -> [Entry] {
        let entries = try await base.entries(after: position, limit: limit)
        guard sabotage == .haltWithoutRecall, isDeaf else { return entries }
        // Up to the first halt it hears everything.
        let halt = entries.firstIndex { entry in
            if case .waveHalted = entry.event { true } else if case .rolloutHalted = entry.event { true } else { false }
        }
        return Array(entries.prefix(halt ?? entries.count))
    }

    func append(_ entries: [Entry], after head: Position, rows: [RowChange]) async throws(Failure) {
        var kept = rows
        switch sabotage {
        case .haltWithoutRecall:
            kept.removeAll { if case .stepWave(_, _, .recall, _) = $0 { true } else { false } }
        case .audienceOfAll:
            kept = rows.map { change in
                guard case .putAudience(let incident, _) = change else { return change }
                return .putAudience(incident, everybody.map { AudienceMember(customer: $0, reason: "everybody") })
            }
        case .handOverForgotten, .marksForgotten, .lateConductor: break
        }
        try await base.append(entries, after: head, rows: kept)
    }

    @discardableResult
    func change(_ rows: [RowChange]) async throws(Failure) -> Int {
        try await base.change(rows)
    }

    func handOver(
        _ messages: [SentMessage], settling rows: [RowChange], generation: Int
    ) async throws(Failure) -> [DeliveryID] {
        guard sabotage == .handOverForgotten else {
            return try await base.handOver(messages, settling: rows, generation: generation)
        }
        try await base.change(rows)
        return messages.map(\.delivery)
    }
}
