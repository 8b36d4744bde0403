public import EvenkeelDomain

/// What takes the time between today and a date that cannot be kept.
public enum DelayCause: Hashable, Sendable {
    case notice(TimeSpan)
    /// The policy's earliest day.
    case start(CivilDate)
    case freeze(Freeze)
    /// Working days that must remain before a freeze.
    case settle(days: Int)
    /// Of all waves but the last together.
    case soaks(days: Int)

    /// Those that lie before a date, in the order of the calendar; a fix of an incident waits for nothing.
    static func before(_ due: CivilDate, policy: Policy, context: PlanContext) -> [DelayCause] {
        guard policy.release.fixesIncident == nil else { return [] }
        var causes: [DelayCause] = []
        if policy.notice.before > .zero { causes.append(.notice(policy.notice.before)) }
        if let start = policy.start, start > context.today { causes.append(.start(start)) }
        let freezes = (context.calendar.freezes + policy.calendar.freezes).filter {
            $0.to >= context.today && $0.from <= due
        }.sorted { ($0.from, $0.to, $0.why) < ($1.from, $1.to, $1.why) }
        causes += freezes.map(DelayCause.freeze)
        if !freezes.isEmpty, policy.calendar.settleDays > 0 { causes.append(.settle(days: policy.calendar.settleDays)) }
        let soaks = policy.waves.dropLast().reduce(0) { $0 + max(0, $1.soak.days) }
        if soaks > 0 { causes.append(.soaks(days: soaks)) }
        return causes
    }
}
