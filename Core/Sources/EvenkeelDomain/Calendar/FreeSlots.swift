/// When somebody could come: times that are open at the site and that the team has left.
public struct FreeSlots: Hashable, Sendable {
    public var calendar: SiteCalendar
    /// How long it takes.
    public var length: TimeSpan
    /// What the team has promised elsewhere, ways included.
    public var busy: [TimeRange]
    /// Slots begin on multiples of it, counted from the hour.
    public var step: TimeSpan

    public init(
        calendar: SiteCalendar, length: TimeSpan, busy: [TimeRange] = [], step: TimeSpan = .minutes(30)
    ) {
        self.calendar = calendar
        self.length = length
        self.busy = busy
        self.step = step
    }

    /// The first free slots of a range, earliest first; they do not overlap.
    public func slots(in range: TimeRange, atMost most: Int) -> [TimeRange] {
        guard length > .zero, step > .zero else { return [] }
        var found: [TimeRange] = []
        for open in calendar.openRanges(in: range).subtracting(busy) {
            var from = rounded(open.from)
            while from + length <= open.until, found.count < most {
                found.append(TimeRange(from: from, until: from + length))
                from = rounded(from + length)
            }
        }
        return found
    }

    /// The next multiple of the step, counted from the epoch: zones differ from it by whole quarters of an hour.
    private func rounded(_ instant: Timestamp) -> Timestamp {
        let size = step.milliseconds
        let over = ((instant.milliseconds % size) + size) % size
        return over == 0 ? instant : instant + TimeSpan(milliseconds: size - over)
    }
}
