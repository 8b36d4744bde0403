public import EvenkeelDomain
import EvenkeelVerdict

/// The evidence of a rollout read from a stream of enrolments and outcomes, with no server.
///
/// Lines may come late and in any order: what counts in the end is the set of them. A report of a site that has not
/// started yet waits for its start; one that is older than the start never counts.
public struct EvidenceStream: Sendable {
    /// Sites that go together, as a plan has them.
    public struct Wave: Hashable, Sendable {
        public var soak: SoakPolicy
        public var sites: [InstallationID]

        public init(soak: SoakPolicy, sites: [InstallationID]) {
            self.soak = soak
            self.sites = sites
        }
    }

    /// What became of a line.
    public enum Reception: Hashable, Sendable {
        /// It changed what is known; `mayHalt` where a halt line may have been crossed.
        case taken(mayHalt: Bool)
        /// Said before in the same words.
        case repeated
        /// Kept until the start of its site is known.
        case waiting
        case refused(RefusedOutcome.Reason)
    }

    /// A report that still waits.
    public struct Waiting: Hashable, Sendable {
        public let line: Int
        public let outcome: Outcome
    }

    /// When a halt line was crossed, had everything been known as it happened.
    public struct Crossing: Hashable, Sendable {
        public let at: Timestamp
        public let metric: GateEvidence.Metric
        public let rule: HaltRule
        /// Where the scan found the failures to concentrate; empty for every other rule.
        public let marks: [String]
    }

    public let policy: Policy
    public let judges: Judges
    /// The latest time that counted.
    public private(set) var latest: Timestamp?
    private let waves: [Wave]
    private let calendar: WorkCalendar
    private let known: Set<InstallationID>
    private let numbers: [InstallationID: Int]
    private var sites: [SiteTrace]
    /// The members of each unit.
    private let members: [[Int]]
    private var units: [UnitState]
    private var watch: HaltWatch
    private var ids: [OutcomeID: Int] = [:]
    private var waiting: [Int: [Waiting]] = [:]
    private var signs: Set<SiteSign> = []
    /// What was heard of sites under another release, by number; see `controls`.
    private var heardBefore: [Int: ControlEvidence] = [:]
    /// Signs of life by site, kept only where silence goes by the history of each.
    private var beats: [Int: Set<Timestamp>] = [:]
    /// True once a halt line may have been crossed.
    private(set) var mayHaveCrossed = false

    /// One site as the stream knows it.
    struct SiteTrace {
        var evidence: SiteEvidence
        /// The latest end of its install that was reported.
        var endedAt: Timestamp?
    }

    private struct UnitState: Equatable {
        var isTried = false
        var isInstalled = false
        var isInstallFailed = false
        var isTroubled = false
    }

    /// - Parameters:
    ///   - fleet: every installation; lines about others are refused.
    ///   - selected: those the rollout is about, in the order of the plan.
    ///   - waves: of the plan; empty where there is none.
    ///   - calendar: on which working days are counted.
    public init(
        policy: Policy, fleet: [Installation], selected: [Installation], customers: [CustomerID: Customer] = [:],
        waves: [Wave] = [], calendar: WorkCalendar = WorkCalendar(), bench: JudgeBench = JudgeBench()
    ) {
        self.policy = policy
        self.calendar = calendar
        self.waves = waves.isEmpty ? [Wave(soak: policy.waves.first?.soak ?? SoakPolicy(days: 0), sites: [])] : waves
        known = Set(fleet.map(\.id))
        let judges = Judges(policy: policy, sites: selected, customers: customers, bench: bench)
        self.judges = judges
        numbers = Dictionary(uniqueKeysWithValues: selected.enumerated().map { ($1.id, $0) })
        var waveOf: [InstallationID: Int] = [:]
        for (number, wave) in waves.enumerated() { for site in wave.sites { waveOf[site] = number } }
        sites = selected.map {
            SiteTrace(evidence: SiteEvidence(installation: $0.id, wave: waveOf[$0.id] ?? 0, state: .planned))
        }
        var members: [[Int]] = Array(repeating: [], count: judges.unitCount)
        for (number, site) in selected.enumerated() {
            if let unit = judges.unit(of: site.id) { members[unit].append(number) }
        }
        self.members = members
        units = Array(repeating: UnitState(), count: judges.unitCount)
        watch = HaltWatch(judges: judges)
    }

    // MARK: Lines

    /// A site was given the release. Of several starts the earliest counts.
    public mutating func enrol(_ installation: InstallationID, at: Timestamp) -> Reception {
        guard let number = numbers[installation] else { return unknown(installation) }
        if let before = sites[number].evidence.startedAt, before <= at { return .repeated }
        sites[number].evidence.startedAt = at
        if sites[number].endedAt == nil {
            sites[number].evidence.state = .installed
            sites[number].evidence.settledAt = at
        }
        note(at)
        var mayHalt = update(number)
        for held in waiting.removeValue(forKey: number) ?? [] {
            if case .taken(true) = take(held, number) { mayHalt = true }
        }
        return .taken(mayHalt: mayHalt)
    }

    /// A site reported something.
    public mutating func take(_ outcome: Outcome, line: Int) -> Reception {
        guard let number = numbers[outcome.installation] else { return unknown(outcome.installation) }
        let isControl = outcome.release != policy.release.version
        guard !isControl || (judges.isComparing && outcome.kind.isSignOfLife) else { return .refused(.noSuchRollout) }
        let content = outcome.hashValue
        if let before = ids.updateValue(content, forKey: outcome.id) {
            guard before != content else { return .repeated }
            ids[outcome.id] = before
            return .refused(.duplicateDiffers)
        }
        if policy.verdict.heartbeat != nil, outcome.kind.isSignOfLife {
            beats[number, default: []].insert(outcome.at)
        }
        if isControl {
            note(outcome.at)
            heardBefore[number] = ControlEvidence(outcome, before: heardBefore[number])
            return .taken(mayHalt: false)
        }
        return take(Waiting(line: line, outcome: outcome), number)
    }

    /// Reports of sites whose start never came, or came after them; by line. Where upgraded sites are compared with
    /// others, what such a site says of itself is evidence and not among them.
    public var neverStarted: [Waiting] {
        waiting.values.joined().filter { !judges.isComparing || !$0.outcome.kind.isSignOfLife }
            .sorted { $0.line < $1.line }
    }

    /// What was heard of sites that were not given the release yet.
    func controls(until now: Timestamp) -> [ControlEvidence] {
        guard judges.isComparing else { return [] }
        return sites.indices.compactMap { number in
            (waiting[number] ?? []).reduce(heardBefore[number]) { ControlEvidence($1.outcome, before: $0) ?? $0 }?
                .heard(until: now)
        }
    }

    private func rhythms(until now: Timestamp) -> [SiteRhythm] {
        beats.compactMap { number, times in
            SiteRhythm(installation: sites[number].evidence.installation, beats: times.filter { $0 <= now }.sorted())
        }
    }

    /// Takes in what rows know of sites that were not upgraded yet.
    mutating func take(_ controls: [ControlEvidence]) {
        for control in controls {
            guard let number = numbers[control.installation] else { continue }
            heardBefore[number] = heardBefore[number]?.merged(with: control) ?? control
        }
    }

    private func unknown(_ installation: InstallationID) -> Reception {
        .refused(known.contains(installation) ? .noSuchRollout : .unknownInstallation)
    }

    private mutating func note(_ at: Timestamp) { latest = max(latest ?? at, at) }

    private mutating func take(_ report: Waiting, _ number: Int) -> Reception {
        let outcome = report.outcome
        guard let start = sites[number].evidence.startedAt, start <= outcome.at else {
            waiting[number, default: []].append(report)
            if judges.isComparing, outcome.kind.isSignOfLife { note(outcome.at) }
            return .waiting
        }
        note(outcome.at)
        if let step = outcome.kind.reportStep { return end(outcome, step, number) }
        if let sign = SiteSign(outcome) { signs.insert(sign) }
        sites[number].evidence.heardAt = max(sites[number].evidence.heardAt ?? outcome.at, outcome.at)
        guard outcome.isTrouble else { return .taken(mayHalt: false) }
        let last = sites[number].evidence.lastTroubleAt
        sites[number].evidence.lastTroubleAt = max(last ?? outcome.at, outcome.at)
        sites[number].evidence.troubleAt = min(sites[number].evidence.troubleAt ?? outcome.at, outcome.at)
        return .taken(mayHalt: update(number))
    }

    /// Of several ends the latest counts, and of the same moment the worst.
    private mutating func end(_ outcome: Outcome, _ step: PlacementState.Step, _ number: Int) -> Reception {
        let state = PlacementState.due.after(step) ?? .skipped
        if let ended = sites[number].endedAt {
            let isNews =
                outcome.at > ended || (outcome.at == ended && state.isWorse(than: sites[number].evidence.state))
            guard isNews else { return .taken(mayHalt: false) }
        }
        sites[number].endedAt = outcome.at
        sites[number].evidence.state = state
        sites[number].evidence.settledAt = outcome.at
        return .taken(mayHalt: update(number))
    }

    // MARK: Units

    var traces: [SiteTrace] { sites }

    var memberTraces: [[SiteTrace]] { members.map { $0.map { sites[$0] } } }

    /// When the soak of a site is over that was installed at `settled`.
    func soakOver(_ settled: Timestamp, wave: Int) -> Timestamp {
        guard waves.indices.contains(wave) else { return settled }
        let soak = waves[wave].soak
        guard soak.of == .working, soak.days > 0 else { return settled + .days(soak.days) }
        let last = calendar.date(soak.days, workingDaysAfter: calendar.zone.localDate(at: settled))
        return max(calendar.morning(of: last), settled)
    }

    private func state(ofUnit unit: Int) -> UnitState {
        var state = UnitState()
        for member in members[unit] {
            let site = sites[member].evidence
            guard site.isTried else { continue }
            state.isTried = true
            if site.failedInstall(since: nil) { state.isInstallFailed = true }
            guard site.state == .installed else { continue }
            state.isInstalled = true
            if site.isTroubled(since: nil) { state.isTroubled = true }
        }
        return state
    }

    /// Takes a change of a site into the counts; true if a halt line may have been crossed.
    private mutating func update(_ number: Int) -> Bool {
        guard let unit = judges.unit(of: sites[number].evidence.installation) else { return false }
        let (before, after) = (units[unit], state(ofUnit: unit))
        guard before != after else { return false }
        units[unit] = after
        if after.isTried, !before.isTried { watch.start() }
        if after.isInstalled != before.isInstalled {
            if after.isInstalled { watch.install(unit) } else { watch.uninstall() }
        }
        var mayHalt = false
        defer { if mayHalt { mayHaveCrossed = true } }
        if after.isInstallFailed != before.isInstallFailed {
            if after.isInstallFailed {
                mayHalt = watch.fail(unit, .installs) != nil
            } else {
                watch.unfail(unit, .installs)
            }
        }
        if after.isTroubled != before.isTroubled {
            if after.isTroubled {
                // Where time counts, the verdict itself must look.
                if watch.fail(unit, .health) != nil || judges.isTimed { mayHalt = true }
            } else {
                watch.unfail(unit, .health)
            }
        }
        return mayHalt
    }

    // MARK: The verdict

    /// What all the evidence says.
    ///
    /// - Parameter now: nil for the latest time that counted.
    public func assessment(at given: Timestamp? = nil) -> Assessment {
        let now = given ?? latest ?? Timestamp(milliseconds: 0)
        let started = sites.map(\.evidence).filter { $0.startedAt != nil }
        let current = started.map(\.wave).max() ?? 0
        let ofWave = started.filter { $0.wave == current }
        let began = ofWave.compactMap(\.settledAt).max() ?? now
        let required = (soakOver(began, wave: current) - began).days
        let elapsed = max(0, (now - began).days)
        let unmet =
            Assessment.unheard(
                ofWave.filter { $0.state == .installed }, since: nil, silenceShare: judges.health.rule.silenceShare)
            + Assessment.unmet(
                policy.waves.indices.contains(current) ? policy.waves[current].soak : nil,
                Set(ofWave.map(\.installation)), Array(signs))
        return Assessment(
            sites: started, tallyVersion: 0, judges: judges,
            soak: .init(
                elapsedDays: elapsed, requiredDays: required,
                isPastDeadline: elapsed > max(required + 1, required * policy.verdict.soakDeadline)),
            nextWaveSites: nextWave(after: current, started: started.count), since: nil,
            verdict: policy.verdict, controls: controls(until: now), rhythms: rhythms(until: now), unmet: unmet,
            at: now
        ) { site in
            site.settledAt.map { soakOver($0, wave: site.wave) <= now } ?? false
        }
    }

    /// Nil once there is nobody left to give the release to.
    private func nextWave(after current: Int, started: Int) -> Int? {
        if waves.indices.contains(current + 1) { return waves[current + 1].sites.count }
        guard waves.count == 1, waves[0].sites.isEmpty else { return nil }
        return started < sites.count ? sites.count - started : nil
    }

    /// Whether and when a halt line was crossed in the order in which things happened, whatever the order of the lines.
    public func crossing() -> Crossing? {
        struct Happening {
            let at: Timestamp
            /// Starts come before failures of the same moment.
            let rank: Int
            let unit: Int
        }
        var happenings: [Happening] = []
        for (unit, state) in units.enumerated() where state.isTried {
            let mine = members[unit].map { sites[$0] }.filter(\.evidence.isTried)
            let start = mine.compactMap(\.evidence.startedAt).min()
            if let start { happenings.append(Happening(at: start, rank: 0, unit: unit)) }
            let failed = mine.filter { $0.evidence.failedInstall(since: nil) }.compactMap(\.evidence.settledAt).min()
            if let failed { happenings.append(Happening(at: failed, rank: 1, unit: unit)) }
            let troubled = mine.filter { $0.evidence.state == .installed }.compactMap(\.evidence.troubleAt).min()
            if let troubled, state.isTroubled { happenings.append(Happening(at: troubled, rank: 2, unit: unit)) }
        }
        happenings.sort { ($0.at, $0.rank, $0.unit) < ($1.at, $1.rank, $1.unit) }
        var watch = HaltWatch(judges: judges)
        func crossing(_ happening: Happening, _ metric: GateEvidence.Metric, _ rule: HaltRule) -> Crossing {
            Crossing(at: happening.at, metric: metric, rule: rule, marks: rule == .scan ? watch.strongestMarks : [])
        }
        let compared = judges.isComparing ? comparedCrossing() : nil
        for happening in happenings {
            if let compared, compared.at < happening.at { return compared }
            switch happening.rank {
            case 0:
                watch.start()
                if units[happening.unit].isInstalled { watch.install(happening.unit) }
            case 1:
                if let rule = watch.fail(happening.unit, .installs) { return crossing(happening, .installs, rule) }
            default:
                let expected = judges.delay == .assumptionFree ? nil : expected(at: happening.at)
                if let rule = watch.fail(happening.unit, .health, expected: expected) {
                    return crossing(happening, .health, rule)
                }
            }
        }
        return compared
    }

    private func comparedCrossing() -> Crossing? {
        let now = latest ?? Timestamp(milliseconds: 0)
        let isDeciding = judges.panel.metrics.contains { $0.name == .health && !$0.isDryRun }
        guard isDeciding else { return nil }
        return ControlArm(
            sites: sites.map(\.evidence), controls: controls(until: now), judges: judges, since: nil,
            silenceAfter: policy.verdict.silenceAfter, at: now
        ).crossing(falseHalt: judges.health.rule.falseHalt).map {
            Crossing(at: $0, metric: .health, rule: .comparison, marks: [])
        }
    }

    /// Failures of health expected at a moment under the delay profile.
    private func expected(at now: Timestamp) -> Double {
        let then = sites.map(\.evidence).filter { $0.startedAt.map { $0 <= now } ?? false }
        return UnitTally(
            then.map { site in
                guard site.troubleAt.map({ $0 > now }) ?? false else { return site }
                var site = site
                (site.troubleAt, site.lastTroubleAt) = (nil, nil)
                return site
            }, judges: judges, since: nil, silence: SilenceRule(policy.verdict), at: now
        ) { _ in true }.expectedFailures
    }
}
