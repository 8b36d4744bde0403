import EvenkeelDomain
import EvenkeelPlanner

/// Monday, 1 June 2026, eight in the morning; no notice period unless a test asks for one.
let monday = CivilDate(dayNumber: 20_605)
let context = PlanContext(today: monday, now: monday.startUTC + .hours(8))

/// A site as a test writes it down: what is left out is unknown.
func site(
    _ id: String, of customer: String? = nil, seats: Int? = 10, features: Set<String>? = nil,
    environment: [String: String]? = nil, complexity: Double? = nil, friendly: Double? = nil,
    feedback: Double? = nil, wants: Set<String>? = nil, pinnedUntil: CivilDate? = nil, supportEnds: CivilDate? = nil,
    after: String? = nil
) -> Installation {
    var site = Installation(id: ID(id), customer: ID(customer ?? id))
    site.version = Version("5.1.0")
    site.seats = seats
    site.features = features
    site.environment = environment
    site.complexity = complexity.flatMap { Share($0) }
    site.friendly = friendly.flatMap { Share($0) }
    site.feedback = feedback.flatMap { Share($0) }
    site.wants = wants
    site.pinnedUntil = pinnedUntil
    site.supportEnds = supportEnds
    site.after = after.map { ID($0) }
    return site
}

func fleet(_ sites: [Installation]) -> Fleet {
    let customers = Set(sites.map(\.customer)).map { Customer(id: $0, name: $0.text) }
    return Fleet(installations: sites, customers: customers)
}

func version(_ text: String) -> Version {
    guard let version = Version(text) else { preconditionFailure("not a version: \(text)") }
    return version
}

/// What a test writes as a text; the empty text is everybody.
func predicate(_ text: String) -> Predicate {
    guard !text.isEmpty else { return .always }
    do { return try Predicate(parsing: text) } catch { preconditionFailure("not a predicate: \(text)") }
}

let release = Release(product: "pbx", version: version("5.2.0"), fixes: ["QUEUE-113", "FAX-9"], touches: ["fax"])

func policy(_ waves: WavePolicy..., change: (inout Policy) -> Void = { _ in }) -> Policy {
    var policy = Policy(rollout: "pbx-5.2", release: release, waves: waves)
    policy.notice.before = .zero
    change(&policy)
    return policy
}

func wave(
    _ name: String, _ order: WaveOrder = .score, among: Predicate? = nil, limit: WaveLimit = WaveLimit(),
    split: WaveLimit? = nil, soak: SoakPolicy = SoakPolicy()
) -> WavePolicy {
    WavePolicy(name: name, order: order, among: among, limit: limit, split: split, soak: soak)
}

func sites(_ count: Int) -> WaveLimit { WaveLimit(installations: .count(count)) }
func freeze(_ from: CivilDate, to: CivilDate, _ why: String = "year end", among: Predicate? = nil) -> Freeze {
    guard let freeze = Freeze(from: from, to: to, why: why, among: among) else {
        preconditionFailure("ends before it begins")
    }
    return freeze
}

func seats(_ count: Int) -> WaveLimit { WaveLimit(seats: .count(count)) }

/// The waves of a plan as lines: `early: a b`.
func layout(_ plan: Plan) -> [String] {
    plan.waves.map { "\($0.name): " + $0.placements.map(\.installation.text).joined(separator: " ") }
}

func layout(_ sites: [Installation], _ policy: Policy, _ context: PlanContext = context) throws -> [String] {
    layout(try Planner.plan(fleet: fleet(sites), policy: policy, context: context))
}

/// The dates on which waves open, with their weekday: `mon 2026-06-01`.
func openings(_ plan: Plan) -> [String] {
    plan.waves.map { "\($0.opens.weekday.rawValue.prefix(3)) \($0.opens)" }
}

func refusal(_ sites: [Installation], _ policy: Policy, _ context: PlanContext = context) -> PlanRefusal? {
    do {
        _ = try Planner.plan(fleet: fleet(sites), policy: policy, context: context)
        return nil
    } catch {
        // What takes the time has a test of its own.
        switch error {
        case .deadlineMissed(var miss):
            miss.causes = []
            return .deadlineMissed(miss)
        case .infeasible(var refused):
            refused.causes = []
            return .infeasible(refused)
        case .datesMissed(var missed):
            missed.causes = []
            return .datesMissed(missed)
        default: return error
        }
    }
}
