import EvenkeelDomain
import EvenkeelLedger

extension MemoryTables {
    mutating func begin(_ starts: [InstallStart], at now: Timestamp) -> [Install] {
        starts.compactMap { start in
            guard let row = placements[start.rollout]?[start.installation], let id = InstallID(installs.count + 1),
                step([row], of: start.rollout, start.backTo == nil ? .start : .beginRollback, now, note: nil) > 0
            else { return nil }
            placements[start.rollout]?[start.installation]?.install = id
            let install = Install(
                id: id, rollout: start.rollout, installation: start.installation, executor: start.executor,
                attempt: row.attempts + (start.backTo == nil ? 1 : 0), startedAt: now, endsBy: now + start.timeout,
                node: start.node, by: start.by, backTo: start.backTo)
            installs.append(install)
            return install
        }
    }

    func installs(_ query: InstallQuery) -> [Install] {
        func fits(_ install: Install) -> Bool {
            (query.id == nil || query.id == install.id) && (query.rollout == nil || query.rollout == install.rollout)
                && (query.installation == nil || query.installation == install.installation)
                && query.states?.contains(install.state) ?? true
        }
        let found = installs.filter(fits)
        return Array(found.prefix(query.limit ?? found.count))
    }

    func counts(of rollout: RolloutID) -> [PlacementCount] {
        struct Key: Hashable {
            let wave: Int
            let state: PlacementState
            let isUnplanned: Bool
        }
        let rows = placements[rollout, default: [:]].values
        return Dictionary(grouping: rows) { Key(wave: $0.wave, state: $0.state, isUnplanned: $0.isUnplanned) }
            .map { key, rows in
                PlacementCount(wave: key.wave, state: key.state, isUnplanned: key.isUnplanned, count: rows.count)
            }.sorted(by: PlacementCount.precedes)
    }

    mutating func note(_ note: String?, of id: InstallID) -> Int {
        let index = Int(id.number) - 1
        guard installs.indices.contains(index), installs[index].state == .open else { return 0 }
        installs[index].note = note
        let install = installs[index]
        if let row = placements[install.rollout]?[install.installation], row.install == id, row.state == .started {
            placements[install.rollout]?[install.installation]?.note = note
        }
        return 1
    }

    mutating func step(_ step: InstallStep) -> Int {
        let index = Int(step.install.number) - 1
        guard installs.indices.contains(index), let next = installs[index].state.after(step.step) else { return 0 }
        installs[index].state = next
        installs[index].endedAt = next.isOpen ? nil : step.at
        installs[index].note = step.note
        let install = installs[index]
        if let fact = step.brings { _ = record(fact, at: install.installation) }
        guard let row = placements[install.rollout]?[install.installation], row.install == step.install else {
            return 1
        }
        if install.backTo != nil {
            if let back = step.step.rollbackStep {
                _ = self.step([row], of: install.rollout, back, step.at, note: step.note)
            }
            return 1
        }
        let moved = self.step([row], of: install.rollout, step.step.placementStep, step.at, note: step.note)
        if moved == 0, step.step == .succeed {
            // It was to be tried again, and was done after all.
            _ = self.step([row], of: install.rollout, .appear, step.at, note: step.note)
        }
        if moved > 0, step.step.mayBeRetried, row.attempts <= step.retries,
            let failed = placements[install.rollout]?[install.installation]
        {
            _ = self.step([failed], of: install.rollout, .retry, step.at, note: "trying again")
        }
        return 1
    }
}
