public import EvenkeelDomain

/// Answers for the sites of one rollout at one moment: may it start, why not, when next?
public struct StartGate: Sendable {
    public let rollout: Rollout
    public let now: Timestamp
    /// Days that customers were told in the place of one that could not be kept.
    private let told: [InstallationID: Timestamp]
    /// Sites with a day of their own that the customer chose, or that we named in the place of the plan's: it is waited for elsewhere,
    /// and the plan's is none of theirs any more.
    private let dated: Set<InstallationID>
    /// When somebody is expected at a site of the rollout: that is its day, whatever was told before.
    private let visits: [InstallationID: Timestamp]
    private let ours: WorkCalendar
    private let crossings: [FreezeCrossing]
    private let fleet: Fleet
    private let zones: ZoneLookup
    /// Sites that are alike share a calendar.
    private var calendars: [Key: SiteCalendar] = [:]
    private var answers: [Key: StartAnswer] = [:]
    private var days: [Key: [CivilDate: Bool]] = [:]

    private struct Key: Hashable {
        let side: SiteCalendar.SiteSide
        let zone: String?
        /// What each rule that asks for a predicate says of the site, in order.
        let truths: [Truth]
        let crossings: [CrossingID]
    }

    public init(
        rollout: Rollout, calendar: WorkCalendar, crossings: [FreezeCrossing], fleet: Fleet,
        zones: @escaping ZoneLookup, told: [SiteDate] = [], visits: [Appointment] = [], at now: Timestamp
    ) {
        self.rollout = rollout
        self.now = now
        self.told = Dictionary(
            told.filter { $0.cause == .told }.map { ($0.installation, $0.notBefore) }, uniquingKeysWith: { $1 })
        dated = Set(told.filter { $0.cause != .told }.map(\.installation))
        self.visits = Dictionary(
            visits.filter { $0.state == .agreed && $0.rollout == rollout.id }.map { ($0.installation, $0.start) },
            uniquingKeysWith: { $1 })
        ours = calendar
        self.crossings = crossings.filter { $0.rollout == rollout.id && $0.approvedAt != nil }
        self.fleet = fleet
        self.zones = zones
        predicates =
            (calendar.freezes + rollout.policy.calendar.freezes).compactMap(\.among)
            + calendar.rules.compactMap(\.among)
    }

    private let predicates: [Predicate]

    /// The calendar of a site; of one that is not in the fleet any more, nothing is known and nothing is open.
    public mutating func calendar(of id: InstallationID) -> SiteCalendar? {
        key(of: id).map { calendar($0.key, $0.site) }
    }

    public mutating func answer(_ id: InstallationID) -> StartAnswer {
        guard let (key, site) = key(of: id) else { return .closed(.window, opens: nil) }
        if let known = answers[key] { return known }
        let answer = calendar(key, site).answer(at: now)
        answers[key] = answer
        return answer
    }

    /// Whether something may still begin at a site on that day; true of one that is not in the fleet any more.
    mutating func opens(_ id: InstallationID, on day: CivilDate) -> Bool {
        guard let (key, site) = key(of: id) else { return true }
        if let known = days[key]?[day] { return known }
        let opens = calendar(key, site).opens(on: day, after: now)
        days[key, default: [:]][day] = opens
        return opens
    }

    /// The freeze over the time of an appointment; nil where there is none, or where it may be crossed.
    mutating func freeze(over appointment: Appointment) -> StartObstacle? {
        calendar(of: appointment.installation)?.freeze(
            over: TimeRange(from: appointment.start, until: appointment.end))
    }

    private func key(of id: InstallationID) -> (key: Key, site: Installation)? {
        guard let site = fleet[id] else { return nil }
        let customer = fleet.customers[site.customer]
        // A customer matters to a calendar only where it has one of its own.
        var side = SiteCalendar.SiteSide(site)
        if ours.customers[side.customer] == nil { side.customer = "" }
        // Asked of every site of a rollout: most rules are about everybody, and then its facts are not looked up.
        var truths: [Truth] = []
        if !predicates.isEmpty {
            let facts = SiteFacts(site, customer: customer, release: rollout.release)
            truths = predicates.map { $0.evaluate(facts) }
        }
        return (
            Key(
                side: side, zone: site.timezone ?? customer?.timezone, truths: truths,
                crossings: crossings.filter { $0.lifts(id, of: rollout.id) }.map(\.id)), site
        )
    }

    private mutating func calendar(_ key: Key, _ site: Installation) -> SiteCalendar {
        if let known = calendars[key] { return known }
        let facts = SiteFacts(site, customer: fleet.customers[site.customer], release: rollout.release)
        var made = SiteCalendar(
            key.side, ours: ours, policy: rollout.policy.calendar, zone: key.zone.flatMap(zones) ?? ours.zone,
            zones: zones, concerns: { $0.evaluate(facts) })
        made.crossings = crossings.filter { key.crossings.contains($0.id) }
        made.isAtOnce = rollout.release.fixesIncident != nil
        calendars[key] = made
        return made
    }
}

extension StartGate {
    /// Those that may start now: in the order given, at most so many, and no more than the day takes, of everybody and
    /// of each team.
    ///
    /// - Parameter rows: all placements of the rollout; what has started today counts.
    public mutating func admit(
        _ rows: [PlacementRow], atMost most: Int, by precedes: (PlacementRow, PlacementRow) -> Bool
    ) -> [PlacementRow] {
        var pools = pools(rows.lazy.map { ($0.installation, $0.startedAt) })
        var admitted: [PlacementRow] = []
        for row in rows.filter({ $0.mayStart(at: now) }).sorted(by: precedes) {
            guard admitted.count < most else { break }
            let (team, today) = (team(of: row.installation), today(at: row.installation))
            let isExpected = isExpectedToday(row.installation)
            guard isExpected || pools.hasRoom(team: team, on: today), laterDay(of: row) == nil,
                answer(row.installation).isOpen
            else { continue }
            if !isExpected { pools.take(team: team, on: today) }
            admitted.append(row)
        }
        return admitted
    }

    /// The day of a site that has not come there: its wave's by its own clock, or the one that capacity, or a day that could not
    /// be kept, has given it. Its customer was told that day, so it does not move up where others leave room.
    mutating func laterDay(of row: PlacementRow) -> CivilDate? {
        if let visit = visitDay(row.installation) { return visit > today(at: row.installation) ? visit : nil }
        if let day = toldLater(row.installation) { return day }
        if dated.contains(row.installation) || told[row.installation] != nil { return nil }
        guard rollout.waves.indices.contains(row.wave), rollout.waves[row.wave].atOnce != true else { return nil }
        var day = ours.zone.localDate(at: rollout.waves[row.wave].opensAt)
        if rollout.policy.calendar.hasCapacity { day = rollout.plannedDayByWeek(of: row, opens: day, ours) }
        // Nowhere is it another day than today or one beside it.
        guard day >= ours.zone.localDate(at: now) else { return nil }
        return day > today(at: row.installation) ? day : nil
    }

    /// What a site says whose day has not come: that day, but where its calendar keeps it as long or longer.
    ///
    /// A freeze that ends sooner is not what it waits for: once it is over, the day still stands.
    mutating func answer(of row: PlacementRow) -> StartAnswer {
        let answer = answer(row.installation)
        return laterDay(of: row).flatMap { closed(row.installation, until: $0, answer) } ?? answer
    }

    /// Nil where what keeps the site now decides, and not that day.
    private mutating func closed(
        _ site: InstallationID, until day: CivilDate, _ answer: StartAnswer
    ) -> StartAnswer? {
        guard let calendar = calendar(of: site) else { return nil }
        let opens = calendar.nextStart(onOrAfter: calendar.zone.instant(of: day, minuteOfDay: 0))
        if case .closed(_, let next) = answer {
            guard let next, let opens, next < opens else { return nil }
        }
        return .closed(.laterDay(day), opens: opens)
    }

    /// The sites whose customers were told a day in the place of one that could not be kept, and that has not come.
    mutating func toldLater() -> [InstallationID: CivilDate] {
        var days: [InstallationID: CivilDate] = [:]
        for site in told.keys { days[site] = isExpectedToday(site) ? nil : toldLater(site) }
        return days
    }

    /// What has begun today takes its room, and so does an appointment: whoever is expected has a claim to the day.
    private func pools(_ begun: some Sequence<(site: InstallationID, at: Timestamp?)>) -> DayPools {
        var pools = DayPools(rollout.policy.calendar)
        if pools.isUnlimited { return pools }
        var counted: Set<InstallationID> = []
        for (site, begunAt) in begun {
            // On the day before it was another day everywhere.
            guard let begunAt, begunAt > now - .days(2) else { continue }
            let day = zone(of: site).localDate(at: begunAt)
            pools.take(team: team(of: site), on: day)
            if day == today(at: site) { counted.insert(site) }
        }
        for site in visits.keys where isExpectedToday(site) && !counted.contains(site) {
            pools.take(team: team(of: site), on: today(at: site))
        }
        return pools
    }

    private func isExpectedToday(_ site: InstallationID) -> Bool { visitDay(site) == today(at: site) }

    /// The day on which somebody is expected there; nil where that is over, or nobody is.
    private func visitDay(_ site: InstallationID) -> CivilDate? {
        guard let visit = visits[site] else { return nil }
        let day = zone(of: site).localDate(at: visit)
        return day >= today(at: site) ? day : nil
    }

    private func toldLater(_ site: InstallationID) -> CivilDate? {
        guard let date = told[site], date > now else { return nil }
        return zone(of: site).localDate(at: date)
    }

    /// By the site's clock.
    private func today(at site: InstallationID) -> CivilDate { zone(of: site).localDate(at: now) }

    func zone(of site: InstallationID) -> ZoneOffsets { fleet.zone(of: site, zones) ?? ours.zone }

    /// Why each site that could start does not, and when it will; in the order of the sites.
    ///
    /// - Parameters:
    ///   - rows: all sites of the rollout; what has started today counts.
    ///   - later: the sites that may start but for their day, which has not come.
    public mutating func waiting(
        _ rows: [SiteEvidence], later: [InstallationID: CivilDate] = [:]
    ) -> [(site: InstallationID, answer: StartAnswer)] {
        let pools = pools(rows.lazy.map { ($0.installation, $0.startedAt) })
        let isCounted = !pools.isUnlimited
        return rows.filter { $0.state == .due }.map { row in
            let answer = answer(row.installation)
            if let day = later[row.installation], let waits = closed(row.installation, until: day, answer) {
                return (row.installation, waits)
            }
            guard isCounted, answer.isOpen, !isExpectedToday(row.installation),
                let full = pools.full(team: team(of: row.installation), on: today(at: row.installation))
            else { return (row.installation, answer) }
            let tomorrow = zone(of: row.installation).instant(of: today(at: row.installation) + 1, minuteOfDay: 0)
            let opens = calendar(of: row.installation)?.nextStart(onOrAfter: tomorrow)
            return (row.installation, .closed(full, opens: opens))
        }
    }

    func team(of site: InstallationID) -> String? { fleet[site]?.team }
}

extension PlacementRow {
    /// Due, and not just found absent.
    fileprivate func mayStart(at now: Timestamp) -> Bool {
        guard state == .due else { return false }
        return notBefore.map { $0 <= now } ?? true
    }
}
