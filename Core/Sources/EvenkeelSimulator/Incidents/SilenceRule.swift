import EvenkeelDomain

/// The rules of `incidents.md` once more, in plain arithmetic on UTC days, sharing nothing with `PromiseClock`.
enum SilenceRule {
    private static let dayMilliseconds: Int64 = 86_400_000

    /// The latest time that a word said at `at` may promise for the next one.
    static func latestWord(
        _ impact: Impact, hurtsRevenue: Bool, isMonitored: Bool, isByPerson: Bool, after at: Timestamp
    ) -> Timestamp {
        let minutes: Int? =
            switch (impact, hurtsRevenue) {
            case (.critical, true): 15
            case (.critical, false), (.major, true): 30
            case (.major, false): 60
            case (.minor, _): 240
            case (.none, _): nil
            }
        guard let minutes else { return morning(after: at) }
        let interval = at + .minutes(isMonitored ? minutes * 2 : minutes)
        // Below critical a person may always name the next working morning.
        return isByPerson && impact != .critical ? max(interval, morning(after: at)) : interval
    }

    /// Nine o'clock of the first Monday to Friday after it.
    static func morning(after at: Timestamp) -> Timestamp {
        var day = at.milliseconds / dayMilliseconds
        while true {
            let nine = Timestamp(milliseconds: day * dayMilliseconds + 9 * 3_600_000)
            if isWorkday(day), nine > at { return nine }
            day += 1
        }
    }

    /// Five in the afternoon of the fifth working day after it.
    static func latestReport(after at: Timestamp) -> Timestamp {
        var day = at.milliseconds / dayMilliseconds
        for _ in 0..<5 {
            repeat { day += 1 } while !isWorkday(day)
        }
        return Timestamp(milliseconds: day * dayMilliseconds + 17 * 3_600_000)
    }

    /// 1 January 1970 was a Thursday.
    private static func isWorkday(_ day: Int64) -> Bool { (day + 3) % 7 < 5 }
}
