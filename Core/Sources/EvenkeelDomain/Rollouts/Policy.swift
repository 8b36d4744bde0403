/// The operator's own answers: who goes first, how long each wave soaks, who is warned when, by when the old
/// version must be gone. Parsed from YAML at the edge; nothing in it is re-validated.
public struct Policy: Hashable, Sendable, Codable {
    public var rollout: RolloutID
    public var release: Release
    public var select: Predicate
    public var start: CivilDate?
    public var deadline: CivilDate?
    public var coverage: CoveragePolicy
    public var canaryPerCustomer: Bool
    public var waves: [WavePolicy]
    public var verdict: VerdictPolicy
    public var notice: NoticePolicy
    public var calendar: CalendarPolicy
    public var weights: [WaveOrder: Double]
    /// How long a site that went first is left in peace.
    public var fatigue: TimeSpan?
    /// Which dates a plan may not miss; nil for the default.
    public var due: DuePolicy?
    public var execute: ExecutePolicy
    public var onHalt: HaltPolicy
    /// Who must agree before a plan may run; nil for the default.
    public var approval: ApprovalPolicy?

    public init(
        rollout: RolloutID, release: Release, select: Predicate = .always, start: CivilDate? = nil,
        deadline: CivilDate? = nil, coverage: CoveragePolicy = .init(), canaryPerCustomer: Bool = false,
        waves: [WavePolicy], verdict: VerdictPolicy = .init(), notice: NoticePolicy = .init(),
        calendar: CalendarPolicy = .init(), weights: [WaveOrder: Double] = [:], fatigue: TimeSpan? = nil,
        due: DuePolicy? = nil, execute: ExecutePolicy = .init(), onHalt: HaltPolicy = .init(),
        approval: ApprovalPolicy? = nil
    ) {
        self.rollout = rollout
        self.release = release
        self.select = select
        self.start = start
        self.deadline = deadline
        self.coverage = coverage
        self.canaryPerCustomer = canaryPerCustomer
        self.waves = waves
        self.verdict = verdict
        self.notice = notice
        self.calendar = calendar
        self.weights = weights
        self.fatigue = fatigue
        self.due = due
        self.execute = execute
        self.onHalt = onHalt
        self.approval = approval
    }
}

/// Which feature combinations are counted.
public struct CoveragePolicy: Hashable, Sendable, Codable {
    /// 2 for pairs, 3 for triples.
    public var strength: Int
    public var features: Bool
    /// Environment keys whose values count as features.
    public var environment: Set<String>
    /// Seeing a combination up to this many times has (falling) worth.
    public var depth: Int
    /// What a combination weighs when waves are ordered by coverage; nil for all alike.
    public var weigh: CombinationWorth?

    public init(
        strength: Int = 2, features: Bool = true, environment: Set<String> = [], depth: Int = 1,
        weigh: CombinationWorth? = nil
    ) {
        self.strength = strength
        self.features = features
        self.environment = environment
        self.depth = depth
        self.weigh = weigh
    }
}

/// What a wave is ordered by.
public enum WaveOrder: String, CaseIterable, Codable, Sendable, CodingKeyRepresentable {
    case need, simplicity, friendliness, feedback, complexity, coverage, due, score
}

/// One wave of a policy. A wave with `split` becomes as many waves as its limit makes of the rest.
public struct WavePolicy: Hashable, Sendable, Codable {
    public var name: String
    /// What customers are told; never the name, which is internal.
    public var publicName: String?
    public var order: WaveOrder
    public var among: Predicate?
    public var limit: WaveLimit
    public var split: WaveLimit?
    /// How many must be in it at least, for the evidence; nil for no such wish.
    public var atLeast: WaveMinimum?
    public var soak: SoakPolicy
    /// True where its sites are down: they need not wait out the notice, only agree.
    public var atOnce: Bool?

    public init(
        name: String, publicName: String? = nil, order: WaveOrder = .score, among: Predicate? = nil,
        limit: WaveLimit = .init(), split: WaveLimit? = nil, atLeast: WaveMinimum? = nil, soak: SoakPolicy = .init(),
        atOnce: Bool? = nil
    ) {
        self.atOnce = atOnce
        self.name = name
        self.publicName = publicName
        self.order = order
        self.among = among
        self.limit = limit
        self.split = split
        self.atLeast = atLeast
        self.soak = soak
    }
}

/// The time and evidence a wave must gather.
public struct SoakPolicy: Hashable, Sendable, Codable {
    public enum Days: String, CaseIterable, Codable, Sendable { case calendar, working }

    public var days: Int
    public var of: Days
    public var responses: Int?
    public var evidence: [String]

    public init(days: Int = 7, of: Days = .calendar, responses: Int? = nil, evidence: [String] = []) {
        self.days = days
        self.of = of
        self.responses = responses
        self.evidence = evidence
    }
}

/// The parameters of the verdict. Defaults are those of the `keep-calm` template.
public struct VerdictPolicy: Hashable, Sendable, Codable {
    /// Probability that a harmless release is halted, over the whole rollout.
    public var falseHalt: Share
    /// The usual failure rate; where it is not known, the rate from which an advance starts.
    public var baseline: Share
    /// Multiplies the expectation of the halt test.
    public var haltAbove: Double
    /// Advance tolerates this multiple of the baseline.
    public var tolerate: Double
    /// Excess failing sites one is ready to bear, at `confidence`.
    public var acceptSites: Double
    public var confidence: Share
    public var minSample: Int
    /// Multiple of the soak after which a wave without evidence is inconclusive.
    public var soakDeadline: Double
    /// How long a site may say nothing; of one with a history, see `heartbeat`.
    public var silenceAfter: TimeSpan
    /// How metrics share the allowed false halts, and limits beside them; nil for the defaults.
    public var metrics: MetricsPolicy?
    /// What `baseline` rests on; nil for a tolerance that is stated.
    public var basis: BaselinePolicy?
    /// When failures of health come; nil to expect all of them at once, which assumes nothing.
    public var delay: DelayPolicy?
    /// Nil for the staircase.
    public var line: HaltLinePolicy?
    /// Nil where every site is silent after the same time.
    public var heartbeat: HeartbeatPolicy?

    public init(
        falseHalt: Share = Share(0.01) ?? .zero, baseline: Share = Share(0.01) ?? .zero, haltAbove: Double = 1,
        tolerate: Double = 2, acceptSites: Double = 10, confidence: Share = Share(0.95) ?? .one, minSample: Int = 3,
        soakDeadline: Double = 2, silenceAfter: TimeSpan = .hours(48), metrics: MetricsPolicy? = nil,
        basis: BaselinePolicy? = nil, delay: DelayPolicy? = nil, line: HaltLinePolicy? = nil,
        heartbeat: HeartbeatPolicy? = nil
    ) {
        self.falseHalt = falseHalt
        self.baseline = baseline
        self.haltAbove = haltAbove
        self.tolerate = tolerate
        self.acceptSites = acceptSites
        self.confidence = confidence
        self.minSample = minSample
        self.soakDeadline = soakDeadline
        self.silenceAfter = silenceAfter
        self.metrics = metrics
        self.basis = basis
        self.delay = delay
        self.line = line
        self.heartbeat = heartbeat
    }
}

/// How customers are warned.
public struct NoticePolicy: Hashable, Sendable, Codable {
    public enum Silence: String, CaseIterable, Codable, Sendable {
        case hold, proceed, call
        case laterWave = "later_wave"
    }

    /// What becomes of customers where no contact hears of planned changes.
    public enum Nobody: String, CaseIterable, Codable, Sendable { case call, proceed }

    public var before: TimeSpan
    public var remind: TimeSpan?
    public var acknowledge: Predicate?
    public var onSilence: Silence
    /// Nil is `call`: they wait until somebody has told them.
    public var onNobody: Nobody?
    public var callAfter: TimeSpan?
    public var postponeTimes: Int
    public var postponeUntil: CivilDate?

    public init(
        before: TimeSpan = .days(7), remind: TimeSpan? = nil, acknowledge: Predicate? = nil,
        onSilence: Silence = .proceed, callAfter: TimeSpan? = nil, postponeTimes: Int = 0,
        postponeUntil: CivilDate? = nil, onNobody: Nobody? = nil
    ) {
        self.onNobody = onNobody
        self.before = before
        self.remind = remind
        self.acknowledge = acknowledge
        self.onSilence = onSilence
        self.callAfter = callAfter
        self.postponeTimes = postponeTimes
        self.postponeUntil = postponeUntil
    }

    /// Whether somebody must have told the customer before their site goes, however shortly.
    public var mustTell: Bool { before > .zero || acknowledge != nil || onNobody != .proceed }
}

/// What a policy adds to the organisation's calendar.
public struct CalendarPolicy: Hashable, Sendable, Codable {
    public var freezes: [Freeze]
    public var capacityPerDay: Int?
    /// Working days that must remain before a freeze when a wave opens.
    public var settleDays: Int
    /// What a day takes of each team that has a capacity of its own; `capacityPerDay` is for all others together.
    public var capacityPerTeam: [String: Int]?

    public init(
        freezes: [Freeze] = [], capacityPerDay: Int? = nil, settleDays: Int = 0, capacityPerTeam: [String: Int]? = nil
    ) {
        self.freezes = freezes
        self.capacityPerDay = capacityPerDay
        self.settleDays = settleDays
        self.capacityPerTeam = capacityPerTeam
    }

    /// Whether a day takes only so many.
    public var hasCapacity: Bool { capacityPerDay != nil || capacityPerTeam != nil }

    /// What a day takes of whoever shares it with that team: its own number, else that of all others. Nil where nothing is
    /// counted.
    public func room(ofTeam team: String?) -> (perDay: Int, team: String?)? {
        if let team, let own = capacityPerTeam?[team] { return (own, team) }
        return capacityPerDay.map { ($0, nil) }
    }
}

/// How installs are done.
public struct ExecutePolicy: Hashable, Sendable, Codable {
    public enum Executor: String, CaseIterable, Codable, Sendable {
        case manual, command, webhook, agent
        case airGapped = "air-gapped"

        /// Whether somebody has to come, or to carry something there; asked of what has an hour of its own.
        var isByHand: Bool { self != .command && self != .webhook }

        /// How long an install may take where policy does not say: a machine half an hour, a person a day, a bundle
        /// and its receipt two weeks.
        public var usualTimeout: TimeSpan {
            switch self {
            case .command, .webhook, .agent: .minutes(30)
            case .manual: .days(1)
            case .airGapped: .days(14)
            }
        }
    }

    public var by: Executor
    /// The name of what the server's owner declared: a command, or a webhook.
    public var command: String?
    /// What a technician does and ticks off, in this order.
    public var steps: [String]?
    /// What a technician does to put the version before back; without them no person takes an install back.
    public var rollbackSteps: [String]?
    public var parallel: Int
    public var timeout: TimeSpan
    public var retries: Int

    public var isByHand: Bool { by.isByHand }

    public init(
        by: Executor = .manual, command: String? = nil, parallel: Int = 4, timeout: TimeSpan = .minutes(30),
        retries: Int = 0, steps: [String]? = nil, rollbackSteps: [String]? = nil
    ) {
        self.by = by
        self.command = command
        self.steps = steps
        self.rollbackSteps = rollbackSteps
        self.parallel = parallel
        self.timeout = timeout
        self.retries = retries
    }
}

/// What a halt on service health does about the incident.
public struct HaltPolicy: Hashable, Sendable, Codable {
    public enum Own: String, CaseIterable, Codable, Sendable { case draft, auto }
    public enum Audience: String, CaseIterable, Codable, Sendable { case implicated, exposed }

    public var own: Own
    public var component: ComponentID?
    public var impact: Impact
    public var audience: Audience

    public init(
        own: Own = .draft, component: ComponentID? = nil, impact: Impact = .major, audience: Audience = .implicated
    ) {
        self.own = own
        self.component = component
        self.impact = impact
        self.audience = audience
    }
}

extension Policy {
    /// What `order: score` is made of: the policy's weights, or need .45, complexity .30, friendliness .15 and
    /// feedback .10 where it gives none.
    public var scoreWeights: [WaveOrder: Double] {
        let given = weights.filter { $0.key != .score }
        return given.isEmpty ? [.need: 0.45, .complexity: 0.30, .friendliness: 0.15, .feedback: 0.10] : given
    }
}
