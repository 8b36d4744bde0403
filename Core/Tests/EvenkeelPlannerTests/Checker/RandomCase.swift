import EvenkeelDomain
import EvenkeelPlanner
import EvenkeelSimulator

/// A random fleet under a random policy: everything a policy can say, in every mixture, with facts unknown anywhere.
struct RandomCase {
    private var random: SplitMix64
    /// How likely it is that a fact is known, in tenths.
    private var known = 10
    /// Otherwise no window can be read, and none binds.
    private var knowsWindows = false
    private let features = ["fax", "queue", "ivr", "sip", "t38", "isdn", "dect", "crm"]

    static func of(seed: UInt64) -> PlanCase {
        var maker = RandomCase(random: SplitMix64(seed: seed))
        return maker.make()
    }

    private init(random: SplitMix64) { self.random = random }

    // MARK: Chance

    private mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }
    private mutating func isLucky(_ percent: Int) -> Bool { number(1...100) <= percent }
    private mutating func one<Element>(_ choices: [Element]) -> Element { choices[number(0...(choices.count - 1))] }
    private mutating func some<Value>(_ percent: Int, _ value: Value) -> Value? { isLucky(percent) ? value : nil }
    private mutating func fact<Value>(_ value: Value) -> Value? { isLucky(known * 10) ? value : nil }
    private mutating func tenth() -> Share { Share(Double(number(0...10)) / 10) ?? .zero }
    private mutating func day(_ range: ClosedRange<Int>) -> CivilDate { monday + number(range) }
    private mutating func subset(_ names: [String], _ percent: Int) -> Set<String> {
        Set(names.filter { _ in isLucky(percent) })
    }

    private mutating func make() -> PlanCase {
        known = one([10, 10, 9, 9, 7, 5, 0])
        let size = isLucky(3) ? 0 : isLucky(40) ? number(1...8) : isLucky(60) ? number(9...40) : number(41...150)
        let customers = max(1, size / number(1...4))
        var given = PlanCase(
            sites: [],
            customers: (0..<customers).map {
                Customer(id: ID("c\($0)"), name: "c\($0)", criticality: some(60, one(Criticality.allCases)))
            }, policy: makePolicy(), context: makeContext(),
            forecast: isLucky(60) ? .none : .steps(free: number(1...30), per: number(1...6)))
        given.sites = makeSites(size, customers: customers)
        if isLucky(30) { given.context.history = makeHistory(of: given.sites) }
        for number in given.sites.indices where !knowsWindows && PlainCalendar.isBound(given.sites[number]) {
            given.sites[number].window = "never told"
        }
        // Drawn last, so that what a seed stood for before is what it stands for now.
        if isLucky(15) {
            for number in given.sites.indices {
                given.sites[number].workweek = some(30, one([.sundayToThursday, .everyDay]))
                given.sites[number].team = some(50, one(["north", "south"]))
            }
            given.policy.calendar.capacityPerTeam = some(50, ["north": number(2...6)])
        }
        return given
    }

    // MARK: The fleet

    private mutating func makeSites(_ size: Int, customers: Int) -> [Installation] {
        let (density, pins, dates) = (number(0...70), one([0, 5, 20]), one([0, 10, 50, 100]))
        let (edges, units, windows) = (one([0, 0, 5, 20]), one([0, 0, 10, 50]), one([0, 0, 30, 100]))
        let mayCircle = isLucky(15)
        let farthest = one([60, 200, 500])
        return (0..<size).map { number in
            var site = Installation(id: ID("s\(number + 100)"), customer: ID("c\(self.number(0...(customers - 1)))"))
            site.version = fact(one(["5.1.0", "5.1.0", "5.0.0", "4.9.0", "5.2.0"])).map(version)
            site.seats = fact(isLucky(5) ? 0 : isLucky(10) ? self.number(1...400) : self.number(1...40))
            site.features = fact(subset(features, density))
            site.environment = fact(
                isLucky(10)
                    ? [:] : ["platform": one(["debian-11", "debian-12", ""]), "db": one(["sqlite", "postgres"])])
            site.complexity = some(70, tenth()).flatMap { fact($0) }
            site.friendly = fact(tenth())
            site.feedback = fact(tenth())
            site.criticality = some(30, one(Criticality.allCases))
            site.wants = fact(subset(["QUEUE-113", "FAX-9", "LATER-1"], 40))
            site.region = fact(one(["north", "south", ""]))
            if isLucky(pins) { site.pinnedUntil = isLucky(10) ? day(300...500) : day(-5...60) }
            if isLucky(dates) { site.supportEnds = fact(day(-10...farthest)) }
            if isLucky(dates / 2) { site.contractDue = fact(day(-10...farthest)) }
            if isLucky(windows) {
                site.window = one([PlainCalendar.wednesdays, PlainCalendar.rarely, "never told", ""])
            }
            if isLucky(units) { site.movesWith = one(["host-\(self.number(0...(size / 3)))", ""]) }
            if isLucky(edges), size > 1 {
                let other = isLucky(5) ? "ghost" : "s\(100 + self.number(0...max(0, (mayCircle ? size : number) - 1)))"
                if other != "\(site.id)" || mayCircle { site.after = ID(other) }
            }
            return site
        }
    }

    private mutating func makeHistory(of sites: [Installation]) -> [InstallationID: TrackRecord] {
        var history: [InstallationID: TrackRecord] = [:]
        for site in sites where isLucky(50) {
            let (asked, reports) = (number(0...9), number(0...5))
            history[site.id] = TrackRecord(
                asked: asked, answered: number(0...asked), hoursToFirstReport: some(50, Double(number(0...90))),
                reports: reports, confirmed: number(0...reports), lastFirst: some(60, day(-90...0)))
        }
        return history
    }

    // MARK: The policy

    private mutating func makePolicy() -> Policy {
        var policy = policy()
        policy.select = predicate(one(["", "", "", "version=lt=5.2.0", "complexity=le=0.9", "seats=gt=0"]))
        policy.waves = (1...number(1...5)).map { makeWave($0) }
        if isLucky(88) {
            var last = wave("rest", one([.score, .due, .simplicity]), soak: makeSoak())
            if isLucky(50) { last.split = makeLimit(generous: true) }
            policy.waves.append(last)
        }
        policy.start = some(20, day(-5...20))
        policy.deadline = some(15, day(isLucky(10) ? -20...0 : 10...200))
        policy.coverage = CoveragePolicy(
            strength: isLucky(20) ? 3 : 2, features: isLucky(90), environment: subset(["platform", "db", "cpu"], 40),
            depth: isLucky(30) ? number(2...8) : 1, weigh: some(40, one(CombinationWorth.allCases)))
        policy.canaryPerCustomer = isLucky(25)
        policy.notice.before = one([.zero, .zero, .hours(1), .days(7)])
        policy.calendar = CalendarPolicy(
            freezes: isLucky(35) ? (1...number(1...2)).map { _ in makeFreeze() } : [],
            capacityPerDay: some(35, isLucky(20) ? number(1...2) : number(3...15)), settleDays: one([0, 0, 1, 3]))
        if isLucky(30) {
            for order in WaveOrder.allCases where isLucky(50) { policy.weights[order] = Double(number(0...5)) / 5 }
        }
        policy.fatigue = some(30, one([.days(30), .hours(36), .days(120)]))
        policy.due = some(70, DuePolicy(support: one([.must, .warn]), contract: one([.must, .warn])))
        if isLucky(20) { policy.release.requires = ["4.9.5", "5.0.5", "5.1.5", "6.0.0"].map(version) }
        if isLucky(8) { policy.release.fixesIncident = "i7" }
        policy.verdict.acceptSites = Double(number(1...12))
        return policy
    }

    private mutating func makeWave(_ number: Int) -> WavePolicy {
        var wave = wave("w\(number)", one(WaveOrder.allCases), limit: makeLimit(generous: false), soak: makeSoak())
        wave.among = some(
            25,
            predicate(
                one(["friendly=ge=0.5", "seats=lt=30", "region==north", "feature==fax", "criticality=in=(low,normal)"]))
        )
        if isLucky(15) { wave.split = makeLimit(generous: true) }
        let wantsMore = wave.order == .coverage ? 40 : 12
        if isLucky(wantsMore) { wave.atLeast = isLucky(50) ? .sites(self.number(1...4)) : .evidence }
        return wave
    }

    private mutating func makeSoak() -> SoakPolicy {
        SoakPolicy(days: one([0, 1, 3, 7, 7, 14]), of: one([.calendar, .working]), responses: some(20, number(1...9)))
    }

    private mutating func makeLimit(generous: Bool) -> WaveLimit {
        var limit = WaveLimit()
        let size = generous ? 8...40 : 1...15
        if isLucky(40) { limit.installations = isLucky(50) ? .count(number(size)) : .share(tenth()) }
        if isLucky(30) { limit.seats = isLucky(50) ? .count(number(generous ? 200...900 : 0...200)) : .share(tenth()) }
        if isLucky(15) { limit.customers = isLucky(50) ? .count(number(size)) : .share(tenth()) }
        if isLucky(12) { limit.weight = isLucky(50) ? .count(number(generous ? 40...200 : 1...60)) : .share(tenth()) }
        if isLucky(12) { limit.perCustomer = number(1...3) }
        if isLucky(8) { limit.auto = true }
        guard !generous else { return limit }
        if isLucky(12) { limit.complexityAtMost = tenth() }
        if isLucky(12) { limit.friendlyAtLeast = tenth() }
        return limit
    }

    private mutating func makeFreeze() -> Freeze {
        let from = day(0...60)
        let among = some(40, predicate(one(["region==north", "seats=gt=20", "criticality==revenue"])))
        return freeze(from, to: from + number(0...20), among: among)
    }

    // MARK: The day

    private mutating func makeContext() -> PlanContext {
        var given = context
        given.now = monday.startUTC + .hours(number(0...23))
        given.calendar.week = one([.mondayToFriday, .mondayToFriday, .sundayToThursday, .everyDay])
        if isLucky(15) { given.calendar.freezes = [makeFreeze()] }
        if isLucky(10) {
            given.calendar.zone = ZoneOffsets(name: "east", initialOffsetSeconds: 19_800, transitions: [])
            given.today = given.calendar.zone.localDate(at: given.now)
        }
        knowsWindows = isLucky(50)
        for number in 0..<(isLucky(25) ? self.number(1...2) : 0) {
            let rule = one([
                "feature==t38;feature==isdn", "release.touches==fax;seats=gt=35", "installation==s103",
                "release.touches==sip",
            ])
            given.holds.append(
                Hold(
                    id: ID("h\(number)"), predicate: predicate(rule), owner: "ada", why: "lost calls", since: given.now,
                    expires: some(20, given.now + .hours(self.number(-1...1))), incident: some(20, "i7")))
        }
        return given
    }
}
