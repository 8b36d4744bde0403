import EvenkeelDomain
import EvenkeelPlanner

/// The days of a case, looked at one by one.
struct PlainCalendar {
    let context: PlanContext
    let policy: Policy
    /// Freezes for everybody; those for some are asked of each site.
    private let freezes: [Freeze]

    init(_ given: PlanCase) {
        context = given.context
        policy = given.policy
        freezes = (given.context.calendar.freezes + given.policy.calendar.freezes).filter { $0.among == nil }
    }

    /// A fix of an incident waits for no working day.
    var isAtOnce: Bool { policy.release.fixesIncident != nil }

    func isWorking(_ day: CivilDate) -> Bool {
        context.calendar.week.days.contains(day.weekday) && !freezes.contains { $0.from <= day && day <= $0.to }
    }

    func workingDays(after first: CivilDate, before last: CivilDate) -> Int {
        first + 1 < last ? ((first.dayNumber + 1)..<last.dayNumber).count { isWorking(CivilDate(dayNumber: $0)) } : 0
    }

    /// Whether a wave may open: on a working day that leaves the days to settle before every freeze to come.
    func mayOpen(_ day: CivilDate) -> Bool {
        if isAtOnce { return true }
        return isWorking(day)
            && freezes.allSatisfy {
                $0.from <= day || workingDays(after: day, before: $0.from) >= max(0, policy.calendar.settleDays)
            }
    }

    /// The first day on or after one on which a wave may open; nil where ten years have none.
    func opening(onOrAfter day: CivilDate) -> CivilDate? { (0..<3660).map { day + $0 }.first(where: mayOpen) }

    /// Ten years without a working day: nothing to count by.
    var isHopeless: Bool { !(0..<3660).contains { isWorking(context.today + $0) } }

    /// When a wave has soaked: every unit of it has had its own working days.
    func soakEnd(of soak: SoakPolicy, from day: CivilDate, groups: [[Installation]], _ facts: PlainFacts) -> CivilDate {
        guard soak.of == .working else { return day + max(0, soak.days) }
        return groups.map { group in
            var (end, left) = (day, max(0, soak.days))
            while left > 0, end - day < 8000 {
                end = end + 1
                if group.allSatisfy({ works($0, on: end, facts) }) { left -= 1 }
            }
            return end
        }.max() ?? day
    }

    /// Whether the people at a site work and nothing is frozen there. A fix of an incident asks only whether we do.
    private func works(_ site: Installation, on day: CivilDate, _ facts: PlainFacts) -> Bool {
        if isAtOnce { return isWorking(day) }
        let days = (site.workweek ?? context.calendar.week).days
        return days.contains(day.weekday) && !freezes.contains { $0.from <= day && day <= $0.to }
            && !isFrozenForSome(site, on: day, facts)
    }

    /// The first day on which the first wave may open, notices and the policy's start considered.
    var firstOpening: CivilDate? {
        if isAtOnce { return context.today }
        let noticed = context.now + policy.notice.before
        var day = context.calendar.zone.localDate(at: noticed)
        if policy.notice.before > .zero, noticed > context.calendar.morning(of: day) { day = day + 1 }
        return opening(onOrAfter: max(day, context.today, policy.start ?? context.today))
    }

    /// Whether anybody may be installed on a day: on working days, and where there are windows on all outside freezes.
    func isOurs(_ day: CivilDate, hasWindows: Bool) -> Bool {
        hasWindows ? !freezes.contains { $0.from <= day && day <= $0.to } : isWorking(day)
    }

    /// Whether a window binds a site: one that nobody can read does not.
    static func isBound(_ site: Installation) -> Bool {
        site.window == PlainCalendar.wednesdays || site.window == PlainCalendar.rarely
    }

    static let wednesdays = "FREQ=WEEKLY;BYDAY=WE PT2H"
    static let rarely = "FREQ=DAILY;INTERVAL=30 PT1H"

    /// Whether a site may be installed on a day: in its window, else when it and we work; never in a freeze.
    func mayInstall(_ site: Installation, on day: CivilDate, _ facts: PlainFacts) -> Bool {
        guard !isFrozenForSome(site, on: day, facts) else { return false }
        let isFrozen = !isAtOnce && freezes.contains { $0.from <= day && day <= $0.to }
        switch site.window {
        case Self.wednesdays: return !isFrozen && day.weekday == .wednesday
        // Counted from Monday 2024-01-01, which is day 19,723.
        case Self.rarely: return !isFrozen && (day.dayNumber - 19_723) % 30 == 0
        default:
            if isAtOnce { return (site.workweek ?? .everyDay).days.contains(day.weekday) }
            return isWorking(day) && (site.workweek ?? context.calendar.week).days.contains(day.weekday)
        }
    }

    private func isFrozenForSome(_ site: Installation, on day: CivilDate, _ facts: PlainFacts) -> Bool {
        (policy.calendar.freezes + context.calendar.freezes).contains { freeze in
            guard let among = freeze.among, freeze.from <= day, day <= freeze.to else { return false }
            return facts.truth(of: among, at: site) != .no
        }
    }
}
