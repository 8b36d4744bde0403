import EvenkeelAPI
import EvenkeelDomain
import EvenkeelLedger
import EvenkeelPlanner

/// What outcomes are judged by: the sites the policy selects, in the waves of its plan.
struct VerdictSetting {
    /// Without a time of its own a stream may be a rehearsal, dated ahead; what is further ahead is a wrong clock.
    private static let rehearsal = TimeSpan.days(2 * 366)

    let stream: EvidenceStream
    /// The time of the verdict; nil for that of the latest line.
    let now: Timestamp?
    /// Lines of a later time are refused.
    let latest: Timestamp
    /// Said where the plan could not be made, or the policy asks for what only a server has.
    let notes: [String]

    init(fleet: Fleet, policy: Policy, now: Timestamp?) {
        self.now = now
        let clock = SystemClock.now()
        let ahead = [policy.start, policy.deadline].compactMap { $0?.startUTC }.reduce(clock, max)
        latest = now.map { $0 + OutcomeBatch.clockSkew } ?? ahead + Self.rehearsal
        var selected = fleet.installations.filter { site in
            (site.product ?? policy.release.product) == policy.release.product
                && policy.select.evaluate(
                    SiteFacts(site, customer: fleet.customers[site.customer], release: policy.release)) != .no
        }
        var waves: [EvidenceStream.Wave] = []
        let calendar = WorkCalendar()
        let today = policy.start ?? (now ?? clock).dateAndMilliseconds.0
        let context = PlanContext(today: today, now: calendar.morning(of: today), calendar: calendar)
        do {
            let plan = try Planner.plan(
                fleet: fleet, policy: policy, context: context, gateForecast: EvidenceForecast.moreSitesNeeded)
            waves = plan.waves.map { wave in
                EvidenceStream.Wave(
                    soak: SoakPolicy(days: wave.soakDays, of: policy.soak(ofWave: wave.name)?.of ?? .calendar),
                    sites: wave.placements.map(\.installation))
            }
            // In the order of the plan; whoever it leaves out may be given the release all the same.
            let order = Dictionary(
                waves.flatMap(\.sites).enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
            selected.sort { (order[$0.id] ?? .max, $0.id) < (order[$1.id] ?? .max, $1.id) }
            notes = Self.lackOfHistory(policy)
        } catch {
            let problem = Sentences.problem(error)
            notes =
                ["There is no plan, so all sites are judged as one wave: \(problem.title) \(problem.detail)"]
                + Self.lackOfHistory(policy)
        }
        stream = EvidenceStream(
            policy: policy, fleet: fleet.installations, selected: selected, customers: fleet.customers, waves: waves)
    }

    /// What a server would have counted on its own rollouts is not known here.
    private static func lackOfHistory(_ policy: Policy) -> [String] {
        var notes: [String] = []
        if policy.verdict.basis?.source == .here {
            notes.append(
                "The usual rate is to be measured by a server; here it is unknown, and upgraded sites are compared with "
                    + "those that are not. Write { measured: 1.2%, events: 240 } to use what was counted.")
        }
        if policy.verdict.delay?.isMeasuredHere ?? false {
            notes.append(
                "When failures come is to be measured by a server; here all of them are expected at once. List "
                    + "failures_after to use what is known.")
        }
        return notes
    }
}
