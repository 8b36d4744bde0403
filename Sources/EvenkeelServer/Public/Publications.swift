import EvenkeelDomain
import EvenkeelLedger

/// When each incident became public, and after how many updates: a fold of the journal, since the ledger keeps only
/// that it is.
actor Publications {
    struct Publication: Hashable, Sendable {
        let at: Timestamp
        /// What was said before stays private.
        let updatesBefore: Int
        /// A report written before was written for the audience, and stays with it.
        let reportBefore: Bool
    }

    private let store: any Store
    private var position = 0
    private var updates: [IncidentID: Int] = [:]
    private var reported: Set<IncidentID> = []
    private var publications: [IncidentID: Publication] = [:]

    init(store: any Store) { self.store = store }

    func current() async throws(Failure) -> [IncidentID: Publication] {
        let batch = 1000
        while true {
            let entries = try await store.entries(after: position, limit: batch)
            for entry in entries where entry.position == position + 1 { take(entry) }
            if entries.count < batch { return publications }
        }
    }

    private func take(_ entry: Entry) {
        position = entry.position
        switch entry.event {
        case .incidentSuspected(let suspected) where suspected.visibility == .public:
            publish(suspected.incident, at: entry.at)
        case .incidentPublished(let published): publish(published.incident, at: entry.at)
        case .updatePosted(let posted): updates[posted.incident, default: 0] += 1
        case .reportPublished(let report): reported.insert(report.incident)
        default: break
        }
    }

    private func publish(_ incident: IncidentID, at time: Timestamp) {
        guard publications[incident] == nil else { return }
        publications[incident] = Publication(
            at: time, updatesBefore: updates[incident] ?? 0, reportBefore: reported.contains(incident))
    }
}
