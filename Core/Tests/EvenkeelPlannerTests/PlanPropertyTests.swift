import EvenkeelDomain
import EvenkeelPlanner
import Testing

@Suite("What holds for every plan")
struct PlanPropertyTests {
    struct Case {
        var sites: [Installation]
        var policy: Policy
        var context: PlanContext
    }

    /// A random fleet with unknown facts, pins, `after` edges and holds, and a policy of all orders.
    func makeCase(seed: UInt64) throws -> Case {
        var random = SplitMix64(seed: seed)
        func some<Value>(_ value: Value) -> Value? { Int.random(in: 0..<5, using: &random) == 0 ? nil : value }
        func unit() -> Double { Double(Int.random(in: 0...10, using: &random)) / 10 }
        let count = Int.random(in: 1...80, using: &random)
        let names = ["fax", "queue", "ivr", "sip", "t38", "isdn"]
        let installations = (0..<count).map { number in
            site(
                "s\(number + 100)", of: "c\(Int.random(in: 0...(count / 2), using: &random))",
                seats: some(Int.random(in: 1...40, using: &random)),
                features: some(Set(names.filter { _ in Bool.random(using: &random) })),
                environment: some(["platform": "debian-\(Int.random(in: 10...12, using: &random))"]),
                complexity: some(unit()), friendly: some(unit()), feedback: some(unit()),
                wants: some(Set(["QUEUE-113", "FAX-9", "LATER-1"].filter { _ in Bool.random(using: &random) })),
                pinnedUntil: Int.random(in: 0..<8, using: &random) == 0
                    ? monday + Int.random(in: 0...60, using: &random) : nil,
                supportEnds: some(monday + Int.random(in: 0...400, using: &random)),
                // Only to earlier numbers, so that there is no cycle.
                after: number > 0 && Int.random(in: 0..<8, using: &random) == 0
                    ? "s\(Int.random(in: 0..<number, using: &random) + 100)" : nil)
        }
        var waves = WaveOrder.allCases.shuffled(using: &random).prefix(5).map { order in
            wave(
                "\(order)", order,
                limit: WaveLimit(installations: some(.count(6)), seats: some(share(0.2)), customers: some(.count(5))))
        }
        waves[0].among = try Predicate(parsing: "friendly=ge=0.5")
        waves.append(wave("everyone else", split: WaveLimit(seats: share(1))))
        var policy = policy()
        policy.waves = waves
        policy.coverage.environment = ["platform"]
        policy.select = try Predicate(parsing: "complexity=le=0.9")
        var context = context
        context.holds = [
            Hold(
                id: "h1", predicate: try Predicate(parsing: "feature==t38;feature==isdn"), owner: "ada",
                why: "lost calls",
                since: context.now)
        ]
        return Case(sites: installations, policy: policy, context: context)
    }

    /// Nil where there is nothing to plan.
    func plan(_ given: Case) throws -> Plan? {
        do {
            return try Planner.plan(fleet: fleet(given.sites), policy: given.policy, context: given.context)
        } catch .nothingSelected, .everythingWithheld { return nil }
    }

    @Test("every selected site is placed once, with a reason, or withheld", arguments: 1...60)
    func everybody(seed: UInt64) throws {
        let given = try makeCase(seed: seed)
        guard let plan = try plan(given) else { return }
        let placed = plan.waves.flatMap(\.placements).map(\.installation)
        let withheld = plan.withheld.map(\.installation)
        #expect(Set(placed).count == placed.count, "seed \(seed)")
        #expect(Set(placed).isDisjoint(with: withheld), "seed \(seed)")
        let selected = given.sites.filter { given.policy.select.evaluate(SiteFacts($0, customer: nil)) != .no }
        #expect(Set(placed + withheld) == Set(selected.map(\.id)), "seed \(seed)")
        #expect(plan.selected == selected.count, "seed \(seed)")
        for (number, wave) in plan.waves.enumerated() {
            #expect(!wave.placements.isEmpty, "seed \(seed)")
            for placement in wave.placements {
                #expect((placement.notEarlier == nil) == (number == 0), "seed \(seed) \(placement.installation)")
                #expect(!PlanSentences.reason(placement.reason).isEmpty)
            }
        }
    }

    @Test("limits, pins, after and the calendar are kept; coverage adds up", arguments: 1...60)
    func constraints(seed: UInt64) throws {
        let given = try makeCase(seed: seed)
        guard let plan = try plan(given) else { return }
        let fleet = fleet(given.sites)
        var opened: [InstallationID: Int] = [:]
        var pairs: Set<Set<String>> = []
        let total = Set(plan.waves.flatMap(\.placements).flatMap { marks(fleet[$0.installation]) })
        let allSeats = given.sites.filter { given.policy.select.evaluate(SiteFacts($0, customer: nil)) != .no }
            .reduce(0) { $0 + ($1.seats ?? 0) }
        for (number, wave) in plan.waves.enumerated() {
            let limit = given.policy.waves.first { $0.name == wave.name }?.limit ?? WaveLimit()
            #expect(wave.exposure.installations <= limit.installations?.of(0) ?? .max, "seed \(seed)")
            #expect(wave.exposure.seats <= limit.seats?.of(allSeats) ?? .max, "seed \(seed)")
            #expect(wave.exposure.customers <= limit.customers?.of(0) ?? .max, "seed \(seed)")
            #expect(given.context.calendar.isWorkingDay(wave.opens), "seed \(seed)")
            for placement in wave.placements {
                let site = try #require(fleet[placement.installation])
                if let until = site.pinnedUntil { #expect(until < wave.opens, "seed \(seed)") }
                if let other = site.after,
                    fleet[other].map({ given.policy.select.evaluate(SiteFacts($0, customer: nil)) }) != .no
                {
                    #expect((opened[other] ?? .max) < number, "seed \(seed) \(site.id) after \(other)")
                }
                let before = pairs.count
                pairs.formUnion(marks(site))
                #expect(placement.reason.newPairs == pairs.count - before, "seed \(seed) \(site.id)")
            }
            for placement in wave.placements { opened[placement.installation] = number }
            #expect(wave.coverage == (total.isEmpty ? 0 : Double(pairs.count) / Double(total.count)), "seed \(seed)")
        }
        #expect(plan.curve.last?.coverage == plan.waves.last?.coverage, "seed \(seed)")
        #expect(zip(plan.curve, plan.curve.dropFirst()).allSatisfy { $0.coverage < $1.coverage }, "seed \(seed)")
        #expect(zip(plan.waves, plan.waves.dropFirst()).allSatisfy { $0.soakEnds <= $1.opens }, "seed \(seed)")
    }

    func marks(_ site: Installation?) -> Set<Set<String>> {
        let marks = (site?.marks(environment: ["platform"]) ?? []).sorted()
        return Set(marks.indices.flatMap { first in marks[(first + 1)...].map { [marks[first], $0] } })
    }

    @Test("the order of rows changes nothing", arguments: 1...30)
    func shuffled(seed: UInt64) throws {
        var given = try makeCase(seed: seed)
        let plan = try plan(given)
        var random = SplitMix64(seed: seed ^ 0xFEED)
        for _ in 0..<3 {
            given.sites.shuffle(using: &random)
            #expect(try self.plan(given) == plan, "seed \(seed)")
        }
    }

    @Test("with canaries, every customer's first wave is its canary's alone", arguments: 1...30)
    func canaries(seed: UInt64) throws {
        var given = try makeCase(seed: seed)
        given.policy.canaryPerCustomer = true
        // A canary that goes after another customer's second site may close a circle: `RefusalTests` has that.
        for number in given.sites.indices { given.sites[number].after = nil }
        guard let plan = try plan(given) else { return }
        let fleet = fleet(given.sites)
        var waves: [CustomerID: [Int]] = [:]
        for (number, wave) in plan.waves.enumerated() {
            for placement in wave.placements {
                waves[try #require(fleet[placement.installation]).customer, default: []].append(number)
            }
        }
        for (customer, numbers) in waves where numbers.count > 1 {
            let first = try #require(numbers.min())
            #expect(numbers.count { $0 == first } == 1, "seed \(seed) \(customer)")
        }
    }
}
