import EvenkeelDomain

/// One wave being filled: what it may still take, who is in it and why, and on which day.
struct WaveFilling {
    struct Member {
        let item: Int32
        let customer: Int32
        let day: Int32
        let cause: PlacementCode.Cause
    }

    let items: Items
    private(set) var whole: WaveBudget
    private(set) var part: WaveBudget?
    /// What is left of the whole once those who keep a place in a later part have theirs; nil where nobody does.
    private var reserve: WaveBudget?
    private(set) var days: InstallDays
    /// In the order in which they were taken.
    private(set) var members: [Member] = []
    /// How many of them have been counted as having tried their combinations.
    var triedCount = 0
    private(set) var exposure = Exposure()

    /// - Parameter kept: those who keep a place in a later part: others leave them room.
    init(_ items: Items, whole: WaveBudget, part: WaveBudget?, days: InstallDays, reserving kept: [Items.Row] = []) {
        self.items = items
        self.whole = whole
        self.part = part
        self.days = days
        guard !kept.isEmpty else { return }
        var reserve = whole
        for row in kept { reserve.take(row, in: items) }
        self.reserve = reserve
    }

    var isSpent: Bool { whole.isSpent || part?.isSpent ?? false }

    @inline(__always)
    func fits(_ row: Items.Row, isKept: Bool = false) -> Bool {
        whole.fits(row, in: items) && part?.fits(row, in: items) ?? true
            && (isKept || reserve?.fits(row, in: items) ?? true)
    }

    /// False, and nothing is taken, where a limit is reached or no day of its window is in time.
    ///
    /// - Parameter day: the day it had in the plan before.
    mutating func take(
        _ row: Items.Row, because cause: PlacementCode.Cause, preferring preferred: CivilDate? = nil
    ) -> Bool {
        guard fits(row, isKept: preferred != nil) else { return false }
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
        reserve?.take(row, in: items)
        members.append(
            Member(item: row.item, customer: row.customer, day: Int32(day.dayNumber), cause: cause))
        exposure.installations += items.siteCount(of: item)
        exposure.seats += items.knownSeats(of: row)
        return true
    }
}
