import EvenkeelDomain

extension DayKeeper {
    /// Ends appointments for what was installed, or was tried in vain, without anybody saying so: nobody is to come for it, or to be
    /// told that it was not possible.
    func endVisits(of rollout: Rollout, at now: Timestamp) async throws(OperationError) {
        for visit in try await operations.visitsAgreed(of: rollout.id) {
            let isDone = try await operations.isInstalled(visit)
            let failure = isDone ? nil : try await operations.failure(at: visit)
            guard isDone || failure != nil else { continue }
            do throws(OperationError) {
                try await operations.change(
                    visit.id, isDone ? .finish : .fail, note: failure,
                    command: CommandID("\(isDone ? "installed" : "failed")/\(visit.id)/\(visit.sequence)"),
                    by: Operations.conductor, at: now)
            } catch .refused {
                // Somebody has ended it meanwhile.
                continue
            }
        }
    }

    /// So long before an appointment it is called off where its site is kept: before anybody sets out, and not for a pause that
    /// is over by then.
    static let noticeOfVisit = TimeSpan.hours(4)

    /// Calls off appointments that are near while a hold, a pause or a halt keeps the site, or its wave cannot open by then: both
    /// sides hear of it, and the customer of another day once there is one.
    func callOffKeptVisits(of rollout: Rollout, at now: Timestamp) async throws(OperationError) {
        let near = try await operations.visitsAgreed(of: rollout.id).filter {
            now < $0.end && $0.start <= now + Self.noticeOfVisit
        }
        guard !near.isEmpty else { return }
        let sites = Set(near.map(\.installation))
        let rows = try await operations.placements(rollout.id, wave: nil, in: [.planned, .due, .skipped, .recalled])
            .filter { sites.contains($0.installation) }
        let kept = try await operations.keptBack(rows, of: rollout, at: now)
        let isStopped = rollout.state == .paused || rollout.state == .halted
        let earliest = await operations.ledger.read { [settings = operations.settings] in
            $0.earliestDay(of: rollout, announcedAt: now, settings: settings)
        }
        let zone = operations.settings.calendar.zone
        /// Its day was taken back, or would have to be announced first.
        func isShut(_ wave: RolloutWave, at start: Timestamp) -> Bool {
            guard wave.state == .planned, wave.announcedAt == nil else { return false }
            return wave.datesWithdrawnAt != nil || zone.localDate(at: start) < zone.localDate(at: earliest)
        }
        /// Whose time lies in that of a later wave waits for the gate before that one.
        func awaitsGate(before start: Timestamp) -> Bool {
            guard let next = rollout.nextWave, next > 0, rollout.waves[next].opensAt <= start else { return false }
            return rollout.waves[next].opensAt <= now && rollout.waves[next - 1].state != .passed
                || isShut(rollout.waves[next], at: start)
        }
        let waves = Dictionary(rows.map { ($0.installation, $0.wave) }, uniquingKeysWith: { first, _ in first })
        for visit in near {
            guard let index = waves[visit.installation], rollout.waves.indices.contains(index),
                isStopped || kept[visit.installation] != nil || isShut(rollout.waves[index], at: visit.start)
                    || awaitsGate(before: visit.start)
            else { continue }
            do throws(OperationError) {
                try await operations.callOff(
                    visit, takesDayBack: true, command: CommandID("kept/\(visit.id)/\(visit.sequence)"),
                    by: Operations.conductor, at: now)
            } catch .refused {
                // Somebody has moved or ended it meanwhile.
                continue
            }
        }
    }

    /// Calls off what somebody is expected for inside a freeze that nobody has leave to cross: both sides hear of it, with the
    /// freeze's reason. Another time is theirs to agree on; until then the site is given a day like any other.
    func callOffFrozenVisits(of rollout: Rollout, at now: Timestamp) async throws(OperationError) {
        let ahead = try await operations.visitsAhead(of: rollout.id, at: now)
        guard !ahead.isEmpty else { return }
        let begun = try await operations.visitsBegun(in: rollout.id)
        var gate = try await operations.startGate(rollout, at: now)
        for visit in ahead where !begun.contains(visit.installation) {
            guard case .frozen(let freeze, _) = gate.freeze(over: visit) else { continue }
            do throws(OperationError) {
                try await operations.change(
                    visit.id, .cancel, note: freeze.why,
                    command: CommandID("frozen/\(visit.id)/\(visit.sequence)"), by: Operations.conductor, at: now)
            } catch .refused {
                // Somebody has moved or ended it meanwhile.
                continue
            }
        }
    }
}
