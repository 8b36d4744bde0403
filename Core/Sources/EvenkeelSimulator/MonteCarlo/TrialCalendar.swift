import EvenkeelDomain
import EvenkeelPlanner

/// The working calendar as tables over the days of a trial: a run asks for hundreds of days, a trial for millions.
///
/// Days are counted from `origin`; a time is such a day and the part of it that has passed.
struct TrialCalendar: Sendable {
    /// How long installs are started from the morning on, as a part of a day; as the installer does it.
    static let installingPart = 9.0 / 24

    let origin: CivilDate
    let morningPart: Double
    private let isWorking: [Bool]
    private let openings: [Int]
    /// A fix of an incident is installed on any day: its customers are down.
    private let isAtOnce: Bool

    /// - Parameter days: how many days the tables cover; every day after them is taken for a working day.
    init(origin: CivilDate, days: Int, calendar: WorkCalendar, policy: Policy) {
        self.origin = origin
        let dates = WaveDates(calendar: calendar, policy: policy.calendar)
        morningPart = Double(calendar.morningMinuteOfDay) / 1440
        isAtOnce = policy.release.fixesIncident != nil
        isWorking = (0..<days).map { dates.calendar.isWorkingDay(origin + $0) }
        openings = (0..<days).map { day in
            do { return try dates.opening(onOrAfter: origin + day) - origin } catch {
                // Ten years without a working day: as in life, no reason to keep a wave for ever.
                return day
            }
        }
    }

    func date(of time: Double) -> CivilDate { origin + Int(time.rounded(.down)) }

    func morning(of day: Int) -> Double { Double(day) + morningPart }

    /// The first day on or after `day` on which a wave may open.
    func opening(onOrAfter day: Int) -> Int { openings.indices.contains(day) ? openings[day] : day }

    /// The first day on or after `day` on which sites are installed.
    func installDay(onOrAfter day: Int) -> Int { isAtOnce ? day : workingDay(onOrAfter: day) }

    /// The day on which `count` working days after `day` have passed.
    func day(_ count: Int, workingDaysAfter day: Int) -> Int {
        var day = day
        for _ in 0..<count { day = workingDay(onOrAfter: day + 1) }
        return day
    }

    /// The first morning of a working day after `time`.
    func workingMorning(after time: Double) -> Double {
        let today = Int(time.rounded(.down))
        let day = morning(of: today) > time ? today : today + 1
        return morning(of: workingDay(onOrAfter: day))
    }

    /// The day a soak ends that begins on `day`.
    func soakEnd(of wave: TrialWave, from day: Int, days: Int? = nil) -> Int {
        let count = days ?? wave.soakDays
        return wave.countsWorkingDays ? self.day(count, workingDaysAfter: day) : day + count
    }

    /// The day on which the last of `sites` is installed, so many a day, if everybody is there.
    func lastInstallDay(of sites: Int, from day: Int, perDay capacity: Int) -> Int {
        var day = installDay(onOrAfter: day)
        for _ in 0..<((sites - 1) / capacity) { day = installDay(onOrAfter: day + 1) }
        return day
    }

    private func workingDay(onOrAfter day: Int) -> Int {
        var day = day
        while isWorking.indices.contains(day), !isWorking[day] { day += 1 }
        return day
    }
}
