import EvenkeelDomain
import EvenkeelLedger

extension MemoryTables {
    func notices(_ query: NoticeQuery) -> [NoticeRow] {
        let rollouts = query.rollout.map { [$0] } ?? Array(notices.keys)
        return rollouts.flatMap { notices[$0, default: [:]].values }.filter { row in
            (query.wave == nil || query.wave == row.wave) && (query.customer == nil || query.customer == row.customer)
        }.sorted {
            ($0.rollout, $0.wave, $0.customer, $0.revision) < ($1.rollout, $1.wave, $1.customer, $1.revision)
        }
    }

    mutating func replace(_ rows: [NoticeRow]) -> Int {
        for row in rows {
            let key = NoticeKey(revision: row.revision, wave: row.wave, customer: row.customer)
            notices[row.rollout, default: [:]][key] = row
        }
        return rows.count
    }

    mutating func revokeLinks(_ kind: LinkRow.Kind, _ subject: String, _ at: Timestamp) -> Int {
        var revoked = 0
        for (hash, link) in links where link.kind == kind && link.subject == subject && link.revokedAt == nil {
            links[hash]?.revokedAt = at
            revoked += 1
        }
        return revoked
    }
}
