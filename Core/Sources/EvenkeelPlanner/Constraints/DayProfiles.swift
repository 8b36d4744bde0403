import EvenkeelDomain

/// On which days which items may be installed: windows of the sites, and freezes that are for some of them only. Items
/// that may on the same days share a profile.
struct DayProfiles {
    /// By item; empty where everybody may on every working day of the operator.
    private var profileOf: [Int32] = []
    /// Windows and freezes of each profile.
    private var profiles: [(windows: [OpenDays], freezes: [Freeze])] = []
    let dates: WaveDates

    init(_ items: Items, policy: Policy, context: PlanContext, dates: WaveDates) {
        self.dates = dates
        let image = items.image
        let partial = (context.calendar.freezes + policy.calendar.freezes).filter { $0.among != nil }
        let windows = image.window.values.map { $0.isEmpty ? nil : context.windows[$0] }
        guard !partial.isEmpty || windows.contains(where: { $0 != nil }) else { return }
        let meant = partial.map { image.truth(of: $0.among ?? .always, release: policy.release) }
        var numbers: [[Int]: Int32] = [:]
        for item in 0..<items.count {
            var key: Set<Int> = []
            for site in items.members(of: item) {
                let code = image.window.code(of: Int(site))
                if code > 0, windows[code - 1] != nil { key.insert(code - 1) }
                // Whoever may be meant is taken to be meant.
                for (number, truth) in meant.enumerated() where truth[Int(site)] != .no { key.insert(-1 - number) }
            }
            let sorted = key.sorted()
            if let known = numbers[sorted] {
                profileOf.append(known)
            } else {
                numbers[sorted] = Int32(profiles.count)
                profileOf.append(Int32(profiles.count))
                profiles.append(
                    (
                        sorted.compactMap { $0 >= 0 ? windows[$0] : nil },
                        sorted.filter { $0 < 0 }.map { partial[-1 - $0] }
                    ))
            }
        }
    }

    func mayInstall(_ item: Int, on day: CivilDate) -> Bool {
        guard !profileOf.isEmpty else { return true }
        let profile = profiles[Int(profileOf[item])]
        return profile.windows.allSatisfy { $0.contains(day) } && !profile.freezes.contains { $0.covers(day) }
    }

    /// How many days of the operator are open to an item, both ends included; 100 at most.
    func openDays(of item: Int, from first: CivilDate, until last: Int) -> Int {
        var day: CivilDate? = first
        var count = 0
        while let candidate = day, candidate.dayNumber <= last, count < 100 {
            if mayInstall(item, on: candidate) { count += 1 }
            day = dates.workingDay(after: candidate)
        }
        return count
    }

    /// The last day of the operator that is open to an item; `last` where none is.
    func lastDay(of item: Int, from first: CivilDate, until last: Int32) -> Int32 {
        var day = last
        while day >= Int32(first.dayNumber) {
            let date = CivilDate(dayNumber: Int(day))
            if dates.calendar.isWorkingDay(date), mayInstall(item, on: date) { return day }
            day -= 1
        }
        return last
    }

    var isOpenToAll: Bool { profileOf.isEmpty }

    func profile(of item: Int) -> Int { profileOf.isEmpty ? 0 : Int(profileOf[item]) }
}
