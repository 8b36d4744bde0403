/// A notice to one customer about one wave of a rollout. A row; its messages are deliveries.
public struct NoticeRow: Hashable, Sendable {
    public var rollout: RolloutID
    public var revision: Int
    public var wave: Int
    public var customer: CustomerID
    public var state: NoticeState
    public var announcedAt: Timestamp
    /// When a day that it names moved last, by us or at the customer's wish; nil where none has since it went out.
    public var movedAt: Timestamp?
    public var installations: [InstallationID]
    /// The day it names, ours or one the customer chose: the first of them where its sites have several. Nil in rows of
    /// earlier versions.
    public var day: CivilDate?
    /// The days of those sites that go on another one.
    public var days: [InstallationID: CivilDate] = [:]
    /// Whether the policy asks for this customer's agreement.
    public var mustAgree: Bool
    /// Those sites whose day was agreed on and stands, while it is asked about others; empty where the state says it of all.
    public var agreed: Set<InstallationID> = []
    /// How often the customer has asked for another date.
    public var postponed: Int
    public var remindedAt: Timestamp?
    /// Nobody could be written to when it went out, and nobody there has been told or has answered since.
    public var isUnheard = false

    public init(
        rollout: RolloutID, revision: Int, wave: Int, customer: CustomerID, announcedAt: Timestamp,
        installations: [InstallationID], day: CivilDate? = nil, days: [InstallationID: CivilDate] = [:],
        mustAgree: Bool = false, postponed: Int = 0
    ) {
        self.rollout = rollout
        self.revision = revision
        self.wave = wave
        self.customer = customer
        state = .initial
        self.announcedAt = announcedAt
        self.installations = installations
        self.day = day
        self.days = days
        self.mustAgree = mustAgree
        self.postponed = postponed
    }

    /// The day it names for one of its sites.
    public func day(of site: InstallationID) -> CivilDate? { days[site] ?? day }

    /// Whether the other one of two that name the same site counts: one that stands, else the later one.
    public func isOlder(than other: NoticeRow) -> Bool {
        (stands ? 1 : 0, announcedAt, revision) < (other.stands ? 1 : 0, other.announcedAt, other.revision)
    }

    /// Whether the other one takes its place: a customer has one in each wave of a revision.
    public func isWrittenOver(by other: NoticeRow) -> Bool {
        (rollout, revision, wave, customer) == (other.rollout, other.revision, other.wave, other.customer)
    }

    /// Whether the other one is of the same customer and wave, maybe of another revision.
    public func isBeside(_ other: NoticeRow) -> Bool {
        (rollout, wave, customer) == (other.rollout, other.wave, other.customer)
    }

    /// The newest of these that names each site.
    public static func newest(_ notices: [NoticeRow]) -> [InstallationID: NoticeRow] {
        var newest: [InstallationID: NoticeRow] = [:]
        for notice in notices {
            for site in notice.installations {
                if let known = newest[site], notice.isOlder(than: known) { continue }
                newest[site] = notice
            }
        }
        return newest
    }

    /// Of these the ones that name sites which newer ones name as well, without those: one word counts for a site.
    public static func superseded(_ known: [NoticeRow], by newer: [NoticeRow]) -> [NoticeRow] {
        let theirs = Dictionary(grouping: newer, by: \.customer)
        return known.compactMap { old in
            guard old.stands, let theirs = theirs[old.customer],
                // That one is written over.
                !theirs.contains(where: old.isWrittenOver)
            else { return nil }
            let named = Set(theirs.flatMap(\.installations))
            var rest = old
            for site in old.installations where named.contains(site) { rest.takeBack(site) }
            return rest == old ? nil : rest
        }
    }

    /// Names a day for each of its sites.
    public mutating func name(_ own: [InstallationID: CivilDate]) {
        let first = installations.compactMap { own[$0] }.min()
        day = first
        days = own.filter { installations.contains($0.key) && $0.value != first }
    }

    /// Takes back the day of one of its sites; the others keep theirs.
    public mutating func takeBack(_ site: InstallationID) {
        let others = installations.filter { $0 != site }
        if others.isEmpty || state == .withdrawn { state = .withdrawn } else { keep(others) }
    }

    /// Leaves out its other sites.
    public mutating func keep(_ sites: [InstallationID]) {
        let own = Dictionary(uniqueKeysWithValues: sites.map { ($0, day(of: $0)) }).compactMapValues(\.self)
        installations = sites
        agreed.formIntersection(sites)
        name(own)
    }

    /// With those of its sites alone of which that is true; nil where it is of none.
    public func keeping(_ isMeant: (InstallationID) -> Bool) -> NoticeRow? {
        let sites = installations.filter(isMeant)
        guard !sites.isEmpty else { return nil }
        var notice = self
        if sites.count < installations.count { notice.keep(sites) }
        return notice
    }

    /// Names another day for some of its sites; the others keep theirs.
    ///
    /// - Parameter at: since when; nil where the day was agreed on with the customer.
    public mutating func move(_ sites: [InstallationID], to day: CivilDate, at: Timestamp?) {
        if let at, sites.contains(where: { self.day(of: $0) != day }) { movedAt = at }
        var own: [InstallationID: CivilDate] = [:]
        for site in installations { own[site] = self.day(of: site) }
        for site in sites { own[site] = day }
        name(own)
    }

    /// Names the sites of another one of this wave as well, as long as they wait: their days hold, and since when the first was
    /// told counts.
    public mutating func takeOver(_ old: NoticeRow, where waits: (InstallationID) -> Bool) {
        let rest = old.installations.filter { !installations.contains($0) && waits($0) }
        guard old.state.after(.withdraw) != nil, !rest.isEmpty else { return }
        var own = Dictionary(installations.map { ($0, day(of: $0)) }, uniquingKeysWith: { $1 }).compactMapValues(\.self)
        for site in rest { own[site] = old.day(of: site) }
        let yes = installations.filter(hasAgreed) + rest.filter(old.hasAgreed)
        let last = max(namedAt, old.namedAt)
        announcedAt = min(announcedAt, old.announcedAt)
        if announcedAt < last { movedAt = last }
        installations = (installations + rest).sorted()
        name(own)
        mustAgree = mustAgree || old.mustAgree
        if state == .acknowledged { state = .initial }
        agreed = []
        keepAgreement(to: yes)
    }

    /// Those of its days in place of which the other one, which came after it, names another.
    public func daysLost(in later: NoticeRow) -> [LostDay] {
        installations.compactMap { site in
            guard let was = day(of: site), let to = later.day(of: site), was != to else { return nil }
            return LostDay(site: site, day: was)
        }
    }

    /// One for each customer whose sites hold their days in another wave than the one with which they were told.
    public static func carried(
        _ sites: [(site: InstallationID, notice: NoticeRow)], to wave: Int, revision: Int
    ) -> [NoticeRow] {
        Dictionary(grouping: sites, by: \.notice.customer).values.compactMap { theirs -> NoticeRow? in
            let theirs = theirs.sorted { $0.site < $1.site }
            guard var carried = theirs.max(by: { $0.notice.isOlder(than: $1.notice) })?.notice else { return nil }
            (carried.revision, carried.wave) = (revision, wave)
            carried.installations = theirs.map(\.site)
            carried.name(
                Dictionary(
                    theirs.compactMap { site, notice in notice.day(of: site).map { (site, $0) } },
                    uniquingKeysWith: { first, _ in first }))
            carried.mustAgree = theirs.contains { $0.notice.mustAgree }
            carried.postponed = theirs.map(\.notice.postponed).max() ?? 0
            carried.isUnheard = theirs.contains { $0.notice.isUnheard }
            if carried.state == .acknowledged { carried.state = .initial }
            carried.agreed = []
            carried.keepAgreement(to: theirs.filter { $0.notice.hasAgreed($0.site) }.map(\.site))
            return carried
        }.sorted { $0.customer < $1.customer }
    }

    /// Since when it names the days that it does. What was said before was said of others.
    public var namedAt: Timestamp { movedAt.map { max($0, announcedAt) } ?? announcedAt }

    /// As it stands once these messages, and no others, have gone with it.
    public func heard(by deliveries: [Delivery]) -> NoticeRow {
        var notice = self
        notice.isUnheard = !deliveries.contains { $0.customer == customer }
        return notice
    }

    /// Another one whenever it names other days, and after each answer that asks for one.
    public var mark: String { "\(revision).\(namedAt.milliseconds).\(postponed)" }

    /// A yes to the days that it names, of all its sites.
    public mutating func acknowledge() {
        state = .acknowledged
        agreed = []
    }

    /// What was agreed to before still stands for these of its sites.
    public mutating func keepAgreement(to sites: some Collection<InstallationID>) {
        agreed = Set(installations).intersection(sites)
        if agreed.count == installations.count, !agreed.isEmpty { acknowledge() }
    }

    /// What was said of these sites was said of another day; what was agreed to for the others stands.
    public mutating func askAnew(_ sites: some Collection<InstallationID>) {
        guard state != .declined else { return }
        if state == .acknowledged { agreed = Set(installations) }
        agreed.subtract(sites)
        state = .initial
    }

    /// The first of its days that nobody has agreed to.
    public var askedDay: CivilDate? { installations.filter { !agreed.contains($0) }.compactMap(day(of:)).min() }

    /// Whether its day was agreed to.
    public func hasAgreed(_ site: InstallationID) -> Bool {
        state == .acknowledged || NoticeState.unanswered.contains(state) && agreed.contains(site)
    }

    /// True while nothing happens at that site without a yes that is still missing.
    public func awaitsAgreement(_ site: InstallationID) -> Bool {
        mustAgree && NoticeState.unanswered.contains(state) && !agreed.contains(site)
    }

    /// True while it may still lead to an install.
    public var stands: Bool { state != .withdrawn }
}
