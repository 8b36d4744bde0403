import EvenkeelDomain

/// One wave being filled: what it may still take, who is in it and why, and on which day.
struct WaveFilling {
    let items: Items
    private(set) var whole: WaveBudget
    private(set) var part: WaveBudget?
    private(set) var days: InstallDays
    /// In the order in which they were taken.
    private(set) var members: [Items.Row] = []
    /// By place in `members`; what kept each out of the wave before is filled in at the end.
    var codes: [PlacementCode] = []
    private(set) var exposure = Exposure()

    /// - Parameter atMost: how many could be in it at most.
    init(_ items: Items, whole: WaveBudget, part: WaveBudget?, days: InstallDays, atMost: Int) {
        self.items = items
        self.whole = whole
        self.part = part
        self.days = days
        members.reserveCapacity(atMost)
        codes.reserveCapacity(atMost)
    }

    var isSpent: Bool { whole.isSpent || part?.isSpent ?? false }

    func fits(_ row: Items.Row) -> Bool { whole.fits(row, in: items) && part?.fits(row, in: items) ?? true }

    /// False, and nothing is taken, where a limit is reached or no day of its window is in time.
    ///
    /// - Parameter day: the day it had in the plan before.
    mutating func take(
        _ row: Items.Row, because cause: PlacementCode.Cause, preferring preferred: CivilDate? = nil
    ) -> Bool {
        guard fits(row) else { return false }
        let item = Int(row.item)
        let steps = items.steps(of: item)
        // What is due earlier than its day is not late in silence: it stays without a place, which is refused.
        if row.latest != .max {
            guard let day = days.day(for: item, steps: steps, preferring: preferred), day.dayNumber <= Int(row.latest)
            else {
                return false
            }
        }
        guard let day = days.take(item, steps: steps, preferring: preferred) else { return false }
        whole.take(row, in: items)
        part?.take(row, in: items)
        members.append(row)
        codes.append(PlacementCode(cause: cause, day: Int32(day.dayNumber)))
        exposure.installations += Int(row.siteCount)
        exposure.seats += items.hasSizeless || row.siteCount > 1 ? items.knownSeats(of: item) : Int(row.seats)
        return true
    }

    mutating func note(runnersUp numbers: [Int32], from place: Int) {
        for (offset, number) in numbers.enumerated() where place + offset < codes.count {
            codes[place + offset].runnerUp = number
        }
    }
}
