import EvenkeelDomain

/// The days of one wave and how much is still free on each, of everybody and of each team that has a capacity of its own:
/// the working days of the operator from the opening on, and those on which windows open.
struct InstallDays {
    let opens: CivilDate
    private let profiles: DayProfiles
    private let teams: TeamPools
    /// A site whose window does not open by then goes in a later wave; the last wave waits for everybody.
    private let windowBy: CivilDate
    /// Nothing limits what a day takes, and no window is asked about: everybody goes on the first.
    private let isBoundless: Bool
    private var days: [CivilDate]
    /// By day and pool.
    private var free: [Int]
    /// By profile and pool: the first day that is open to it and not full.
    private var hints: [Int: Int] = [:]
    private(set) var last: CivilDate

    /// - Parameter isLast: no wave comes after it.
    init(
        opens: CivilDate, soak: SoakPolicy, isLast: Bool, teams: TeamPools, profiles: DayProfiles
    ) {
        self.opens = opens
        self.profiles = profiles
        self.teams = teams
        windowBy = opens + (isLast ? 3660 : max(7, soak.days))
        isBoundless = profiles.isOpenToAll && teams.capacities.allSatisfy { $0 == .max }
        days = [opens]
        free = teams.capacities
        last = opens
    }

    /// The day an item would get; nil where its window leaves none in time.
    mutating func day(for item: Int, steps: Int, preferring preferred: CivilDate? = nil) -> CivilDate? {
        if isBoundless, preferred ?? opens <= opens { return opens }
        return run(for: item, steps: steps, preferring: preferred)?.last.map { days[$0.slot] }
    }

    /// Takes the item in; nil, and nothing is taken, where its window leaves no day in time.
    mutating func take(_ item: Int, steps: Int, preferring preferred: CivilDate? = nil) -> CivilDate? {
        if isBoundless, preferred ?? opens <= opens { return opens }
        guard let run = run(for: item, steps: steps, preferring: preferred), let end = run.last else { return nil }
        for part in run {
            let place = part.slot * teams.count + teams.pool(of: item)
            if free[place] != .max { free[place] -= part.installs }
        }
        last = max(last, days[end.slot])
        return days[end.slot]
    }

    /// On which days it is installed: one, or as many as it takes where its stops on the way are more than a day
    /// holds. Its day is the last of them.
    private mutating func run(
        for item: Int, steps: Int, preferring preferred: CivilDate?
    ) -> [(slot: Int, installs: Int)]? {
        guard steps > teams.capacities[teams.pool(of: item)] else {
            return slot(for: item, steps: steps, preferring: preferred).map { [($0, steps)] }
        }
        guard let first = slot(for: item, steps: steps, preferring: nil) else { return nil }
        guard let preferred, preferred > opens else { return run(from: first, item, steps: steps) }
        // The day it had was its last.
        while let last = days.last, last < preferred, addDay() {}
        for slot in days.indices.dropFirst(first) where days[slot] <= preferred && isWhole(slot, for: item) {
            if let run = run(from: slot, item, steps: steps), let end = run.last, days[end.slot] == preferred {
                return run
            }
        }
        return run(from: first, item, steps: steps)
    }

    private mutating func run(from first: Int, _ item: Int, steps: Int) -> [(slot: Int, installs: Int)]? {
        let pool = teams.pool(of: item)
        var (left, slot) = (steps, first)
        var run: [(slot: Int, installs: Int)] = []
        while left > 0 {
            if slot == days.count, !addDay() { return nil }
            let installs = min(left, free[slot * teams.count + pool])
            if installs > 0, mayInstall(item, on: days[slot]) {
                run.append((slot, installs))
                left -= installs
            }
            slot += 1
        }
        return run
    }

    private func isWhole(_ slot: Int, for item: Int) -> Bool {
        let pool = teams.pool(of: item)
        return free[slot * teams.count + pool] == teams.capacities[pool] && mayInstall(item, on: days[slot])
    }

    /// On the first day from the opening on: its window may be over by then.
    private func mayInstall(_ item: Int, on day: CivilDate) -> Bool {
        profiles.mayInstall(item, on: day) && (day > opens || profiles.mayStillInstall(item, on: day))
    }

    /// Whether its window leaves a day of this wave, taken or not.
    @inline(__always)
    func isOpen(to item: Int) -> Bool { profiles.isOpenToAll || hasOpenDay(item) }

    private func hasOpenDay(_ item: Int) -> Bool {
        var day: CivilDate? = opens
        while let candidate = day, candidate <= windowBy {
            if mayInstall(item, on: candidate) { return true }
            day = profiles.day(after: candidate)
        }
        return false
    }

    private mutating func slot(for item: Int, steps: Int, preferring preferred: CivilDate?) -> Int? {
        let pool = teams.pool(of: item)
        let capacity = teams.capacities[pool]
        func fits(_ slot: Int) -> Bool {
            let left = free[slot * teams.count + pool]
            return left >= steps || (left == capacity && capacity > 0)
        }
        if let preferred, preferred > opens, profiles.mayInstall(item, on: preferred) {
            while let last = days.last, last < preferred, addDay() {}
            if let slot = days.firstIndex(of: preferred), fits(slot) { return slot }
        }
        if capacity == .max, profiles.isOpenToAll { return 0 }
        guard isOpen(to: item) else { return nil }
        let hint = profiles.profile(of: item) * teams.count + pool
        var slot = hints[hint] ?? 0
        while true {
            if slot == days.count, !addDay() { return nil }
            if fits(slot), mayInstall(item, on: days[slot]) {
                if steps == 1 { hints[hint] = slot }
                return slot
            }
            slot += 1
        }
    }

    private mutating func addDay() -> Bool {
        guard let day = profiles.day(after: days[days.count - 1]), day - opens < 3660 else { return false }
        days.append(day)
        free += teams.capacities
        return true
    }
}
