public import EvenkeelDomain

/// The days that a customer may choose for some sites instead of those that a notice names.
///
/// They all go on one day. Where they are more than a day ever takes, as many go on it as there is room for, and the others on
/// the next days that have some.
struct ChosenDays {
    let sites: [InstallationID]
    private var calendars: [InstallationID: SiteCalendar] = [:]
    /// Nil where nothing is counted.
    private let booked: BookedDays?
    /// The last day on which any of them may go; nil for as long as it takes.
    private let last: CivilDate?

    /// So many days after the one that was chosen there may be room for the last of them.
    private static let longestDays = 90

    init(_ sites: [InstallationID], gate: StartGate, booked: BookedDays?, last: CivilDate?) {
        self.sites = sites
        self.booked = booked
        self.last = last
        var gate = gate
        for site in sites { calendars[site] = gate.calendar(of: site) }
    }

    /// When each of them goes where the first of them goes on that day; nil where it cannot.
    func days(from day: CivilDate) -> [InstallationID: OwnDay]? {
        guard calendars.count == sites.count else { return nil }
        guard let booked, !booked.everTakes(sites) else {
            guard booked?.obstacle(for: sites, on: day) == nil else { return nil }
            return each(sites.map { ($0, day) })
        }
        var taken = booked
        var days: [(InstallationID, CivilDate)] = []
        for site in sites {
            var on = day
            while taken.obstacle(for: [site], on: on) != nil || calendars[site]?.mayInstall(on: on) != true {
                on = on + 1
                // The one that was chosen is the day of one of them at least.
                guard !days.isEmpty, on - day <= Self.longestDays, last.map({ on <= $0 }) ?? true else { return nil }
            }
            taken.take(site, on: on)
            days.append((site, on))
        }
        return each(days)
    }

    private func each(_ days: [(InstallationID, CivilDate)]) -> [InstallationID: OwnDay]? {
        var own: [InstallationID: OwnDay] = [:]
        for (site, day) in days {
            guard let calendar = calendars[site], calendar.mayInstall(on: day),
                let opens = calendar.nextStart(onOrAfter: calendar.zone.instant(of: day, minuteOfDay: 0))
            else { return nil }
            own[site] = OwnDay(day: day, opensAt: opens)
        }
        return own
    }
}

extension Operations {
    /// Days that a customer may choose instead of the one a notice names: on which these sites may be installed,
    /// after today and not before the wave, within what the policy allows, on which their teams have room.
    public func freeDays(
        for notice: NoticeRow, at sites: [InstallationID], of rollout: Rollout, at now: Timestamp, limit: Int = 10
    ) async -> [CivilDate] {
        let policy = rollout.policy.notice
        guard notice.postponed < policy.postponeTimes, rollout.waves.indices.contains(notice.wave) else { return [] }
        let calendar = settings.calendar
        let today = calendar.zone.localDate(at: now)
        let opens = calendar.zone.localDate(at: rollout.waves[notice.wave].opensAt)
        let first = max(today + 1, opens)
        let last = policy.postponeUntil ?? first + 90
        guard first <= last else { return [] }
        let chosen: ChosenDays
        do throws(OperationError) {
            chosen = try await chosenDays(at: sites, of: rollout, at: now)
        } catch {
            // Nothing is offered that may not be free.
            return []
        }
        let named = Set(sites.compactMap { notice.day(of: $0) })
        return (first.dayNumber...last.dayNumber).lazy.map(CivilDate.init(dayNumber:)).filter { day in
            named != [day] && chosen.days(from: day) != nil
        }.prefix(limit).map(\.self)
    }

    func chosenDays(
        at sites: [InstallationID], of rollout: Rollout, at now: Timestamp
    ) async throws(OperationError) -> ChosenDays {
        ChosenDays(
            sites, gate: try await startGate(rollout, at: now),
            booked: try await bookedDays(of: rollout, without: sites, at: now),
            last: rollout.policy.notice.postponeUntil)
    }
}
