public import EvenkeelDomain

extension Operations {
    /// The organisation's calendar as it stands.
    public func calendar() async -> WorkCalendar { await ledger.read { [settings] in $0.calendar(settings) } }

    /// Answers "may this site start now, and when next" for the sites of a rollout.
    ///
    /// - Parameter other: a calendar in the place of the one that stands, to see what it would do.
    public func startGate(
        _ rollout: Rollout, under other: WorkCalendar? = nil, at now: Timestamp
    ) async throws(OperationError) -> StartGate {
        let fleet = try await rows(image.current)
        let (calendar, crossings) = await ledger.read { [settings] in
            (other ?? $0.calendar(settings), Array($0.crossings.values))
        }
        let told =
            rollout.ownDates.isEmpty
            ? [] : try await rows { () async throws(Failure) in try await store.siteDates(rollout.id) }
        // Appointments are asked for where something says that a day is not the site's.
        let visits =
            told.isEmpty && !rollout.policy.calendar.hasCapacity
            ? []
            : try await rows { () async throws(Failure) in
                try await store.appointments(AppointmentQuery(rollout: rollout.id))
            }
        return StartGate(
            rollout: rollout, calendar: calendar, crossings: crossings, fleet: fleet, zones: zones, told: told,
            visits: visits, at: now)
    }

    /// The sites of a rollout that are due on a later day, the one their customers were told.
    public func laterDays(
        of rollout: Rollout, _ gate: inout StartGate
    ) async throws(OperationError) -> [InstallationID: CivilDate] {
        // Where nothing is counted, the plan spreads no wave, and only days that were told later hold; where the wave's own day
        // has not come by a site's clock, that is seen when it is to start.
        guard rollout.policy.calendar.hasCapacity else { return gate.toldLater() }
        let due = try await rows { () async throws(Failure) in
            try await store.placements(PlacementQuery(rollout: rollout.id, states: [.due]))
        }
        var days: [InstallationID: CivilDate] = [:]
        for row in due { days[row.installation] = gate.laterDay(of: row) }
        return days
    }

    /// When the next of the sites that wait for their hours may start; nil where none waits. For those that move their
    /// own clock: others look again every second.
    public func nextStart(after now: Timestamp) async throws(OperationError) -> Timestamp? {
        let running = await ledger.read { state in state.rollouts.values.filter(\.startsInstalls) }
        var next: Timestamp?
        for rollout in running {
            let placed = try await rows { () async throws(Failure) in
                try await store.siteEvidence(rollout.id)
            }
            guard placed.contains(where: { $0.state == .due }) else { continue }
            var gate = try await startGate(rollout, at: now)
            let later = try await laterDays(of: rollout, &gate)
            let opens = gate.waiting(placed, later: later).compactMap { waiting in
                if case .closed(_, let opens) = waiting.answer { opens } else { nil }
            }
            next = (opens.filter { $0 > now } + [next].compactMap(\.self)).min()
        }
        return next
    }

    /// The calendar of one site, with what a rollout's policy adds where one is named.
    public func siteCalendar(
        _ site: Installation, rollout: Rollout?, at now: Timestamp
    ) async throws(OperationError) -> SiteCalendar {
        if let rollout {
            var gate = try await startGate(rollout, at: now)
            if let calendar = gate.calendar(of: site.id) { return calendar }
        }
        let fleet = try await rows(image.current)
        let ours = await calendar()
        let customer = fleet.customers[site.customer]
        let zone = (site.timezone ?? customer?.timezone).flatMap(zones) ?? ours.zone
        let facts = SiteFacts(site, customer: customer)
        return SiteCalendar(
            SiteCalendar.SiteSide(site), ours: ours, policy: nil, zone: zone, zones: zones,
            concerns: { $0.evaluate(facts) })
    }

    /// Asks for leave to cross a freeze, for the sites named or for those of a rollout that match a predicate and have
    /// not been installed.
    public func requestCrossing(
        _ id: CrossingID, rollout: RolloutID, sites named: [InstallationID], among: Predicate?, time: TimeRange,
        why: String, agreed: String?, command: CommandID, by actor: String, at now: Timestamp
    ) async throws(OperationError) -> FreezeCrossing {
        guard let known = await ledger.read({ $0.rollouts[rollout] }) else {
            throw .refused(.unknownRollout(rollout))
        }
        let placed = try await rows { () async throws(Failure) in
            try await store.placements(PlacementQuery(rollout: rollout, states: [.planned, .due, .skipped]))
        }
        let fleet = try await rows(image.current)
        let wanted = Set(named)
        let sites = placed.map(\.installation).filter { id in
            if wanted.contains(id) { return true }
            guard let among, let site = fleet[id] else { return false }
            let facts = SiteFacts(site, customer: fleet.customers[site.customer], release: known.release)
            return among.evaluate(facts) == .yes
        }.sorted()
        let missing = wanted.subtracting(sites).sorted()
        guard missing.isEmpty else { throw .refused(.crossingNotPlaced(missing, rollout)) }
        let calendars = await ledger.read { $0.customerFreezes }
        let owners = Set(sites.compactMap { fleet[$0]?.customer }).filter { customer in
            guard let own = calendars[customer] else { return false }
            return own.spans.contains { span in
                let zone = (span.zone ?? fleet.customers[customer]?.timezone).flatMap(zones) ?? settings.calendar.zone
                return !span.ranges(in: time, zone: zone).isEmpty
            }
        }
        let crossing = FreezeCrossing(
            id: id, rollout: rollout, sites: sites, time: time, why: why, agreed: agreed, requestedBy: actor,
            requestedAt: now)
        try await perform(
            .requestCrossing(crossing, customers: owners.sorted()), id: command, by: actor, at: now)
        return crossing
    }
}

extension Operations {
    /// Sites for which a crossing does nothing: it opens no wave, and theirs is to open only once its time is over.
    public func sitesOfLaterWaves(in crossing: FreezeCrossing) async throws(OperationError) -> [InstallationID] {
        guard let rollout = await ledger.read({ $0.rollouts[crossing.rollout] }) else { return [] }
        let sites = Set(crossing.sites)
        return try await placements(rollout.id, wave: nil, in: [.planned]).filter { row in
            sites.contains(row.installation) && row.wave >= rollout.begunWaves
                && rollout.waves.indices.contains(row.wave)
                && crossing.time.until <= rollout.waves[row.wave].opensAt
        }.map(\.installation).sorted()
    }
}
