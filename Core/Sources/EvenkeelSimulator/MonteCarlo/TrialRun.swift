import EvenkeelDomain
import EvenkeelVerdict

/// One run of one approach in virtual time, wave by wave: install, soak, gate. What is heard of sites comes from a queue
/// and is judged as it comes, see `SiteReports`.
///
/// A time is a number of days since the trial's first day.
struct TrialRun {
    private let trial: RolloutTrial
    private let approach: Approach
    private let draws: TrialDraws
    private let waves: [TrialWave]
    private var reports: SiteReports
    private var result = RunResult()

    /// - Parameter isSound: leaves the defects out, and nothing else.
    init(_ trial: RolloutTrial, _ approach: Approach, draws: TrialDraws, isSound: Bool) {
        self.trial = trial
        self.approach = approach
        self.draws = draws
        waves = trial.waves(of: approach)
        reports = SiteReports(
            trial, rule: approach.rule, draws: draws, isSound: isSound, waveSizes: waves.map(\.places.count))
    }

    mutating func run() -> RunResult {
        var opens = waves.first?.opens ?? 0
        for wave in waves.indices {
            guard let settled = install(wave, from: opens), let passed = soak(wave, since: settled) else { break }
            if wave + 1 < waves.count {
                opens = opening(of: waves[wave + 1], passed: passed)
            } else {
                result.finish = trial.calendar.date(of: passed)
            }
        }
        reports.write(to: &result)
        return result
    }

    /// Installs a wave; nil where a halt stopped it, and the rest of the wave is taken back.
    /// - Returns: when its last site was installed or given up.
    private mutating func install(_ wave: Int, from opens: Int) -> Double? {
        let calendar = trial.calendar
        let capacity = trial.capacity(of: approach)
        var fresh = waves[wave].places
        // By day: each is appended for the same number of working days later.
        var again: [(day: Int, site: Int, missed: Int)] = []
        var firstAgain = 0
        var day = calendar.installDay(onOrAfter: opens)
        var last = calendar.morning(of: day)
        while !fresh.isEmpty || firstAgain < again.count {
            let returning = again[firstAgain...].prefix { $0.day <= day }.count
            let new = fresh.prefix(capacity).prefix { dayPlanned(ofPlace: $0, in: wave, opened: opens) <= day }.count
            let today = min(capacity, returning + new)
            for number in 0..<today {
                // Evenly over the hours in which installs are started.
                last =
                    calendar.morning(of: day)
                    + TrialCalendar.installingPart * (Double(number + 1) / Double(today + 1))
                guard reports.hear(until: last) else { return nil }
                let site: Int
                var missed = 0
                if number < returning {
                    (_, site, missed) = again[firstAgain]
                    firstAgain += 1
                } else {
                    site = siteAt(place: fresh.removeFirst())
                }
                guard missed < Int(draws.missedAttempts[site]) else {
                    reports.install(site, in: wave, at: last)
                    continue
                }
                result.calls += 1
                if missed + 1 < TrialConditions.attempts {
                    let next = calendar.day(TrialConditions.retryWorkingDays, workingDaysAfter: day)
                    again.append((next, site, missed + 1))
                } else {
                    result.leftOut += 1
                }
            }
            result.busiestDay = max(result.busiestDay, today)
            day = calendar.installDay(onOrAfter: day + 1)
        }
        return last
    }

    private func siteAt(place: Int) -> Int {
        if case .atRandom = approach.order { return Int(draws.randomOrder[place]) }
        return place
    }

    /// A wave that opens on its day keeps the days of its sites; one that opens late goes as fast as the capacity allows.
    private func dayPlanned(ofPlace place: Int, in wave: Int, opened: Int) -> Int {
        guard case .planned = approach.order, opened == waves[wave].opens else { return opened }
        return Int(trial.plannedDays[place])
    }

    /// Soaks a wave and waits for its gate; nil where a halt came first.
    /// - Returns: when the gate was passed, by itself or by a person.
    private mutating func soak(_ wave: Int, since settled: Double) -> Double? {
        let calendar = trial.calendar
        let settledDay = Int(settled.rounded(.down))
        func morning(after days: Int) -> Double {
            guard days > 0 else { return settled }
            return max(settled, calendar.morning(of: calendar.soakEnd(of: waves[wave], from: settledDay, days: days)))
        }
        let soakEnds = morning(after: waves[wave].soakDays)
        guard reports.hear(until: soakEnds) else { return nil }
        guard case .verdict = approach.rule else { return soakEnds }

        // A day at least, as in life.
        let patience = Double(waves[wave].soakDays) * trial.judge.rule.soakDeadline
        let deadline = morning(after: max(waves[wave].soakDays + 1, Int(patience.rounded(.up))))
        let next = wave + 1 < waves.count ? waves[wave + 1].places.count : nil
        var now = soakEnds
        while true {
            if reports.mayAdvance(
                wave, soakedDays: now - settled, soakDays: soakEnds - settled, pastDeadline: now >= deadline,
                nextWaveSites: next)
            {
                return now
            }
            guard now < deadline else { break }
            now = min(deadline, calendar.morning(of: Int(now.rounded(.down)) + 1))
            guard reports.hear(until: now) else { return nil }
        }
        result.decisions += 1
        let day = calendar.day(TrialConditions.decisionWorkingDays, workingDaysAfter: Int(deadline.rounded(.down)))
        let decided = max(deadline, calendar.morning(of: day))
        return reports.hear(until: decided) ? decided : nil
    }

    /// As in life: on the planned day, or, where that day has passed, on the next that leaves the new notice its time.
    private func opening(of wave: TrialWave, passed: Double) -> Int {
        let calendar = trial.calendar
        // Dates are taken back two hours after they were missed.
        if passed <= calendar.morning(of: wave.opens) + 2.0 / 24 { return wave.opens }
        let earliest = passed + trial.policy.notice.before.days
        let day = Int(earliest.rounded(.down))
        let isTooEarly = trial.policy.notice.before > .zero && calendar.morning(of: day) < earliest
        return calendar.opening(onOrAfter: isTooEarly ? day + 1 : day)
    }
}
