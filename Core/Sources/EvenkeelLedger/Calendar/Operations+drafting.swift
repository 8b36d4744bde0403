public import EvenkeelDomain
import EvenkeelPlanner

extension Operations {
    /// What a plan is made under now.
    ///
    /// - Parameter calendar: nil for the organisation's as it stands.
    func planContext(
        for rollout: RolloutID, revision: Int, calendar wanted: WorkCalendar? = nil, past: PlanProgress? = nil,
        earned: EarnedSoak? = nil, at now: Timestamp
    ) async throws(OperationError) -> PlanContext {
        let holds = await ledger.read { Array($0.holds.values) }
        let standing = await self.calendar()
        let calendar = wanted ?? standing
        let today = calendar.zone.localDate(at: now)
        var zones: [String: ZoneOffsets] = [:]
        for name in try await rows(image.current).zoneNames { zones[name] = self.zones(name) }
        return PlanContext(
            today: today, now: now, calendar: calendar, zones: zones, holds: holds, revision: revision,
            history: try await trackRecords(except: rollout), past: past, earned: earned)
    }

    /// A plan for a rollout as it stands, in which each site with a day of its own has its place in the wave in whose time that
    /// day lies, and waits there for it. Where that wave has no place for it, nobody's day is taken away for that: it keeps the
    /// place that it had, and waits there.
    ///
    /// - Parameter affected: sites that an incident has hurt.
    func draft(
        _ policy: Policy, under context: PlanContext, affected: Set<InstallationID>
    ) async throws(OperationError) -> Result<Plan, PlanRefusal> {
        func plan(
            keepingPlaces sites: Set<InstallationID>
        ) async throws(OperationError) -> Result<Plan, PlanRefusal> {
            let fleet = try await fleetForPlanning(of: policy.rollout, affected: affected, keepingPlaces: sites)
            return Result { () throws(PlanRefusal) in
                try Planner.plan(
                    fleet: fleet, policy: policy, context: context, gateForecast: EvidenceForecast.moreSitesNeeded)
            }
        }
        let drafted = try await plan(keepingPlaces: [])
        let own = try await ownDays(policy.rollout)
        let lost = own.isEmpty ? [] : drafted.losing(own)
        guard !lost.isEmpty else { return drafted }
        let kept = try await plan(keepingPlaces: lost)
        if case .failure = kept, case .success = drafted { return drafted }
        return kept
    }

    /// The fleet as a planner should see it: with the pins that were set here, and the wish to be early as a tag.
    ///
    /// - Parameters:
    ///   - rollout: whose sites may have dates of their own, before which no wave is theirs.
    ///   - affected: sites that an incident has hurt; a tag says so.
    ///   - kept: sites that no date of their own moves to another wave.
    public func fleetForPlanning(
        of rollout: RolloutID? = nil, affected: Set<InstallationID> = [], keepingPlaces kept: Set<InstallationID> = []
    ) async throws(OperationError) -> Fleet {
        let fleet = try await rows(image.current)
        let (pins, early) = await ledger.read { ($0.pins, $0.early) }
        let own = try await daysOfTheirOwn(in: rollout).filter { !kept.contains($0.key) }
        guard !pins.isEmpty || !early.isEmpty || !affected.isEmpty || !own.isEmpty else { return fleet }
        let sites = fleet.installations.map { site in
            var site = site
            if let pin = pins[site.id] { site.pinnedUntil = max(site.pinnedUntil ?? pin.until, pin.until) }
            if let day = own[site.id] { site.pinnedUntil = max(site.pinnedUntil ?? day, day) }
            if early[site.customer] != nil { site.tags = (site.tags ?? []).union([Predicate.earlyAccessTag]) }
            if affected.contains(site.id) { site.tags = (site.tags ?? []).union([Predicate.affectedTag]) }
            return site
        }
        return Fleet(
            installations: sites, customers: Array(fleet.customers.values),
            contacts: Array(fleet.contacts.values.joined()))
    }
}

extension Result where Success == Plan, Failure == PlanRefusal {
    /// Sites with a day of their own that have no place in the plan by then, or for which there is no plan.
    fileprivate func losing(_ own: [InstallationID: ReservedDay]) -> Set<InstallationID> {
        switch self {
        case .success(let plan):
            let late = plan.waves.flatMap { wave in
                wave.placements.map(\.installation).filter { site in own[site].map { $0.day < wave.opens } ?? false }
            }
            return Set(late).union(plan.withheld.map(\.installation).filter { own[$0] != nil })
        case .failure(.unplaced(let sites, _)): return Set(sites.filter { own[$0] != nil })
        case .failure: return Set(own.keys)
        }
    }
}
