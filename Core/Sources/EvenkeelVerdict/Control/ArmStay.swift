/// The time one site spends under observation in one arm of a comparison: upgraded, or not.
///
/// A site that is upgraded in the middle of the comparison has two stays, one in each arm. Only its first failure in
/// each arm counts, since failures of one site are not independent of each other.
public struct ArmStay: Sendable, Equatable {
    public let isTreated: Bool
    /// Day on which the site comes under observation in this arm, on any clock all stays share.
    public let fromDay: Double
    /// Day on which it leaves the arm without having failed (upgraded, removed); nil while it stays.
    public let untilDay: Double?
    /// Day of its first failure in this arm.
    public let failedDay: Double?
    /// How often this site fails compared with others, 1 where nothing is known; only ratios matter.
    public let weight: Double

    public init(isTreated: Bool, fromDay: Double, untilDay: Double? = nil, failedDay: Double? = nil, weight: Double = 1)
    {
        precondition(weight > 0 && weight.isFinite, "a weight is above zero")
        precondition(untilDay ?? fromDay >= fromDay, "a stay does not end before it starts")
        precondition(failedDay ?? fromDay >= fromDay, "a failure falls into the stay")
        precondition(failedDay ?? -.infinity <= untilDay ?? .infinity, "a failure falls into the stay")
        self.isTreated = isTreated
        self.fromDay = fromDay
        self.untilDay = untilDay
        self.failedDay = failedDay
        self.weight = weight
    }

    /// A site as its own control: the days before its upgrade, mirrored, beside the days after it.
    ///
    /// The past is revealed backwards, day by day, as the days after the upgrade go by, so that neither side runs ahead;
    /// the last failure before the upgrade is then the first of the control. It takes for granted that the site's usual
    /// rate was the same in those days.
    /// - Parameters:
    ///   - historyDays: how many days before the upgrade are known.
    ///   - lastFailedBeforeDay: day of the last failure before the upgrade, if there was one in those days.
    public static func withOwnHistory(
        upgradedDay: Double, historyDays: Double, lastFailedBeforeDay: Double?, firstFailedAfterDay: Double?
    ) -> [ArmStay] {
        [
            ArmStay(isTreated: true, fromDay: upgradedDay, failedDay: firstFailedAfterDay),
            ArmStay(
                isTreated: false, fromDay: upgradedDay, untilDay: upgradedDay + historyDays,
                failedDay: lastFailedBeforeDay.map { 2 * upgradedDay - $0 }),
        ]
    }

    /// A site that is not upgraded yet: at risk while it is heard of, and again once it has been well for some time.
    ///
    /// A control that left for good at its first failure would lose the frail sites one after the other, while every
    /// upgraded site comes in fresh; harmless releases would look bad against what is left. So a site that recovers may
    /// fail again. Reports of trouble that follow one another within `wellAfterDays` are one failure.
    /// - Parameters:
    ///   - untilDay: when it is upgraded, or was heard of too long ago.
    ///   - troubleDays: every report of trouble, ascending.
    public static func ofControl(
        fromDay: Double, untilDay: Double, troubleDays: [Double], wellAfterDays: Double = 1
    ) -> [ArmStay] {
        var stays: [ArmStay] = []
        var from = fromDay
        var last: Double?
        for day in troubleDays where day <= untilDay {
            defer { last = day }
            let isSameFailure = last.map { day < $0 + wellAfterDays } ?? false
            guard !isSameFailure else { continue }
            if let last { from = max(fromDay, last + wellAfterDays) }
            if day >= from { stays.append(ArmStay(isTreated: false, fromDay: from, failedDay: day)) }
        }
        if let last { from = max(fromDay, last + wellAfterDays) }
        if from < untilDay { stays.append(ArmStay(isTreated: false, fromDay: from, untilDay: untilDay)) }
        return stays
    }
}
