import EvenkeelDomain

/// Works out the day on which each site of a wave goes: what its customer is told, and what their page shows.
///
/// It is the wave's day, unless the plan, the site's window or a freeze, a pin or a date of its own says another.
struct SiteDays {
    let rollout: Rollout
    let fleet: Fleet
    let calendar: WorkCalendar
    let crossings: [FreezeCrossing]
    let pins: [InstallationID: Pin]
    let dates: [InstallationID: SiteDate]
    /// Those where somebody is expected: that is their day.
    let visited: Set<InstallationID>
    /// Those whose appointment was called off, or is over.
    let over: Set<InstallationID>
    let zones: ZoneLookup
    /// By the moment they are asked about: sites that are alike share an answer.
    private var gates: [Timestamp: StartGate] = [:]
    /// Those with a later day than the plan's, or to which the plan has given one for the sake of a freeze. What the plan says for
    /// the sake of capacity holds by itself.
    private(set) var moved: Set<InstallationID> = []
    /// Those that keep a day they were told although the plan names a later one by now.
    private(set) var early: Set<InstallationID> = []

    init(
        rollout: Rollout, fleet: Fleet, calendar: WorkCalendar, crossings: [FreezeCrossing],
        pins: [InstallationID: Pin], dates: [InstallationID: SiteDate], visited: Set<InstallationID> = [],
        zones: @escaping ZoneLookup
    ) {
        self.rollout = rollout
        self.fleet = fleet
        self.calendar = calendar
        self.crossings = crossings
        self.pins = pins
        // The day of an appointment goes with it.
        let over = Set(dates.filter { $0.value.cause == .appointment }.keys).subtracting(visited)
        self.dates = dates.filter { !over.contains($0.key) }
        self.visited = visited
        self.over = over
        self.zones = zones
    }

    /// - Parameters:
    ///   - opensAt: when their wave opens, or the moment after which they go.
    ///   - isPlanned: false where they go apart from their wave, so that the plan's days mean nothing.
    mutating func days(
        of rows: [PlacementRow], opensAt: Timestamp, isPlanned: Bool = true
    ) -> [InstallationID: CivilDate] {
        let opens = calendar.zone.localDate(at: opensAt)
        var days: [InstallationID: CivilDate] = [:]
        for row in rows {
            let site = row.installation
            if visited.contains(site), let own = dates[site] {
                days[site] = zone(of: site).localDate(at: own.notBefore)
                continue
            }
            let isAtOnce = rollout.waves.indices.contains(row.wave) && rollout.waves[row.wave].atOnce == true
            // A day is one by the site's own clock; those who are down wait for none.
            let opens = isAtOnce ? zone(of: site).localDate(at: opensAt) : opens
            var first = isPlanned ? rollout.plannedDay(of: row, opens: opens, calendar) : opens
            if first > opens, !rollout.policy.calendar.hasCapacity { moved.insert(site) }
            // Told as it is reckoned now, it has to be remembered.
            if isPlanned, first != rollout.plannedDayByWeek(of: row, opens: opens, calendar) { moved.insert(site) }
            let pinned = [fleet[site]?.pinnedUntil, pins[site]?.until].compactMap(\.self).max()
            if let pinned, pinned >= first { first = calendar.workingDay(onOrAfter: pinned + 1) }
            let own = dates[site].map { zone(of: site).localDate(at: $0.notBefore) }
            // A freeze may have taken the day that was chosen.
            let from = max(first, own ?? first)
            // Its window may be over by our morning.
            let midnight = zone(of: site).instant(of: from, minuteOfDay: 0)
            let at = isAtOnce && from == opens ? opensAt : max(opensAt, midnight)
            let day = max(day(of: site, from: at) ?? from, from, own ?? from)
            if day > first || own.map({ $0 < day }) ?? false { moved.insert(site) }
            days[site] = day
        }
        return days
    }

    /// Moves sites to the next day with room where others were told theirs: the plan knows nothing of what was told since it was
    /// made, nor of what a window, a week or a freeze has moved.
    ///
    /// - Parameters:
    ///   - told: the days that sites were told.
    ///   - earliest: the first day of each, whatever the plan says: a told day that is no earlier, and on which the site may be
    ///     installed, is theirs as long as there is room on it.
    mutating func fit(
        _ days: inout [InstallationID: CivilDate], told: [InstallationID: CivilDate] = [:],
        earliest: [InstallationID: CivilDate] = [:], into booked: inout BookedDays?
    ) {
        guard var room = booked else { return }
        let told = told.filter { !visited.contains($0.key) }
        var held: [InstallationID: CivilDate] = [:]
        func hold(_ site: InstallationID, on day: CivilDate) {
            held[site] = day
            room.take(site, on: day)
        }
        for (site, day) in days where visited.contains(site) { hold(site, on: day) }
        for (site, day) in told where held[site] == nil && days[site].map({ $0 <= day }) ?? false {
            hold(site, on: day)
        }
        for (site, day) in told.sorted(by: { ($0.value, $0.key) < ($1.value, $1.key) })
        where held[site] == nil && mayKeep(site, day, earliest) && room.obstacle(for: [site], on: day) == nil {
            hold(site, on: day)
            early.insert(site)
        }
        for (site, day) in held {
            if day != days[site] { moved.insert(site) }
            days[site] = day
        }
        let others = days.filter { held[$0.key] == nil }.sorted { ($0.value, $0.key) < ($1.value, $1.key) }
        for (site, first) in others {
            var day = first
            for _ in 0..<SiteCalendar.horizonDays {
                guard room.obstacle(for: [site], on: day) != nil else { break }
                let next = day + 1
                let at = zone(of: site).instant(of: next, minuteOfDay: 0)
                day = max(next, self.day(of: site, from: at) ?? next)
            }
            if day > first { moved.insert(site) }
            days[site] = day
            room.take(site, on: day)
        }
        booked = room
    }

    private mutating func mayKeep(
        _ site: InstallationID, _ day: CivilDate, _ earliest: [InstallationID: CivilDate]
    ) -> Bool {
        guard let first = earliest[site], first <= day else { return false }
        let midnight = zone(of: site).instant(of: day, minuteOfDay: 0)
        return first == day || (self.day(of: site, from: midnight) ?? day) == day
    }

    /// A day that a site was told, as one that it waits for, also where what gave it is lifted; nil where the site has a date of its
    /// own that is no earlier, or one at which somebody is expected.
    func keptDay(_ day: CivilDate, of site: InstallationID) -> SiteDate? {
        if let own = dates[site],
            own.cause == .appointment || zone(of: site).localDate(at: own.notBefore) >= day
        {
            return nil
        }
        return SiteDate(
            rollout: rollout.id, installation: site, notBefore: zone(of: site).instant(of: day, minuteOfDay: 0),
            cause: .told)
    }

    private mutating func day(of site: InstallationID, from at: Timestamp) -> CivilDate? {
        var gate =
            gates[at]
            ?? StartGate(
                rollout: rollout, calendar: calendar, crossings: crossings, fleet: fleet, zones: zones, at: at)
        defer { gates[at] = gate }
        gates[at] = nil
        guard fleet[site] != nil, case .closed(let obstacle, let next?) = gate.answer(site) else { return nil }
        if obstacle.isFreeze { moved.insert(site) }
        return zone(of: site).localDate(at: next)
    }

    private func zone(of site: InstallationID) -> ZoneOffsets { fleet.zone(of: site, zones) ?? calendar.zone }
}

extension Fleet {
    /// The name of a site's zone, its own or its customer's; nil where neither says one.
    func timezone(of site: InstallationID) -> String? {
        let known = self[site]
        return known?.timezone ?? known.flatMap { customers[$0.customer]?.timezone }
    }

    /// Nil where it is the organisation's.
    func zone(of site: InstallationID, _ zones: ZoneLookup) -> ZoneOffsets? { timezone(of: site).flatMap(zones) }
}

extension Operations {
    func siteDays(
        of rollout: Rollout, _ fleet: Fleet, at now: Timestamp
    ) async throws(OperationError) -> SiteDays {
        let (calendar, crossings, pins) = await ledger.read { [settings] in
            ($0.calendar(settings), Array($0.crossings.values), $0.pins)
        }
        let dates = try await ownDates(rollout.id)
        return SiteDays(
            rollout: rollout, fleet: fleet, calendar: calendar, crossings: crossings, pins: pins, dates: dates,
            visited: try await visited(in: rollout, dates, at: now), zones: zones)
    }
}

extension Operations {
    /// When the last site of the open wave may begin that was told a day in the place of one that could not be kept: the wave
    /// waits for it. Nil where there is none.
    func lastToldDay(in rollout: Rollout) async throws(OperationError) -> Timestamp? {
        guard let wave = rollout.currentWave, rollout.waves[wave].state == .open else { return nil }
        let told = try await ownDates(rollout.id).filter { $0.value.cause == .told }
        guard !told.isEmpty else { return nil }
        let due = try await placements(rollout.id, wave: wave, in: [.due])
        return due.compactMap { told[$0.installation]?.notBefore }.max()
    }
}
