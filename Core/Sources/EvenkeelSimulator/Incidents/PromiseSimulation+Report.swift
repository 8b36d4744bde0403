public import EvenkeelDomain

extension PromiseSimulation {
    /// What happened, and what should not have.
    public struct Report: Hashable, Sendable, CustomStringConvertible {
        public var seeds = 0
        public var incidents = 0
        /// The time for which incidents were open, so that customers were owed the next word.
        public var open = TimeSpan.zero
        public var words = 0
        public var holdingLines = 0
        /// What the system said when a report did not come by its day.
        public var overdueReports = 0
        public var alerts = 0
        public var broken = 0
        public var crashes = 0
        /// Starts of a node after the first two.
        public var restarts = 0
        /// Rounds that a store which did not answer broke off, the process living on.
        public var storeFaults = 0
        /// Times at which no node with a right clock was there to speak.
        public var blackouts = 0
        public var clockShifts = 0
        /// The longest that a due word waited while a node was there.
        public var worstLateness = TimeSpan.zero
        /// By how much a word came later than the rule, because a clock that was ahead had dated the one before.
        public var worstByClock = TimeSpan.zero
        public var lateByClock = 0
        public var findings: [String] = []

        public init() {}

        public var incidentDays: Double { open.days }

        public static func += (left: inout Self, right: Self) {
            left.seeds += right.seeds
            left.incidents += right.incidents
            left.open = left.open + right.open
            left.words += right.words
            left.holdingLines += right.holdingLines
            left.overdueReports += right.overdueReports
            left.alerts += right.alerts
            left.broken += right.broken
            left.crashes += right.crashes
            left.restarts += right.restarts
            left.storeFaults += right.storeFaults
            left.blackouts += right.blackouts
            left.clockShifts += right.clockShifts
            left.worstLateness = max(left.worstLateness, right.worstLateness)
            left.worstByClock = max(left.worstByClock, right.worstByClock)
            left.lateByClock += right.lateByClock
            left.findings += right.findings
        }

        public var description: String {
            "\(Int(incidentDays)) incident-days of \(incidents) incidents in \(seeds) seeds: \(words) words by people, "
                + "\(holdingLines) holding lines, \(overdueReports) reports called overdue, \(alerts) alerts, "
                + "\(crashes) crashes, \(restarts) restarts, \(storeFaults) rounds broken off by the store, "
                + "\(clockShifts) clocks shifted, \(blackouts) times without a node, \(broken) promises on record as "
                + "broken, worst lateness with a node there \(worstLateness), \(lateByClock) words later than the rule by a clock "
                + "ahead, the worst \(worstByClock), "
                + "\(findings.count) findings"
        }
    }
}
