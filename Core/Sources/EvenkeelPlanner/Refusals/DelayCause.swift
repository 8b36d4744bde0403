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
    static func before(
        _ due: CivilDate, policy: Policy, context: PlanContext, _ image: FleetImage
    ) -> [DelayCause] {
        guard policy.release.fixesIncident == nil else { return [] }
        var causes: [DelayCause] = []
        if policy.notice.before > .zero { causes.append(.notice(policy.notice.before)) }
        if let start = policy.start, start > context.today { causes.append(.start(start)) }
        let freezes = (context.calendar.freezes + policy.calendar.freezes).filter {
            $0.to >= context.today && $0.from <= due && mayConcern($0, image, policy)
        }.sorted { ($0.from, $0.to, $0.why) < ($1.from, $1.to, $1.why) }
        causes += freezes.map(DelayCause.freeze)
        if !freezes.isEmpty, policy.calendar.settleDays > 0 { causes.append(.settle(days: policy.calendar.settleDays)) }
        let soaks = policy.waves.dropLast().reduce(0) { $0 + max(0, $1.soak.days) }
        if soaks > 0 { causes.append(.soaks(days: soaks)) }
        return causes
    }

    /// Whether a freeze may be about a site that the policy selects; one about others takes nobody's time here.
    private static func mayConcern(_ freeze: Freeze, _ image: FleetImage, _ policy: Policy) -> Bool {
        guard let among = freeze.among else { return true }
        let selected = image.truth(of: policy.select, release: policy.release)
        let meant = image.truth(of: among, release: policy.release)
        return (0..<image.count).contains { site in
            if let other = image.product[site], !other.isEmpty, other != policy.release.product { return false }
            return (selected.yes[site] || selected.maybe[site]) && (meant.yes[site] || meant.maybe[site])
        }
    }
}
