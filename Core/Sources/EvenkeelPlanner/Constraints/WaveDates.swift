public import EvenkeelDomain

/// When waves may open and how long they soak: the organisation's calendar with the policy's freezes.
public struct WaveDates: Sendable {
    /// Ten years: a calendar is looked at no further.
    static let longestSoakDays = 3660

    public let calendar: WorkCalendar
    /// Working days that must follow an opening before the next freeze begins.
    let settleDays: Int
    /// A fix of an incident waits for no working day: its customers are down.
    private(set) var isAtOnce = false

    init(_ context: PlanContext, policy: Policy) {
        self.init(calendar: context.calendar, policy: policy.calendar)
        isAtOnce = policy.release.fixesIncident != nil
    }

    /// - Parameter calendar: the organisation's; the policy's freezes are added.
    public init(calendar: WorkCalendar, policy: CalendarPolicy) {
        var calendar = calendar
        calendar.freezes = (calendar.freezes + policy.freezes).filter { $0.among == nil }.sorted {
            ($0.from, $0.to, $0.why) < ($1.from, $1.to, $1.why)
        }
        self.calendar = calendar
        settleDays = max(0, policy.settleDays)
    }

    /// The first day a wave may open: `start` or today, and not before customers have had their notice.
    func firstDay(_ context: PlanContext, policy: Policy) throws(PlanRefusal) -> CivilDate {
        if isAtOnce { return context.today }
        let day = noticedDay(context, policy: policy)
        return try opening(onOrAfter: max(policy.start ?? context.today, context.today, day))
    }

    /// The first day that leaves a notice of now its time.
    func noticedDay(_ context: PlanContext, policy: Policy) -> CivilDate {
        let noticed = context.now + policy.notice.before
        let day = calendar.zone.localDate(at: noticed)
        return policy.notice.before > .zero && calendar.morning(of: day) < noticed ? day + 1 : day
    }

    /// The first working day on or after `date` that leaves `settleDays` before a freeze; else after that freeze.
    public func opening(onOrAfter date: CivilDate) throws(PlanRefusal) -> CivilDate {
        if isAtOnce { return date }
        var day = calendar.workingDay(onOrAfter: date)
        while calendar.isWorkingDay(day) {
            guard
                let freeze = calendar.freezes.first(where: {
                    day < $0.from && calendar.workingDays(from: day + 1, until: $0.from) < settleDays
                })
            else { return day }
            day = calendar.workingDay(onOrAfter: freeze.to + 1)
        }
        throw .noWorkingDay(onOrAfter: date)
    }

    /// The next day on which the operator installs; nil where ten years have none.
    func workingDay(after date: CivilDate) -> CivilDate? {
        if isAtOnce { return date + 1 }
        let day = calendar.workingDay(onOrAfter: date + 1)
        return calendar.isWorkingDay(day) ? day : nil
    }

    func soakEnd(of soak: SoakPolicy, from opens: CivilDate) -> CivilDate {
        switch soak.of {
        case .calendar: opens + max(0, soak.days)
        case .working: calendar.date(max(0, soak.days), workingDaysAfter: opens)
        }
    }
}
