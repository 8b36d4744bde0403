import EvenkeelDomain
import EvenkeelVerdict

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// What is heard of the sites in one run, and what the rule makes of it.
///
/// The verdict is the judge's, fed with the same evidence as in life: every unit enrolled with its first install and
/// counted by its worst member, pending as healthy, silent as neither. The judge is asked at gates and after every failure
/// that could bring a halt; no other event can, since enrolment only adds to what is expected.
struct SiteReports {
    private struct Standing: OptionSet {
        let rawValue: UInt8

        /// Reports nothing until it is called.
        static let mute = Standing(rawValue: 1)
        /// Its failure has shown, though perhaps nobody has heard of it.
        static let shown = Standing(rawValue: 2)
    }

    /// Sites that move together, counted as one.
    private struct Unit {
        var installed = false
        var failed = false
        /// Members that have not been heard of since their install, and those of them that are overdue.
        var unheard: Int32 = 0
        var silent: Int32 = 0
    }

    private struct WaveTally {
        let size: Int
        var installed = 0
        var failed = 0
        /// Sites never heard of since their install.
        var unheard = 0
    }

    private let trial: RolloutTrial
    private let rule: Approach.Rule
    private let draws: TrialDraws
    private let isSound: Bool
    private var queue = ReportQueue()
    private var standings: [Standing]
    private var waveOf: [Int32]
    private var units: [Unit]
    private var waves: [WaveTally]
    private var watch: GroupWatch?
    private var firstInstall: Double?
    private var sitesInstalled = 0
    /// Units, as the verdict counts them; unheard and silent ones have not failed.
    private var installed = 0
    private var failed = 0
    private var unheard = 0
    private var silent = 0
    private var calls = 0
    private var sitesHurt = 0
    private var seatsHurt = 0
    private var halt: (at: Double, cause: RunResult.HaltCause, wave: Int, named: Bool?)?

    init(_ trial: RolloutTrial, rule: Approach.Rule, draws: TrialDraws, isSound: Bool, waveSizes: [Int]) {
        self.trial = trial
        self.rule = rule
        self.draws = draws
        self.isSound = isSound
        let verdict = trial.judge.rule
        standings = Array(repeating: [], count: trial.siteCount)
        waveOf = Array(repeating: -1, count: trial.siteCount)
        units = Array(repeating: Unit(), count: trial.fleet.unitCount)
        waves = waveSizes.map { WaveTally(size: $0) }
        if case .verdict = rule, trial.judge.isScanning {
            watch = GroupWatch(
                index: trial.fleet.groups, baseline: verdict.expectedPerSiteAtBaseline,
                multiplier: verdict.haltAbove)
        }
    }

    /// A site has the release from `time` on.
    mutating func install(_ site: Int, in wave: Int, at time: Double) {
        firstInstall = firstInstall ?? time
        let fate = draws.fates[site]
        waveOf[site] = Int32(wave)
        sitesInstalled += 1
        waves[wave].installed += 1
        let unit = Int(trial.fleet.unitOf[site])
        if !units[unit].installed {
            units[unit].installed = true
            installed += 1
            watch?.enrol(unit)
        }
        if !isSound, fate.contains(.defective) {
            sitesHurt += 1
            seatsHurt += trial.fleet.seats[site]
        }
        if fails(site) {
            queue.add(.init(at: time + draws.delayDays[site], site: Int32(site), kind: .failure))
        }
        if fate.contains(.silent) {
            standings[site].insert(.mute)
            waves[wave].unheard += 1
            change(unit) { $0.unheard += 1 }
            let after = trial.policy.verdict.silenceAfter.days
            queue.add(.init(at: time + after, site: Int32(site), kind: .silence))
        }
    }

    private func fails(_ site: Int) -> Bool {
        draws.fates[site].contains(.failing) || (!isSound && draws.fates[site].contains(.defective))
    }

    /// Takes in what is heard up to `time`. Returns false once there is a halt.
    mutating func hear(until time: Double) -> Bool {
        while halt == nil, let report = queue.next(until: time) {
            let site = Int(report.site)
            let unit = Int(trial.fleet.unitOf[site])
            switch report.kind {
            case .failure:
                standings[site].insert(.shown)
                if !standings[site].contains(.mute) { fail(site, at: report.at) }
            case .silence:
                change(unit) { $0.silent += 1 }
                queue.add(
                    .init(at: trial.calendar.workingMorning(after: report.at), site: report.site, kind: .call))
            case .call:
                calls += 1
                change(unit) { member in
                    member.unheard -= 1
                    member.silent -= 1
                }
                waves[Int(waveOf[site])].unheard -= 1
                standings[site].remove(.mute)
                if standings[site].contains(.shown) { fail(site, at: report.at) }
            }
        }
        return halt == nil
    }

    /// Changes a unit, and the counts of units with it.
    private mutating func change(_ number: Int, _ body: (inout Unit) -> Void) {
        func count(_ unit: Unit, _ sign: Int) {
            if unit.failed {
                failed += sign
            } else {
                if unit.unheard > 0 { unheard += sign }
                if unit.silent > 0 { silent += sign }
            }
        }
        count(units[number], -1)
        body(&units[number])
        count(units[number], 1)
    }

    private mutating func fail(_ site: Int, at time: Double) {
        let wave = Int(waveOf[site])
        let unit = Int(trial.fleet.unitOf[site])
        waves[wave].failed += 1
        let isFirst = !units[unit].failed
        if isFirst {
            change(unit) { $0.failed = true }
            watch?.fail(unit)
        }
        switch rule {
        case .errorShare(let share):
            if Double(waves[wave].failed) > share * Double(waves[wave].size) { stop(.errorShare, at: time) }
        case .verdict:
            guard isFirst, mayHalt else { return }
            let groups = watch?.evidence()
            let verdict = trial.judge.judge(
                evidence(groups), soakElapsedDays: 0, soakRequiredDays: 0, pastDeadline: false, nextWaveSites: nil)
            guard let reason = verdict.haltReason else { return }
            stop(
                reason == .concentratedFailures ? .concentratedFailures : .tooManyFailures, at: time,
                named: namesCause(verdict.implicated.first))
        }
    }

    /// Whether asking the judge could bring a halt; see `GroupWatch`.
    private var mayHalt: Bool {
        let rule = trial.judge.rule
        if trial.judge.staircase.halts(observed: failed, expected: expected * rule.haltAbove) { return true }
        guard let bound = watch?.logBound else { return false }
        // Not a number where the sum of the bounds has overflown.
        return !(bound < -log(rule.falseHalt * rule.scanShare) - 1e-9)
    }

    private var expected: Double {
        installed > 0 ? Double(installed) * trial.judge.rule.expectedPerSiteAtBaseline : 0
    }

    private mutating func stop(_ cause: RunResult.HaltCause, at time: Double, named: Bool? = nil) {
        // The wave at work, which need not be the one of the site that failed last.
        let current = waves.lastIndex { $0.installed > 0 } ?? 0
        halt = (time, cause, current, named)
    }

    private func evidence(_ groups: GroupEvidence? = nil) -> Evidence {
        Evidence(
            observed: failed, expected: expected, enrolled: installed, completed: installed - unheard, failed: failed,
            silent: silent, groups: groups)
    }

    /// Whether the gate of a wave that has soaked lets the next one go.
    func mayAdvance(
        _ wave: Int, soakedDays: Double, soakDays: Double, pastDeadline: Bool, nextWaveSites: Int?
    ) -> Bool {
        let rule = trial.judge.rule
        // A wave does not pass on the word of earlier ones.
        guard waves[wave].unheard <= Int(rule.silenceShare * Double(waves[wave].installed)) else { return false }
        let verdict = trial.judge.judge(
            evidence(), soakElapsedDays: soakedDays, soakRequiredDays: soakDays, pastDeadline: pastDeadline,
            nextWaveSites: nextWaveSites)
        return verdict.state == .advance
    }

    /// Whether the group that the failures point to first is the one that the defect breaks; nil where no group is.
    private func namesCause(_ implicated: Implicated?) -> Bool? {
        guard !isSound, watch != nil, trial.hasNamableCause else { return nil }
        return implicated.flatMap { trial.fleet.groups.number(named: $0.features) }.map(trial.fleet.causes.contains)
            ?? false
    }

    func write(to result: inout RunResult) {
        result.haltedBy = halt?.cause
        result.haltWave = halt?.wave
        result.namedCause = halt?.named
        result.daysToHalt = halt.map { $0.at - (firstInstall ?? $0.at) }
        result.sitesInstalled = sitesInstalled
        result.sitesHurt = sitesHurt
        result.seatsHurt = seatsHurt
        result.calls += calls
    }
}
