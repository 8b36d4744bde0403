import EvenkeelDomain

/// Which days of a rollout still have room, of each team that has a capacity of its own and of all others together.
///
/// A site takes the room of the day on which somebody is expected there: that of its appointment, else one of its own,
/// else the one its customer was told, else the plan's.
struct BookedDays {
    private var pools: DayPools
    private let teams: [InstallationID: String]
    /// A day on which nobody is expected, whichever it is.
    private static let anyDay = CivilDate(dayNumber: 0)

    /// - Parameters:
    ///   - rows: all placements of the rollout.
    ///   - appointments: what is agreed on, also of other rollouts: a technician's day is one day.
    ///   - planned: the plan's day of a site.
    ///   - sites: those that look for a day; what they have is not counted.
    init(
        of rollout: Rollout, rows: [PlacementRow], fleet: Fleet, zone: (InstallationID) -> ZoneOffsets,
        notices: [InstallationID: NoticeRow], dates: [InstallationID: SiteDate], appointments: [Appointment],
        without sites: Set<InstallationID>, planned: (PlacementRow) -> CivilDate?
    ) {
        pools = DayPools(rollout.policy.calendar)
        var teams: [InstallationID: String] = [:]
        for row in rows { teams[row.installation] = fleet[row.installation]?.team }
        self.teams = teams
        let agreed = appointments.filter { $0.state == .agreed }
        let visits = Set(agreed.filter { $0.rollout == rollout.id }.map(\.installation))
        for visit in agreed where !(visit.rollout == rollout.id && sites.contains(visit.installation)) {
            // Elsewhere only a team is known to be one and the same.
            let team = visit.team ?? teams[visit.installation]
            guard visit.rollout == rollout.id || team.flatMap({ rollout.policy.calendar.capacityPerTeam?[$0] }) != nil
            else { continue }
            pools.take(team: team, on: zone(visit.installation).localDate(at: visit.start))
        }
        for row in rows where !visits.contains(row.installation) && !sites.contains(row.installation) {
            let team = teams[row.installation]
            let zone = zone(row.installation)
            if let startedAt = row.startedAt { pools.take(team: team, on: zone.localDate(at: startedAt)) }
            guard [.planned, .due, .skipped].contains(row.state) else { continue }
            let notice = notices[row.installation]
            // Nobody goes to whom a date was taken back, or who has declined.
            if let notice, !notice.stands || notice.state == .declined { continue }
            let own = dates[row.installation].map { zone.localDate(at: $0.notBefore) }
            let told = notice?.day(of: row.installation)
            if let day = [own, told].compactMap(\.self).max() ?? planned(row) { pools.take(team: team, on: day) }
        }
    }

    /// Whether a day on which nobody else is expected has room for all these sites together.
    func everTakes(_ sites: [InstallationID]) -> Bool {
        var empty = pools.emptied
        return sites.allSatisfy { site in
            defer { empty.take(team: teams[site], on: Self.anyDay) }
            return empty.hasRoom(team: teams[site], on: Self.anyDay)
        }
    }

    mutating func take(_ site: InstallationID, on day: CivilDate) { pools.take(team: teams[site], on: day) }

    /// What is in the way of all these sites on one day; nil where there is room for them together.
    func obstacle(for sites: [InstallationID], team: String? = nil, on day: CivilDate) -> StartObstacle? {
        var pools = pools
        for site in sites {
            let team = team ?? teams[site]
            if let full = pools.full(team: team, on: day) { return full }
            pools.take(team: team, on: day)
        }
        return nil
    }
}

extension Operations {
    /// The days that are taken in a rollout, but for these sites; nil where its policy counts nothing.
    ///
    /// - Parameter countsPlan: whether a day of a wave is taken that only the plan has, and nobody was told.
    func bookedDays(
        of rollout: Rollout, without sites: [InstallationID], countsPlan: (_ wave: Int) -> Bool = { _ in true },
        at now: Timestamp
    ) async throws(OperationError) -> BookedDays? {
        let ours = settings.calendar
        guard !DayPools(rollout.policy.calendar).isUnlimited else { return nil }
        let placed = try await rows { () async throws(Failure) in
            try await store.placements(PlacementQuery(rollout: rollout.id))
        }
        let appointments = try await rows { () async throws(Failure) in
            try await store.appointments(AppointmentQuery())
        }
        let fleet = try await rows(image.current)
        return BookedDays(
            of: rollout, rows: placed, fleet: fleet, zone: { zone(of: $0, fleet) },
            notices: try await newestNotices(of: rollout.id, customers: Set(placed.map(\.customer))),
            dates: try await ownDates(rollout.id), appointments: appointments, without: Set(sites),
            planned: { row in
                guard countsPlan(row.wave), rollout.waves.indices.contains(row.wave) else { return nil }
                return rollout.plannedDay(
                    of: row, opens: ours.zone.localDate(at: rollout.waves[row.wave].opensAt), ours)
            })
    }
}
