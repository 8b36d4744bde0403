import EvenkeelDomain
import EvenkeelLedger

extension MemoryTables {
    func placements(_ query: PlacementQuery) -> [PlacementRow] {
        func fits(_ row: PlacementRow) -> Bool {
            (query.wave == nil || query.wave == row.wave)
                && (query.installation == nil || query.installation == row.installation)
                && (query.customer == nil || query.customer == row.customer)
                && query.states?.contains(row.state) ?? true
                && (!query.isTroubled || row.troubleAt != nil)
                && query.after.map { $0 < row.installation } ?? true
        }
        let rollouts = query.rollout.map { [$0] } ?? Array(placements.keys)
        let rows = rollouts.flatMap { placements[$0, default: [:]].values.filter(fits) }.sorted {
            query.after == nil
                ? ($0.rollout, $0.wave, $0.installation) < ($1.rollout, $1.wave, $1.installation)
                : ($0.rollout, $0.installation) < ($1.rollout, $1.installation)
        }
        return Array(rows.prefix(query.limit ?? rows.count))
    }

    /// A site that has started keeps its row; a row that is there already is left as it is.
    mutating func put(_ rows: [PlacementRow]) -> Int {
        let replaceable: Set<PlacementState> = [.planned, .skipped, .recalled, .due]
        var inserted = 0
        for (rollout, rows) in Dictionary(grouping: rows, by: \.rollout) {
            let revision = rows.map(\.revision).max() ?? 0
            var table = placements[rollout, default: [:]]
            let before = table.count
            table = table.filter { $0.value.revision >= revision || !replaceable.contains($0.value.state) }
            var changed = before - table.count
            for row in rows where table[row.installation] == nil {
                table[row.installation] = row
                inserted += 1
                changed += 1
            }
            placements[rollout] = table
            if changed > 0 { tallies[rollout, default: 0] += 1 }
        }
        return inserted
    }

    /// Who has started, and whoever stands in a wave that has begun, keeps his row.
    mutating func revise(_ rollout: RolloutID, begun: Int, _ rows: [PlacementRow]) -> Int {
        let replaceable: Set<PlacementState> = [.planned, .skipped, .recalled, .due]
        var table = placements[rollout, default: [:]]
        let before = table
        table = table.filter { $0.value.wave < begun || !replaceable.contains($0.value.state) }
        var inserted = 0
        for row in rows where table[row.installation] == nil {
            table[row.installation] = row
            inserted += 1
        }
        placements[rollout] = table
        if table != before { tallies[rollout, default: 0] += 1 }
        return inserted
    }

    mutating func step(
        _ rows: [PlacementRow], of rollout: RolloutID, _ step: PlacementState.Step, _ at: Timestamp, note: String?
    ) -> Int {
        var stepped = 0
        for var row in rows {
            guard let next = row.state.after(step) else { continue }
            // What was found before the end that stands tells of the past.
            if step == .disappear || step == .reappear, let settled = row.settledAt, settled >= at { continue }
            // While the release is taken back the note says why.
            let keepsNote =
                step == .beginRollback || step == .deferRollback || (step == .rollBack && row.state == .rollingBack)
            row.state = next
            row.settledAt = next.isSettled ? at : nil
            if !keepsNote { row.note = note }
            switch step {
            case .start:
                row.startedAt = at
                row.attempts += 1
                row.notBefore = nil
            case .skip, .beginRollback: row.notBefore = nil
            case .cancel, .requeue, .deferRollback:
                if step != .deferRollback {
                    // As if it had not been tried.
                    row.startedAt = nil
                    row.attempts = max(0, row.attempts - 1)
                }
                guard step != .cancel else { break }
                let times = installs(InstallQuery(rollout: rollout, installation: row.installation)).count {
                    $0.state == .unreachable || $0.state == .cancelled
                }
                row.notBefore = Install.nextTry(after: at, absentTimes: times)
            // What was said to have come to nothing was done after all.
            case .succeed: row.startedAt = row.startedAt ?? at
            case .appear, .reappear:
                row.startedAt = at
                row.isUnplanned = true
            case .disappear: row.isUnplanned = true
            case .retry, .orderRollback: row.isUnplanned = false
            default: break
            }
            placements[rollout]?[row.installation] = row
            if step == .start || step == .appear || step == .reappear { takeEarly(rollout, row.installation) }
            stepped += 1
        }
        if stepped > 0 { tallies[rollout, default: 0] += 1 }
        return stepped
    }

    /// A notice that stands is left as it is; one that was withdrawn gives way to a later announcement.
    mutating func put(_ rows: [NoticeRow]) -> Int {
        var changed = 0
        for row in rows {
            let key = NoticeKey(revision: row.revision, wave: row.wave, customer: row.customer)
            if let standing = notices[row.rollout]?[key] {
                guard standing.state == .withdrawn, standing.announcedAt < row.announcedAt else { continue }
            }
            notices[row.rollout, default: [:]][key] = row
            changed += 1
        }
        return changed
    }

    mutating func stepNotices(
        _ rollout: RolloutID, _ wave: Int, _ step: NoticeState.Step, of customers: Set<CustomerID>
    ) -> Int {
        var stepped = 0
        for (key, row) in notices[rollout, default: [:]]
        where row.wave == wave && customers.contains(row.customer) {
            guard let next = row.state.after(step) else { continue }
            notices[rollout]?[key]?.state = next
            stepped += 1
        }
        return stepped
    }

    mutating func unhearNotices(_ rollout: RolloutID, _ wave: Int, of customer: CustomerID) -> Int {
        let open = notices[rollout, default: [:]].filter { _, row in
            row.wave == wave && row.customer == customer && NoticeState.unanswered.contains(row.state) && !row.isUnheard
        }
        for key in open.keys { notices[rollout]?[key]?.isUnheard = true }
        return open.count
    }
}
