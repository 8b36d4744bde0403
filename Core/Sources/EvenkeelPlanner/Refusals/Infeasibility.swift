public import EvenkeelDomain

/// A policy that no plan can keep: what is due by a date is more than the waves in time can hold.
public struct Infeasibility: Hashable, Sendable {
    public enum Limit: String, Hashable, Sendable {
        case installations, seats, weight, customers
        /// Sites of one customer.
        case perCustomer = "per_customer"
        /// Installs a day.
        case capacity
        /// No wave that they may be in opens in time.
        case waves
    }

    /// The last wave in time; the first of the plan where none is.
    public var wave: String
    public var opens: CivilDate
    public var limit: Limit
    /// The date by which they are due.
    public var due: CivilDate
    /// What is due, and what the waves up to then can hold, in the unit of the limit.
    public var needed: Int
    public var available: Int
    /// Those due, the least in need first: their dates are the ones to move.
    public var sites: [InstallationID]
    /// The customer of which there are too many sites, where that is the limit.
    public var customer: CustomerID?
    /// Of those due the ones without a date of their own, each with whom it goes before and whose date binds it.
    public var leaders: [Leader] = []
    /// Changes that work, each by itself and each as small as can be; found by planning again.
    public var remedies: [Remedy]
    /// What takes the time until then.
    public var causes: [DelayCause] = []

    public var missing: Int { needed - available }

    /// A site that goes before another, whose date therefore is its own.
    public struct Leader: Hashable, Sendable {
        public var site: InstallationID
        public var follower: InstallationID
        /// The follower's date.
        public var due: CivilDate

        public init(site: InstallationID, follower: InstallationID, due: CivilDate) {
            self.site = site
            self.follower = follower
            self.due = due
        }
    }

    public init(
        wave: String, opens: CivilDate, limit: Limit, due: CivilDate, needed: Int, available: Int,
        sites: [InstallationID], customer: CustomerID? = nil, leaders: [Leader] = [], remedies: [Remedy] = []
    ) {
        self.customer = customer
        self.leaders = leaders
        self.wave = wave
        self.opens = opens
        self.limit = limit
        self.due = due
        self.needed = needed
        self.available = available
        self.sites = sites
        self.remedies = remedies
    }
}

/// A change of the policy after which there is a plan.
public enum Remedy: Hashable, Sendable {
    case raiseLimit(wave: String, Infeasibility.Limit, to: Int)
    case raiseCapacity(perDay: Int)
    /// Every soak by so many days, none to less than one.
    case shortenSoaks(days: Int)
    case moveDeadline(to: CivilDate)
    /// No date binds any more: late sites are reported instead.
    case warnOfDates
}
