import EvenkeelDomain

/// On which days which items may be installed: by their windows, their working weeks and hours, holidays and freezes that
/// are for some of them only. Items that may on the same days share a profile.
struct DayProfiles {
    /// By item; empty where everybody may on every working day of the operator.
    private var profileOf: [Int32] = []
    private var profiles: [Profile] = []
    /// Whether somebody may be installed on days on which the operator does not work.
    private(set) var hasWindows = false
    let dates: WaveDates

    init(_ items: Items, policy: Policy, context: PlanContext, dates: WaveDates) {
        self.dates = dates
        var sites = SiteProfiles(items.image, policy: policy, context: context, isAtOnce: dates.isAtOnce)
        guard !sites.areAllAlike else { return }
        var numbers: [[Int32]: Int32] = [:]
        profileOf.reserveCapacity(items.count)
        for item in 0..<items.count {
            var key: [Int32] = []
            for site in items.members(of: item) { key.append(sites.number(of: Int(site))) }
            if key.count > 1 { key = Set(key).sorted() }
            if let known = numbers[key] {
                profileOf.append(known)
            } else {
                numbers[key] = Int32(profiles.count)
                profileOf.append(Int32(profiles.count))
                profiles.append(Profile(key.map { sites.calendars[Int($0)] }))
            }
        }
        hasWindows = sites.calendars.contains { !$0.windows.isEmpty }
    }

    /// The calendars of its members, and what has been asked of them before.
    private final class Profile {
        let calendars: [SiteCalendar]
        private var mayInstall: [Int: Bool] = [:]
        private var mayStillInstall: [Int: Bool] = [:]
        private var works: [Int: Bool] = [:]
        /// What a soak is counted by: nobody waits for the freeze of one customer.
        private let soaking: [SiteCalendar]

        init(_ calendars: [SiteCalendar]) {
            self.calendars = calendars
            soaking = calendars.map(\.withoutCustomerFreezes)
        }

        func mayInstall(on day: CivilDate) -> Bool {
            if let known = mayInstall[day.dayNumber] { return known }
            let answer = calendars.allSatisfy { $0.mayInstall(on: day) }
            mayInstall[day.dayNumber] = answer
            return answer
        }

        func mayStillInstall(on day: CivilDate, after morning: Timestamp) -> Bool {
            if let known = mayStillInstall[day.dayNumber] { return known }
            let answer = calendars.allSatisfy { $0.opens(on: day, after: morning) }
            mayStillInstall[day.dayNumber] = answer
            return answer
        }

        func works(on day: CivilDate) -> Bool {
            if let known = works[day.dayNumber] { return known }
            let answer = soaking.allSatisfy { $0.isWorkingDay(day) }
            works[day.dayNumber] = answer
            return answer
        }
    }

    func mayInstall(_ item: Int, on day: CivilDate) -> Bool {
        profileOf.isEmpty || profiles[Int(profileOf[item])].mayInstall(on: day)
    }

    /// Whether that is so after the operator's morning, in which waves open.
    func mayStillInstall(_ item: Int, on day: CivilDate) -> Bool {
        guard !profileOf.isEmpty, !dates.isAtOnce else { return true }
        return profiles[Int(profileOf[item])].mayStillInstall(on: day, after: dates.calendar.morning(of: day))
    }

    /// The next day on which anybody may be installed; nil where ten years have none.
    func day(after date: CivilDate) -> CivilDate? {
        guard hasWindows, !dates.isAtOnce else { return dates.workingDay(after: date) }
        return (1...3660).lazy.map { date + $0 }.first { dates.calendar.freeze(on: $0) == nil }
    }

    /// On how many days anybody may be installed, both ends included.
    func dayCount(from first: CivilDate, until last: CivilDate) -> Int {
        guard hasWindows, !dates.isAtOnce else { return dates.calendar.workingDays(from: first, until: last + 1) }
        guard first <= last else { return 0 }
        return (0...(last - first)).count { dates.calendar.freeze(on: first + $0) == nil }
    }

    /// How many days are open to an item, both ends included; 100 at most.
    func openDays(of item: Int, from first: CivilDate, until last: Int) -> Int {
        var date: CivilDate? = first
        var count = 0
        while let candidate = date, candidate.dayNumber <= last, count < 100 {
            if mayInstall(item, on: candidate) { count += 1 }
            date = day(after: candidate)
        }
        return count
    }

    /// The last day that is open to an item; `last` where none is.
    func lastDay(of item: Int, from first: CivilDate, until last: Int32) -> Int32 {
        var day = last
        while day >= Int32(first.dayNumber) {
            let date = CivilDate(dayNumber: Int(day))
            let isOurs = hasWindows ? dates.calendar.freeze(on: date) == nil : dates.calendar.isWorkingDay(date)
            if isOurs, mayInstall(item, on: date) { return day }
            day -= 1
        }
        return last
    }

    /// When the soak of a wave ends: once all who are in it have had their own working days.
    func soakEnd(of soak: SoakPolicy, from day: CivilDate, items: some Sequence<Int32>) -> CivilDate {
        let ours = dates.soakEnd(of: soak, from: day)
        guard soak.of == .working, soak.days > 0, !profileOf.isEmpty, !dates.isAtOnce else { return ours }
        let found = Set(items.map { profileOf[Int($0)] })
        return found.map { number -> CivilDate in
            var (date, left) = (day, soak.days)
            while left > 0 {
                date = date + 1
                guard date - day < 3660 else { return ours }
                if profiles[Int(number)].works(on: date) { left -= 1 }
            }
            return date
        }.max() ?? ours
    }

    var isOpenToAll: Bool { profileOf.isEmpty }

    func profile(of item: Int) -> Int { profileOf.isEmpty ? 0 : Int(profileOf[item]) }
}
