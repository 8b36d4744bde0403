public import EvenkeelDomain
import EvenkeelPlanner

extension Operations {
    /// What a changed calendar would do to every rollout that is not over: which waves and sites move, and whom to tell.
    ///
    /// Compared is the plan as it would be made now with the plan as it would be made now under the other calendar, so
    /// that what shows is the calendar's doing alone.
    public func calendarImpact(
        at now: Timestamp, _ change: (inout WorkCalendar) -> Void
    ) async throws(OperationError) -> [CalendarImpact] {
        let standing = await calendar()
        var changed = standing
        change(&changed)
        guard changed != standing else { return [] }
        let rollouts = await ledger.read { state in
            state.rollouts.values.filter(\.isUnderWay).sorted { $0.id < $1.id }
        }
        var impacts: [CalendarImpact] = []
        for rollout in rollouts {
            let stored = try await rows { () async throws(Failure) in
                try await store.plan(rollout.id, revision: rollout.revision)
            }
            let begun = rollout.begunWaves
            let past =
                if rollout.state.after(.adopt) != nil { try await progress(rollout, at: now) } else {
                    PlanProgress?.none
                }
            var impact = CalendarImpact(
                rollout: rollout.id, before: nil, after: nil, refusal: nil,
                told: try await told(rollout), waits: [])
            if begun < rollout.waves.count {
                let own = try await ownDays(rollout.id)
                let affected = try await affectedSites(for: rollout.policy)
                func draft(_ calendar: WorkCalendar) async throws(OperationError) -> Result<Plan, PlanRefusal> {
                    let context = try await planContext(
                        for: rollout.id, revision: rollout.latestRevision + 1, calendar: calendar, past: past, at: now)
                    return try await self.draft(rollout.policy, under: context, affected: affected)
                        .map { $0.waiting(for: own) }
                }
                if case .success(let plan) = try await draft(standing) {
                    impact.before = plan
                } else {
                    // It cannot be planned again as it is: what it was last is what the change is held against.
                    impact.before = stored
                }
                switch try await draft(changed) {
                case .success(let plan): impact.after = plan
                case .failure(let refusal): impact.refusal = refusal
                }
            }
            let before = try await startGate(rollout, under: standing, at: now)
            let after = try await startGate(rollout, under: changed, at: now)
            impact.waits = try await waits(rollout, from: before, to: after, at: now)
            impact.calledOff = try await calledOff(rollout, from: before, to: after)
            impact.taken = try await taken(rollout, from: before, to: after)
            impact.taken = (impact.calledOff.map(\.installation) + impact.taken).sorted()
            if impact.isFelt { impacts.append(impact) }
        }
        return impacts
    }

    /// Offers a revision of every rollout under way whose plan the calendar moves; each changes nothing until it is
    /// adopted. Returns their numbers.
    public func proposeRevisions(
        for impacts: [CalendarImpact], reason: String, command: CommandID, by actor: String, at now: Timestamp
    ) async throws(OperationError) -> [RolloutID: Int] {
        var revisions: [RolloutID: Int] = [:]
        for impact in impacts where impact.movesPlan {
            let state = await ledger.read { $0.rollouts[impact.rollout]?.state }
            guard state?.after(.adopt) != nil else { continue }
            do throws(OperationError) {
                revisions[impact.rollout] = try await proposeRevision(
                    impact.rollout, reason: reason, command: CommandID("\(command)/\(impact.rollout)"), by: actor,
                    at: now
                ).revision
            } catch .cannotPlan {
                // What is in the way has been told; there is nothing to offer.
                continue
            }
        }
        return revisions
    }

    /// Who was told the day of a wave that has not opened: by its notice, or before by what this release replaced.
    private func told(_ rollout: Rollout) async throws(OperationError) -> Set<CustomerID> {
        let waves = rollout.waves.indices.filter { rollout.waves[$0].state == .planned }
        guard !waves.isEmpty else { return [] }
        let notices = try await rows { () async throws(Failure) in try await store.notices(rollout.id, wave: nil) }
        return Set(notices.filter { waves.contains($0.wave) && $0.stands }.map(\.customer))
    }

    private func waits(
        _ rollout: Rollout, from before: StartGate, to after: StartGate, at now: Timestamp
    ) async throws(OperationError) -> [CalendarImpact.Wait] {
        let due = try await rows { () async throws(Failure) in
            try await store.placements(PlacementQuery(rollout: rollout.id, states: [.due]))
        }
        guard !due.isEmpty else { return [] }
        var (before, after) = (before, after)
        return due.compactMap { row in
            func opens(_ gate: inout StartGate) -> Timestamp? {
                switch gate.answer(of: row) {
                case .open: now
                case .closed(_, let opens): opens
                }
            }
            let later = opens(&after)
            guard opens(&before) != later else { return nil }
            return CalendarImpact.Wait(installation: row.installation, opens: later)
        }.sorted { $0.installation < $1.installation }
    }

    /// The appointments that the conductor will call off.
    private func calledOff(
        _ rollout: Rollout, from before: StartGate, to after: StartGate
    ) async throws(OperationError) -> [Appointment] {
        let visits = try await visitsAhead(of: rollout.id, at: before.now)
        guard !visits.isEmpty else { return [] }
        let begun = try await visitsBegun(in: rollout.id)
        var (before, after) = (before, after)
        return visits.filter {
            !begun.contains($0.installation) && before.freeze(over: $0) == nil && after.freeze(over: $0) != nil
        }
    }

    /// The sites to which the day keeper will give another day, as `ToldDays` has it.
    private func taken(
        _ rollout: Rollout, from before: StartGate, to after: StartGate
    ) async throws(OperationError) -> [InstallationID] {
        let own = try await ownDates(rollout.id)
        let rows = try await rows { () async throws(Failure) in
            try await store.placements(PlacementQuery(rollout: rollout.id, states: [.planned, .due, .skipped]))
        }.filter { row in
            own[row.installation].map { $0.cause != .appointment } ?? (row.wave < rollout.begunWaves)
        }
        let newest = try await newestNotices(of: rollout.id, customers: Set(rows.map(\.customer)))
        var (before, after) = (before, after)
        return rows.map(\.installation).filter { site in
            guard let notice = newest[site], notice.state.after(.withdraw) != nil, let day = notice.day(of: site),
                let was = before.calendar(of: site), let now = after.calendar(of: site),
                was.zone.localDate(at: before.now) <= day
            else { return false }
            return was.mayInstall(on: day) && !now.mayInstall(on: day)
        }
    }
}

extension Rollout {
    /// Neither over nor given up.
    fileprivate var isUnderWay: Bool { state != .completed && state != .aborted }
}

extension CalendarImpact {
    /// Whether anything would be different.
    fileprivate var isFelt: Bool { refusal != nil || !waits.isEmpty || !taken.isEmpty || movesPlan }

    /// Whether a wave or a site would have another day.
    fileprivate var movesPlan: Bool {
        guard let before, let after else { return false }
        return before.waves.map(\.opens) != after.waves.map(\.opens) || !PlanDiff(from: before, to: after).moves.isEmpty
            || before.ends != after.ends
    }
}
