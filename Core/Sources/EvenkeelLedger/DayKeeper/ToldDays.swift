import EvenkeelDomain

/// Whether the day that a site's customer was told can still be kept, and which one comes instead.
///
/// A day is lost where the calendar has taken it, where it went by, or where others have used up its room. What went by
/// for lack of room is announced anew, with all the time that a notice takes; what a calendar took moves to the next day
/// on which the site may be installed. A day that has not come gives way to an approved crossing of the freeze before it.
struct ToldDays {
    enum Answer: Equatable {
        /// It holds, or nobody is to be told anything.
        case holds
        /// It does not hold, and nobody knows another: what keeps the site ends when somebody lifts it.
        case open(was: CivilDate)
        case moves(was: CivilDate?, to: CivilDate, opens: Timestamp)
    }

    var gate: StartGate
    /// What has started.
    private var begun: DayPools
    /// Those that have begun since the look at who waits: their day is today, and they used its room themselves.
    private let running: Set<InstallationID>
    /// What others were told; nil where nothing is counted.
    private var booked: BookedDays?
    /// The first moment at which a change may happen that is announced now.
    private let earliest: Timestamp
    private let now: Timestamp

    /// - Parameter all: all placements of the rollout where days have a capacity; else nothing is counted.
    init(gate: StartGate, all: [PlacementRow], booked: BookedDays?, earliest: Timestamp) {
        self.gate = gate
        self.booked = booked
        self.earliest = earliest
        now = gate.now
        running = Set(all.filter { !$0.state.awaitsStart }.map(\.installation))
        begun = DayPools(gate.rollout.policy.calendar)
        for row in all {
            guard let startedAt = row.startedAt else { continue }
            begun.take(
                team: gate.team(of: row.installation), on: gate.zone(of: row.installation).localDate(at: startedAt))
        }
    }

    /// - Parameters:
    ///   - told: nil where its customer holds no day.
    ///   - chosen: the time that its customer once asked for: it is named again where it was taken back.
    ///   - isKept: whether a hold or a pause keeps the site.
    ///   - isTheirTurn: whether it is the customer who has not said or allowed something.
    ///   - mayBeEarlier: from when on nothing but the day itself speaks against an earlier one; nil where something else does.
    mutating func answer(
        _ row: PlacementRow, told: CivilDate?, chosen: Timestamp? = nil, isKept: Bool, isTheirTurn: Bool,
        mayBeEarlier: Timestamp? = nil
    ) -> Answer {
        guard !running.contains(row.installation), let calendar = gate.calendar(of: row.installation) else {
            return .holds
        }
        guard let told else {
            return isKept || isTheirTurn
                ? .holds : next(row, calendar, from: max(earliest, now, chosen ?? now), was: nil)
        }
        let today = calendar.zone.localDate(at: now)
        if let mayBeEarlier, told > today, let from = crossed(calendar, from: max(now, mayBeEarlier), before: told) {
            let earlier = next(row, calendar, from: from, was: told, before: told)
            if earlier != .holds { return earlier }
        }
        if told >= today, !calendar.mayInstall(on: told) {
            let from = max(now, calendar.zone.instant(of: told, minuteOfDay: 0))
            // A freeze may leave a part of the day, and a crossing lifts it for one: then it can still be kept.
            if !calendar.opens(on: told, after: now) {
                return isKept ? .open(was: told) : next(row, calendar, from: from, was: told)
            }
        }
        guard told < today ? !calendar.isStillOn(told, at: now) : told == today && isLost(row, today, calendar) else {
            return .holds
        }
        if isTheirTurn { return .holds }
        if isKept { return .open(was: told) }
        let tomorrow = calendar.zone.instant(of: today + 1, minuteOfDay: 0)
        return next(row, calendar, from: max(earliest, told == today ? tomorrow : now), was: told)
    }

    /// The day in place of one that was given up: a later one.
    ///
    /// - Parameter notBefore: when the site's wave opens, where it has not.
    mutating func another(_ row: PlacementRow, was: CivilDate, notBefore: Timestamp) -> Answer {
        guard let calendar = gate.calendar(of: row.installation) else { return .open(was: was) }
        let after = calendar.zone.instant(of: was + 1, minuteOfDay: 0)
        return next(row, calendar, from: max(earliest, now, notBefore, after), was: was)
    }

    /// The first day for a site from a moment on.
    mutating func onOrAfter(_ from: Timestamp, _ row: PlacementRow, was: CivilDate) -> Answer {
        guard let calendar = gate.calendar(of: row.installation) else { return .open(was: was) }
        return next(row, calendar, from: from, was: was)
    }

    /// When an approved crossing first opens a freeze that comes before the day that was told. The notices' time is not asked
    /// for again: two persons answer for it.
    private func crossed(_ calendar: SiteCalendar, from: Timestamp, before told: CivilDate) -> Timestamp? {
        let until = calendar.zone.instant(of: told, minuteOfDay: 0)
        guard !calendar.crossings.isEmpty, from < until else { return nil }
        let ahead = TimeRange(from: from, until: until)
        var uncrossed = calendar
        uncrossed.crossings = []
        return calendar.openRanges(in: ahead).subtracting(uncrossed.openRanges(in: ahead)).map(\.from).min()
    }

    /// Its hours are over, or others have taken its room.
    private func isLost(_ row: PlacementRow, _ today: CivilDate, _ calendar: SiteCalendar) -> Bool {
        if row.state == .due, !begun.hasRoom(team: gate.team(of: row.installation), on: today) { return true }
        return calendar.nextStart(onOrAfter: now).map { calendar.zone.localDate(at: $0) > today } ?? true
    }

    private mutating func next(
        _ row: PlacementRow, _ calendar: SiteCalendar, from: Timestamp, was: CivilDate?, before: CivilDate? = nil
    ) -> Answer {
        var opens = calendar.nextStart(onOrAfter: from)
        for _ in 0..<SiteCalendar.horizonDays {
            guard let start = opens else { break }
            let day = calendar.zone.localDate(at: start)
            if let before, day >= before { return .holds }
            if booked?.obstacle(for: [row.installation], on: day) == nil {
                booked?.take(row.installation, on: day)
                return .moves(was: was, to: day, opens: start)
            }
            opens = calendar.nextStart(onOrAfter: calendar.zone.instant(of: day + 1, minuteOfDay: 0))
        }
        return was.map { .open(was: $0) } ?? .holds
    }
}

extension SiteCalendar {
    /// Whether a day that is over goes on: a window at night is of the day on which it began. Where it is always open, the day
    /// ends at midnight.
    func isStillOn(_ day: CivilDate, at now: Timestamp) -> Bool {
        let (begins, ends) = (
            zone.instant(of: day, minuteOfDay: 0), zone.instant(of: day + 1, minuteOfDay: 12 * 60)
        )
        guard now < ends else { return false }
        return openRanges(in: TimeRange(from: begins, until: ends)).contains { range in
            begins < range.from && range.from <= now && now < range.until && zone.localDate(at: range.from) == day
        }
    }
}

extension Operations {
    /// - Parameters:
    ///   - earliest: the first moment at which a change may happen that is announced now.
    ///   - sites: whose days are not counted.
    ///   - last: the last wave whose planned days are left to those who were told none; nil for the one that opens next.
    func toldDays(
        _ rollout: Rollout, earliest: Timestamp, without sites: [InstallationID], plansThrough last: Int? = nil,
        at now: Timestamp
    ) async throws(OperationError) -> ToldDays {
        // Who was told a day that does not hold goes before those of whose wave nothing is said for long.
        let next = last ?? rollout.nextWave ?? rollout.waves.count
        let booked = try await bookedDays(of: rollout, without: sites, countsPlan: { $0 <= next }, at: now)
        return ToldDays(
            gate: try await startGate(rollout, at: now),
            all: booked == nil ? [] : try await placements(rollout.id, wave: nil), booked: booked,
            earliest: earliest)
    }
}
