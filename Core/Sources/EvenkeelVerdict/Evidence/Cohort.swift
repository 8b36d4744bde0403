/// The sites that were given a release, counted the way a verdict counts.
///
/// Incidents come in clusters: counting all of them as if each were news halts 23 % of harmless rollouts where 1 % was
/// promised. So a site counts at its first failure and never again, sites that move together count as one, and where the
/// sites of a customer share infrastructure each customer counts once. The raw counts are kept for display. The result
/// is the same in whichever order sites and reports arrived.
public struct Cohort: Sendable, Equatable {
    /// At most one failure of what is counted for the halt.
    public enum Counting: String, Sendable, Equatable {
        /// Every site, or every group of sites that move together.
        case unit
        /// Every customer: the first of its sites to fail.
        case customer
    }

    /// One for each unit, ascending by the smallest site id in it.
    public let records: [SiteRecord]
    /// Reports as they came, repeated ones too.
    public let reports: Int
    /// Different faults, each counted once per unit.
    public let distinctFaults: Int
    /// Units that failed.
    public let failed: Int
    /// Failures as the halt counts them.
    public let observed: Int
    /// Failures expected by now at the baseline.
    public let expected: Double
    /// Units whose outcome is final.
    public let completed: Int
    /// Units of which nothing was heard and that did not fail.
    public let silent: Int

    /// - Parameters:
    ///   - profile: how much of a site's failures is expected when.
    ///   - day: now; enrolments and reports of later days are not known yet and left out, as are
    ///     reports from before a site's enrolment.
    public init(
        sites: [CohortSite], counting: Counting = .unit, profile: DelayProfile = .assumptionFree, day: Double
    ) {
        var units: [Int: Unit] = [:]
        for site in sites where site.enrolledDay <= day { units[site.unit, default: Unit(site)].add(site, day: day) }
        let ordered = units.values.sorted { $0.id < $1.id }
        var counted: [Int: Unit] = [:]
        for unit in ordered where unit.failedDay != nil {
            let key = counting == .unit ? unit.id : unit.customer
            if let earlier = counted[key], !unit.failsBefore(earlier) { continue }
            counted[key] = unit
        }
        let countedIDs = Set(counted.values.map(\.id))
        records = ordered.map { unit in
            SiteRecord(
                id: unit.id, features: unit.features.sorted(),
                expected: profile.expected(
                    probability: unit.baseline, enrolledDay: unit.enrolledDay, failedDay: unit.failedDay, day: day),
                failed: unit.failedDay != nil, isCounted: countedIDs.contains(unit.id))
        }
        reports = ordered.reduce(0) { $0 + $1.reports }
        distinctFaults = ordered.reduce(0) { $0 + $1.signatures.count }
        failed = ordered.count { $0.failedDay != nil }
        observed = countedIDs.count
        expected = records.reduce(0) { $0 + $1.expected }
        completed = ordered.count { $0.failedDay != nil || $0.condition == .healthy }
        silent = ordered.count { $0.failedDay == nil && $0.condition == .silent }
    }

    /// The input of a verdict.
    public func evidence(responses: Int = 0, groups: GroupEvidence? = nil, control: TwoSample? = nil) -> Evidence {
        Evidence(
            observed: observed, expected: expected, enrolled: records.count, completed: completed, failed: failed,
            silent: silent, responses: responses, groups: groups, control: control)
    }

    /// Sites that move together, as one.
    private struct Unit {
        var id: Int
        var customer: Int
        var features: Set<Int> = []
        var baseline = 0.0
        var enrolledDay: Double
        var failedDay: Double?
        var reports = 0
        var signatures: Set<String> = []
        /// The least good of the members'.
        var condition: CohortSite.Condition = .healthy

        init(_ site: CohortSite) {
            id = site.id
            customer = site.customer
            enrolledDay = site.enrolledDay
        }

        mutating func add(_ site: CohortSite, day: Double) {
            if site.id < id {
                id = site.id
                customer = site.customer
            }
            features.formUnion(site.features)
            baseline = max(baseline, site.baseline)
            enrolledDay = min(enrolledDay, site.enrolledDay)
            for event in site.events where event.day >= site.enrolledDay && event.day <= day {
                reports += 1
                signatures.insert(event.signature)
                failedDay = min(failedDay ?? event.day, event.day)
            }
            if site.condition == .silent || condition == .healthy { condition = site.condition }
        }

        func failsBefore(_ other: Unit) -> Bool {
            (failedDay ?? .infinity, id) < (other.failedDay ?? .infinity, other.id)
        }
    }
}
