public import EvenkeelDomain
public import EvenkeelLedger
import EvenkeelVerdict

/// One plan, made ready to be run through many times in virtual time.
///
/// Everything that does not depend on chance is worked out once: the sites, who has the defect, the calendar, the judge.
/// A run is then a pure function of its seed, so that runs may be done in any order, on any number of threads.
///
/// What a run assumes, beyond `TrialConditions`: installs succeed once somebody is there, and what a soak asks for besides
/// time and reports (answers, the use of a feature) arrives. A site that reports, reports from its install on.
public struct RolloutTrial: Sendable {
    public let policy: Policy
    public let conditions: TrialConditions
    public let defects: [Defect]
    /// For each defect, how many of the plan's sites have what it breaks.
    public let reach: [DefectReach]
    public let siteCount: Int
    public let seatCount: Int
    /// The first wave opens on it, whatever the approach.
    public let opens: CivilDate

    let fleet: TrialFleet
    let calendar: TrialCalendar
    let judge: Judge
    let plannedWaves: [TrialWave]
    /// The day each site is planned for, in the order of the plan.
    let plannedDays: [Int32]

    /// True where a defect breaks exactly the sites of some feature, or pair of features: then the verdict can name it.
    public var hasNamableCause: Bool { !fleet.causes.isEmpty }

    /// - Parameters:
    ///   - fleet: the one the plan was made from; an installation that is not in it is left out.
    ///   - calendar: the organisation's; the policy's freezes are added.
    public init(
        plan: Plan, fleet: Fleet, policy: Policy, calendar: WorkCalendar, defects: [Defect] = [],
        conditions: TrialConditions, bench: JudgeBench = JudgeBench()
    ) {
        var sites: [Installation] = []
        var waves: [(wave: PlannedWave, places: Range<Int>)] = []
        var days: [CivilDate] = []
        for wave in plan.waves {
            let start = sites.count
            for placement in wave.placements.sorted(by: { Self.precedes($0, $1, in: wave) }) {
                guard let site = fleet[placement.installation] else { continue }
                sites.append(site)
                days.append(placement.day ?? wave.opens)
            }
            if sites.count > start { waves.append((wave, start..<sites.count)) }
        }
        let opens = plan.waves.first?.opens ?? plan.ends
        let judges = Judges(policy: policy, sites: sites, bench: bench)
        // Late by no-shows, notices and people: three times the plan and three years are enough for the tables.
        let length = max(0, plan.ends - opens) * 3 + 1100
        let table = TrialCalendar(origin: opens, days: length, calendar: calendar, policy: policy)
        let trial = TrialFleet(sites: sites, fleet: fleet, policy: policy, defects: defects, judges: judges)
        self.policy = policy
        self.conditions = conditions
        self.defects = defects
        self.opens = opens
        reach = trial.matched
        siteCount = trial.count
        seatCount = trial.seats.reduce(0, +)
        self.fleet = trial
        self.calendar = table
        judge = judges.health
        plannedDays = days.map { Int32($0 - opens) }
        plannedWaves = waves.map { wave, places in
            TrialWave(
                places: places, opens: wave.opens - opens, soakDays: wave.soakDays,
                countsWorkingDays: policy.countsWorkingDays(ofWave: wave.name))
        }
    }

    /// By day; on a day in the order in which the installer takes them, those that teach most first.
    private static func precedes(_ left: Placement, _ right: Placement, in wave: PlannedWave) -> Bool {
        let (leftDay, rightDay) = (left.day ?? wave.opens, right.day ?? wave.opens)
        if leftDay != rightDay { return leftDay < rightDay }
        return (right.reason.newPairs, left.installation) < (left.reason.newPairs, right.installation)
    }

    /// The seed of a run, so that any run can be done by itself: output number `run` of SplitMix64.
    public static func seed(ofRun run: Int, seed: UInt64) -> UInt64 {
        var generator = SplitMix64(seed: seed &+ UInt64(run) &* 0x9e37_79b9_7f4a_7c15)
        return generator.next()
    }

    /// Runs every approach on the same draws.
    ///
    /// - Returns: one for each approach, in their order.
    public func run(seed: UInt64, approaches: [Approach] = Approach.standard) -> [ApproachRun] {
        let draws = TrialDraws(seed: seed, fleet: fleet, conditions: conditions)
        return approaches.map { approach in
            var sound = TrialRun(self, approach, draws: draws, isSound: true)
            let withoutDefect = sound.run()
            guard !defects.isEmpty else { return ApproachRun(asGiven: withoutDefect, sound: withoutDefect) }
            var given = TrialRun(self, approach, draws: draws, isSound: false)
            return ApproachRun(asGiven: given.run(), sound: withoutDefect)
        }
    }

    /// The waves of an approach, on the dates at which they open if all goes well.
    func waves(of approach: Approach) -> [TrialWave] {
        switch approach.order {
        case .planned: return plannedWaves
        case .allAtOnce:
            guard let longest = plannedWaves.max(by: { $0.soakDays < $1.soakDays }) else { return [] }
            return [
                TrialWave(
                    places: 0..<siteCount, opens: 0, soakDays: longest.soakDays,
                    countsWorkingDays: longest.countsWorkingDays)
            ]
        case .atRandom(let shares):
            var waves: [TrialWave] = []
            var (start, opens) = (0, 0)
            for share in shares {
                let end = min(siteCount, Int((share * Double(siteCount)).rounded(.up)))
                // As long as the plan's wave of the same number soaks.
                guard end > start, let soak = plannedWaves.prefix(waves.count + 1).last else { continue }
                let wave = TrialWave(
                    places: start..<end, opens: opens, soakDays: soak.soakDays,
                    countsWorkingDays: soak.countsWorkingDays)
                waves.append(wave)
                let lastInstall = calendar.lastInstallDay(of: end - start, from: opens, perDay: capacity(of: approach))
                opens = calendar.opening(onOrAfter: calendar.soakEnd(of: wave, from: lastInstall))
                start = end
            }
            return waves
        }
    }

    /// Sites that can be installed on one day.
    func capacity(of approach: Approach) -> Int {
        if case .allAtOnce = approach.order { return .max }
        return max(1, policy.calendar.capacityPerDay ?? .max)
    }
}

extension Policy {
    /// A wave made by `split` carries its policy's name with a number.
    fileprivate func countsWorkingDays(ofWave name: String) -> Bool {
        waves.first { name == $0.name || name.hasPrefix($0.name + " ") }?.soak.of == .working
    }
}
