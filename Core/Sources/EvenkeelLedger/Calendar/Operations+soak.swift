import EvenkeelDomain

extension Operations {
    /// When the soak of a wave ends, counted for every installed site in its own working days. Nil where the policy
    /// counts the days of the calendar, which are the same for everybody.
    func soakDates(_ rollout: Rollout, wave index: Int, at now: Timestamp) async throws(OperationError) -> SoakDates? {
        guard rollout.soaksByOwnDays(index) else { return nil }
        let ends = try await soakEnds(rollout, wave: index, at: now)
        // Where every site is in a freeze of its own there is nobody else to hear: the first of them is waited for.
        let timely = ends.filter { !$0.isLate }
        let first = ends.min { ($0.ends, $0.site) < ($1.ends, $1.site) }
        guard let slowest = timely.max(by: { ($0.ends, $1.site) < ($1.ends, $0.site) }) ?? first else { return nil }
        let waited = timely.isEmpty ? [slowest] : timely
        return SoakDates(
            endsAt: slowest.ends, deadlineAt: waited.map(\.deadline).max() ?? slowest.deadline, slowest: slowest.site,
            late: ends.count - waited.count)
    }

    /// Sites of waves that have settled, for whose own days nobody waited and whose days are not over yet.
    func stillSoaking(_ rollout: Rollout, at now: Timestamp) async throws(OperationError) -> Set<InstallationID> {
        var sites: Set<InstallationID> = []
        for (index, wave) in rollout.waves.enumerated() where wave.soakLate ?? 0 > 0 && wave.soakingSince != nil {
            sites.formUnion(
                try await soakEnds(rollout, wave: index, at: wave.soakingSince ?? now).filter {
                    $0.isLate && $0.ends > now
                }
                .map(\.site))
        }
        return sites
    }

    private struct SoakEnd {
        let site: InstallationID
        let ends: Timestamp
        let deadline: Timestamp
        /// Whether a freeze of its own customer makes it longer.
        let isLate: Bool
    }

    private func soakEnds(
        _ rollout: Rollout, wave index: Int, at now: Timestamp
    ) async throws(OperationError) -> [SoakEnd] {
        let wave = rollout.waves[index]
        let installed = try await rows { () async throws(Failure) in
            try await evidence.sites(of: rollout.id).sites.filter { $0.wave == index && $0.state == .installed }
        }
        var gate = try await startGate(rollout, at: now)
        let ours = settings.calendar
        let deadlineDays = rollout.policy.soakDeadlineDays(wave.soakDays)
        return installed.compactMap { row in
            guard let calendar = gate.calendar(of: row.installation) else { return nil }
            let since = calendar.zone.localDate(at: row.settledAt ?? now)
            func instant(_ days: Int, _ calendar: SiteCalendar) -> Timestamp {
                // Ten years without a working day: the calendar's fault, and no reason to wait for ever.
                let day = calendar.date(days, workingDaysAfter: since) ?? since + days
                // Counted by the site's days, judged in our morning, in which the next wave opens.
                return max(now, ours.morning(of: day))
            }
            let ends = instant(wave.soakDays, calendar)
            let isLate = calendar.hasCustomerFreezes && instant(wave.soakDays, calendar.withoutCustomerFreezes) < ends
            return SoakEnd(
                site: row.installation, ends: ends, deadline: instant(deadlineDays, calendar), isLate: isLate)
        }
    }
}

extension Rollout {
    fileprivate func soaksByOwnDays(_ index: Int) -> Bool {
        waves[index].soakDays > 0 && release.fixesIncident == nil
            && policy.soakCountsWorkingDays(wave: waves[index].name)
    }
}
