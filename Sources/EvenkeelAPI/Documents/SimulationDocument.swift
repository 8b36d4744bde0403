/// Many simulated runs of a rollout, one row for each way of going about it: `evenkeel simulate --format json`.
public struct SimulationDocument: Codable, Hashable, Sendable {
    /// What was taken to be wrong with the release, and how many of the plan's sites have it.
    public struct Defect: Codable, Hashable, Sendable {
        public var predicate: String
        public var rate: Double
        public var installations: Int
        public var seats: Int
        /// Installations of which it is not known; each is taken to have it with the share of those that are known.
        public var unknown: Int

        public init(predicate: String, rate: Double, installations: Int, seats: Int, unknown: Int) {
            self.predicate = predicate
            self.rate = rate
            self.installations = installations
            self.seats = seats
            self.unknown = unknown
        }
    }

    /// How the world was taken to behave, whatever the release is like.
    public struct Conditions: Codable, Hashable, Sendable {
        public var baseRate: Double
        public var noShow: Double
        public var silent: Double
        public var reportAfterDays: Double
        public var attempts: Int
        public var retryWorkingDays: Int
        public var decisionWorkingDays: Int

        public init(
            baseRate: Double, noShow: Double, silent: Double, reportAfterDays: Double, attempts: Int,
            retryWorkingDays: Int, decisionWorkingDays: Int
        ) {
            self.baseRate = baseRate
            self.noShow = noShow
            self.silent = silent
            self.reportAfterDays = reportAfterDays
            self.attempts = attempts
            self.retryWorkingDays = retryWorkingDays
            self.decisionWorkingDays = decisionWorkingDays
        }
    }

    /// One figure over all runs; null throughout where no run has it.
    public struct Spread: Codable, Hashable, Sendable {
        @Nullable public var mean: Double?
        /// Half the width of the 95 % interval of the mean.
        @Nullable public var meanMargin: Double?
        @Nullable public var p10: Double?
        @Nullable public var p50: Double?
        @Nullable public var p90: Double?
        @Nullable public var max: Double?

        public init(mean: Double?, meanMargin: Double?, p10: Double?, p50: Double?, p90: Double?, max: Double?) {
            self.mean = mean
            self.meanMargin = meanMargin
            self.p10 = p10
            self.p50 = p50
            self.p90 = p90
            self.max = max
        }
    }

    /// Dates by which a tenth, half and nine tenths of the rollouts have ended.
    public struct Dates: Codable, Hashable, Sendable {
        @Nullable public var p10: String?
        @Nullable public var p50: String?
        @Nullable public var p90: String?

        public init(p10: String?, p50: String?, p90: String?) {
            self.p10 = p10
            self.p50 = p50
            self.p90 = p90
        }
    }

    /// A share of the runs, with its 95 % interval (Wilson 1927).
    public struct Interval: Codable, Hashable, Sendable {
        public var low: Double
        public var high: Double

        public init(low: Double, high: Double) {
            self.low = low
            self.high = high
        }
    }

    /// How many runs were halted by what.
    public struct Causes: Codable, Hashable, Sendable {
        public var tooManyFailures: Int
        public var concentratedFailures: Int
        public var errorShare: Int

        public init(tooManyFailures: Int, concentratedFailures: Int, errorShare: Int) {
            self.tooManyFailures = tooManyFailures
            self.concentratedFailures = concentratedFailures
            self.errorShare = errorShare
        }
    }

    /// A multiple of what the plan costs, with half the width of its 95 % interval; null where the plan costs nothing.
    public struct Multiple: Codable, Hashable, Sendable {
        @Nullable public var ratio: Double?
        @Nullable public var margin: Double?

        public init(ratio: Double?, margin: Double?) {
            self.ratio = ratio
            self.margin = margin
        }
    }

    /// One way of bringing the release to the fleet.
    public struct Policy: Codable, Hashable, Sendable {
        public var name: String
        /// Who goes when and what stops it, in words.
        public var about: String
        /// Share of the runs that were halted, and their number.
        public var halted: Double
        public var haltedRuns: Int
        public var haltedInterval: Interval
        public var haltedBy: Causes
        /// Share of the halts at which the verdict named what is broken first; null where it could not.
        @Nullable public var causeNamed: Double?
        public var daysToHalt: Spread
        public var sitesHurt: Spread
        public var seatsHurt: Spread
        public var sitesAgainstPlan: Multiple
        public var seatsAgainstPlan: Multiple
        /// Share of the runs that would have been halted had the release been sound.
        public var falseHalts: Double
        /// When the rollout ends if the release is sound.
        public var finish: Dates
        /// Staff, if the release is sound: installs and attempts on the busiest day, calls, gates a person looks at.
        public var busiestDay: Spread
        public var calls: Spread
        public var decisions: Spread
        public var leftOut: Spread

        public init(
            name: String, about: String, halted: Double, haltedRuns: Int, haltedInterval: Interval, haltedBy: Causes,
            causeNamed: Double?, daysToHalt: Spread, sitesHurt: Spread, seatsHurt: Spread, sitesAgainstPlan: Multiple,
            seatsAgainstPlan: Multiple, falseHalts: Double, finish: Dates, busiestDay: Spread, calls: Spread,
            decisions: Spread, leftOut: Spread
        ) {
            self.name = name
            self.about = about
            self.halted = halted
            self.haltedRuns = haltedRuns
            self.haltedInterval = haltedInterval
            self.haltedBy = haltedBy
            self.causeNamed = causeNamed
            self.daysToHalt = daysToHalt
            self.sitesHurt = sitesHurt
            self.seatsHurt = seatsHurt
            self.sitesAgainstPlan = sitesAgainstPlan
            self.seatsAgainstPlan = seatsAgainstPlan
            self.falseHalts = falseHalts
            self.finish = finish
            self.busiestDay = busiestDay
            self.calls = calls
            self.decisions = decisions
            self.leftOut = leftOut
        }
    }

    public var rollout: String
    public var release: String
    public var runs: Int
    public var seed: UInt64
    public var opens: String
    public var installations: Int
    public var seats: Int
    public var defects: [Defect]
    public var conditions: Conditions
    public var policies: [Policy]

    public init(
        rollout: String, release: String, runs: Int, seed: UInt64, opens: String, installations: Int, seats: Int,
        defects: [Defect], conditions: Conditions, policies: [Policy]
    ) {
        self.rollout = rollout
        self.release = release
        self.runs = runs
        self.seed = seed
        self.opens = opens
        self.installations = installations
        self.seats = seats
        self.defects = defects
        self.conditions = conditions
        self.policies = policies
    }
}
