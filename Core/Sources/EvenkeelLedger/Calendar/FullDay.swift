public import EvenkeelDomain

/// A day on which no room is left, and the sites that have taken it.
public struct FullDay: Hashable, Sendable {
    public var day: CivilDate
    public var perDay: Int
    /// The team whose day it is; nil where it is that of all who have none of their own.
    public var team: String?
    public var sites: [InstallationID]

    public init(day: CivilDate, perDay: Int, team: String?, sites: [InstallationID]) {
        self.day = day
        self.perDay = perDay
        self.team = team
        self.sites = sites
    }
}

extension Operations {
    /// Who has taken today's room where nothing is left for a site that people install.
    func fullDay(
        for site: InstallationID, in rollout: Rollout, at now: Timestamp
    ) async throws(OperationError) -> FullDay? {
        try await roomToday(in: rollout, at: now)?.full(for: site)
    }

    /// What has taken today's room of a rollout that people install; nil where its policy counts nothing.
    func roomToday(in rollout: Rollout, at now: Timestamp) async throws(OperationError) -> RoomToday? {
        guard rollout.policy.calendar.hasCapacity else { return nil }
        let visits = try await rows { () async throws(Failure) in
            try await store.appointments(AppointmentQuery())
        }.filter { $0.state == .agreed }
        let known = try await rows { () async throws(Failure) in try await evidence.sites(of: rollout.id).sites }
        let fleet = try await rows(image.current)
        let begun = known.compactMap { row in row.startedAt.map { (row.installation, $0) } }
        return RoomToday(rollout: rollout, fleet: fleet, visits: visits, begun: begun, now: now) { zone(of: $0, fleet) }
    }
}

/// What has taken today's room of a rollout that people install: what has begun today, and where somebody is expected
/// today. Today is that of the site's clock.
struct RoomToday {
    private let rollout: Rollout
    private let fleet: Fleet
    private let now: Timestamp
    private let zone: (InstallationID) -> ZoneOffsets
    /// Of all rollouts, each with its day.
    private let visits: [(appointment: Appointment, day: CivilDate)]
    private let begun: [(site: InstallationID, day: CivilDate)]

    /// - Parameters:
    ///   - visits: those agreed on, of all rollouts.
    ///   - begun: when it has begun at sites of the rollout.
    init(
        rollout: Rollout, fleet: Fleet, visits: [Appointment], begun: [(site: InstallationID, at: Timestamp)],
        now: Timestamp, zone: @escaping (InstallationID) -> ZoneOffsets
    ) {
        self.rollout = rollout
        self.fleet = fleet
        self.now = now
        self.zone = zone
        self.visits = visits.map { ($0, zone($0.installation).localDate(at: $0.start)) }
        self.begun = begun.map { ($0.site, zone($0.site).localDate(at: $0.at)) }
    }

    /// Nil where there is room, where the site has an appointment today, which is its claim to the day, and where
    /// somebody has let it go all the same.
    func full(for site: InstallationID) -> FullDay? {
        let policy = rollout.policy.calendar
        guard let room = policy.room(ofTeam: fleet[site]?.team) else { return nil }
        let day = zone(site).localDate(at: now)
        let (visits, begun) = (
            visits.filter { $0.day == day }.map(\.appointment), begun.filter { $0.day == day }.map(\.site)
        )
        let isLetGo = rollout.dayOverrides?.contains { $0.installation == site && $0.day == day } ?? false
        if isLetGo || visits.contains(where: { $0.rollout == rollout.id && $0.installation == site }) { return nil }
        func shares(_ team: String?) -> Bool { policy.room(ofTeam: team)?.team == room.team }
        // Elsewhere only a team is known to be one and the same.
        let expected = visits.filter { visit in
            (visit.rollout == rollout.id || room.team != nil) && shares(visit.team ?? fleet[visit.installation]?.team)
        }.map(\.installation)
        let taken = Set(begun.filter { shares(fleet[$0]?.team) } + expected).subtracting([site])
        guard taken.count >= room.perDay else { return nil }
        return FullDay(day: day, perDay: room.perDay, team: room.team, sites: taken.sorted())
    }
}
