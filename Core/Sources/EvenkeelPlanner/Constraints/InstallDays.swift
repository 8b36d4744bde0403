import EvenkeelDomain

/// The days of one wave and how much is still free on each: the working days of the operator from the opening on, each
/// with the policy's capacity.
struct InstallDays {
    let opens: CivilDate
    private let dates: WaveDates
    private let profiles: DayProfiles
    private let capacity: Int
    /// A site whose window does not open by then goes in a later wave; the last wave waits for everybody.
    private let windowBy: CivilDate
    private var days: [CivilDate]
    private var free: [Int]
    /// By profile: the first day that is open to it and not full.
    private var hints: [Int: Int] = [:]
    private(set) var last: CivilDate

    /// - Parameter isLast: no wave comes after it.
    init(
        opens: CivilDate, soak: SoakPolicy, isLast: Bool, policy: Policy, dates: WaveDates, profiles: DayProfiles
    ) {
        self.opens = opens
        self.dates = dates
        self.profiles = profiles
        capacity = policy.calendar.capacityPerDay ?? .max
        windowBy = opens + (isLast ? 3660 : max(7, soak.days))
        days = [opens]
        free = [capacity]
        last = opens
    }

    /// The day an item would get; nil where its window leaves none in time.
    mutating func day(for item: Int, steps: Int, preferring preferred: CivilDate? = nil) -> CivilDate? {
        slot(for: item, steps: steps, preferring: preferred).map { days[$0] }
    }

    /// Takes the item in; nil, and nothing is taken, where its window leaves no day in time.
    mutating func take(_ item: Int, steps: Int, preferring preferred: CivilDate? = nil) -> CivilDate? {
        guard let slot = slot(for: item, steps: steps, preferring: preferred) else { return nil }
        // More than a day can hold goes on the next days: a day holds at least one item.
        if free[slot] != .max { free[slot] = max(0, free[slot] - steps) }
        last = max(last, days[slot])
        return days[slot]
    }

    /// Whether its window leaves a day of this wave, taken or not.
    func isOpen(to item: Int) -> Bool {
        guard !profiles.isOpenToAll else { return true }
        var day: CivilDate? = opens
        while let candidate = day, candidate <= windowBy {
            if profiles.mayInstall(item, on: candidate) { return true }
            day = dates.workingDay(after: candidate)
        }
        return false
    }

    private mutating func slot(for item: Int, steps: Int, preferring preferred: CivilDate?) -> Int? {
        if let preferred, preferred > opens, profiles.mayInstall(item, on: preferred) {
            while let last = days.last, last < preferred, addDay() {}
            if let slot = days.firstIndex(of: preferred), free[slot] >= steps || free[slot] == capacity { return slot }
        }
        if capacity == .max, profiles.isOpenToAll { return 0 }
        guard isOpen(to: item) else { return nil }
        let profile = profiles.profile(of: item)
        var slot = hints[profile] ?? 0
        while true {
            if slot == days.count, !addDay() { return nil }
            let fits = free[slot] >= steps || (free[slot] == capacity && capacity > 0)
            if fits, profiles.mayInstall(item, on: days[slot]) {
                if steps == 1 { hints[profile] = slot }
                return slot
            }
            slot += 1
        }
    }

    private mutating func addDay() -> Bool {
        guard let day = dates.workingDay(after: days[days.count - 1]), day - opens < 3660 else { return false }
        days.append(day)
        free.append(capacity)
        return true
    }
}
