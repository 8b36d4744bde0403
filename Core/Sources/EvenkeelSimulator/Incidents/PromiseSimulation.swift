public import EvenkeelDomain
import EvenkeelLedger

/// Many open incidents, nodes that crash and start again, and people who often say nothing: is a customer ever left in
/// silence beyond what was promised? Watched by `SilenceBooks`.
public actor PromiseSimulation {
    /// What happened, and what should not have.
    public struct Report: Hashable, Sendable, CustomStringConvertible {
        public var incidentDays = 0
        public var words = 0
        public var holdingLines = 0
        public var alerts = 0
        public var broken = 0
        public var crashes = 0
        public var blackouts = 0
        public var clockJumps = 0
        /// The longest that a due word waited while a node was up.
        public var worstLateness = TimeSpan.zero
        public var longestSilence = TimeSpan.zero
        public var findings: [String] = []

        public var description: String {
            "\(incidentDays) incident-days: \(words) words by people, \(holdingLines) holding lines, \(alerts) alerts, "
                + "\(crashes) crashes, \(clockJumps) clocks an hour off, \(blackouts) blackouts of all nodes, "
                + "\(broken) promises broken by them, worst lateness with a node up \(worstLateness), "
                + "longest silence \(longestSilence), \(findings.count) findings"
        }
    }

    private struct Node {
        let connection: FaultyStore
        let keeper: PromiseKeeper
        let pager: Pager
    }

    /// A node's clock that is off for a while; the other's is right.
    private struct ClockJump {
        let node: Int
        let by: TimeSpan
        let until: Timestamp
    }

    private struct SilentPager: StaffChannel {
        func carry(_ note: StaffNote, over reach: OnCallPerson.Reach) async throws(SendError) {}
    }

    private static let start = CivilDate(dayNumber: 20_514).startUTC
    /// A node that starts reads on from the newest snapshot, as after an orderly stop.
    private static let entriesToSnapshot = 2000
    private let incidents: Int
    private let days: Int
    private let faults: Faults
    private let seed: UInt64
    private let memory = MemoryStore()
    private let settings: Settings
    private var random: SplitMix64
    private var nodes: [Node?] = [nil, nil]
    private var restartsAt: [Timestamp]
    private var starts = 0
    /// Where people speak: it never crashes, and reads on from where it was.
    private var desk: Ledger?
    private var now = PromiseSimulation.start
    private var state = State()
    private var report = Report()
    /// By incident: when a person will speak.
    private var speaksAt: [IncidentID: Timestamp] = [:]
    private var books = SilenceBooks()
    private var jump: ClockJump?
    private var snapshotAt: Position = 0
    /// Since when no node with a right clock is up; nil while one is. None is before the first of them starts.
    private var darkSince: Timestamp? = PromiseSimulation.start
    private var lastLightAt = PromiseSimulation.start

    public init(seed: UInt64, incidents: Int, days: Int, crash: Double = 0.01) {
        self.seed = seed
        self.incidents = incidents
        self.days = days
        faults = Faults(
            unavailable: 0, succeededButReportedFailure: crash / 2, crash: crash, channel: 0, executor: 0)
        random = SplitMix64(seed: seed, for: "promises")
        restartsAt = [Self.start, Self.start]
        func person(_ id: PersonID, _ role: StaffRole) -> OnCallPerson {
            OnCallPerson(id: id, name: id.text, role: role, reach: [.command("pager"), .command("phone")])
        }
        settings = Settings(
            organisation: "Acme",
            rota: Rota(
                people: [person("ada", .engineer), person("ben", .lead), person("cleo", .manager)],
                acknowledgeWithin: .hours(1)))
    }

    public func run() async -> Report {
        let end = Self.start + .days(days)
        await open()
        while now < end {
            upset()
            for index in nodes.indices.shuffled(using: &random) { await tick(index) }
            await speak()
            await read()
            await fanOut()
            check()
            await keepSnapshot()
            now = next(before: end)
        }
        report.incidentDays = incidents * days
        report.findings = books.findings
        report.worstLateness = books.worstLateness
        report.longestSilence = books.longestSilence
        return report
    }

    /// What no call of the store brings about: a process that is killed while it waits, power that fails for all, a clock
    /// that is set wrong and right again.
    private func upset() {
        if random.chance(0.0005) {
            let all = random.chance(0.2)
            let one = random.below(nodes.count)
            for index in nodes.indices where all || index == one { kill(index) }
        }
        if let jump, now >= jump.until { self.jump = nil }
        if jump == nil, random.chance(0.0005) {
            report.clockJumps += 1
            jump = ClockJump(
                node: random.below(nodes.count), by: random.chance(0.5) ? .hours(1) : .hours(-1),
                until: now + .minutes(1 + random.below(180)))
        }
    }

    private func kill(_ index: Int) {
        guard let node = nodes[index] else { return }
        node.connection.kill()
        report.crashes += node.connection.crashCount + 1
        stop(index)
    }

    /// Most are back in seconds; some stay away until somebody comes.
    private func stop(_ index: Int) {
        nodes[index] = nil
        restartsAt[index] = now + .seconds(random.chance(0.9) ? 1 + random.below(20) : random.below(14_400))
    }

    private func keepSnapshot() async {
        guard state.position - snapshotAt >= Self.entriesToSnapshot else { return }
        snapshotAt = state.position
        do {
            let ledger = try await openDesk()
            try await ledger.saveSnapshot()
        } catch { books.note("no snapshot can be kept: \(error)") }
    }

    /// All incidents begin within the first hour, of every impact and for every kind of customer.
    private func open() async {
        do {
            let ledger = try await Ledger.open(store: memory, settings: settings)
            let impacts: [Impact] = [.minor, .minor, .minor, .major, .critical, .none]
            for number in 0..<incidents {
                let id = IncidentID("inc-\(number)")
                let at = Self.start + .seconds(number % 3600)
                let opening = IncidentSuspected(
                    incident: id, title: "Trouble \(number)", impact: impacts[number % impacts.count], components: [],
                    visibility: .public, began: at, signal: Signal(source: .staff, at: at))
                books.opened(id, impact: impacts[number % impacts.count], hurtsRevenue: number % 2 != 0)
                try await ledger.perform(
                    .ownIncident(
                        OwnIncident(
                            incident: id, opening: opening, body: "It is broken.", audience: [],
                            criticality: number % 2 == 0 ? .normal : .revenue)),
                    id: CommandID("own/\(number)"), by: "ada", at: at)
            }
        } catch { books.note("the incidents cannot be opened: \(error)") }
        now = Self.start + .hours(1)
        await read()
    }

    private func tick(_ index: Int) async {
        if nodes[index] == nil, now >= restartsAt[index] { await start(index) }
        guard let node = nodes[index] else { return }
        let isWrong = jump?.node == index
        let clock = isWrong ? now + (jump?.by ?? .zero) : now
        do throws(OperationError) {
            try await node.keeper.tick(at: clock)
            if !isWrong { lastLightAt = now }
            try await node.pager.tick(at: clock)
        } catch {
            // The loop tries again in a second; what it left is found by `check`.
        }
        guard node.connection.isDead else { return }
        report.crashes += node.connection.crashCount
        stop(index)
    }

    private func start(_ index: Int) async {
        starts += 1
        let connection = FaultyStore(memory, faults: faults, seed: seed &+ UInt64(starts) &* 7919)
        do throws(Failure) {
            let ledger = try await Ledger.open(store: connection, settings: settings)
            let operations = Operations(ledger: ledger, store: connection)
            nodes[index] = Node(
                connection: connection, keeper: PromiseKeeper(operations: operations),
                pager: Pager(
                    operations: operations, channel: SilentPager(), allowed: [], holder: "\(starts)",
                    link: { "\($0)" }))
        } catch {
            report.crashes += connection.crashCount
            restartsAt[index] = now + .seconds(1)
        }
    }

    /// People speak through whichever node is up.
    private func speak() async {
        for (id, at) in speaksAt.sorted(by: { $0.key < $1.key }) where at <= now {
            speaksAt[id] = nil
            do {
                let ledger = try await openDesk()
                try await ledger.perform(
                    .postUpdate(PostUpdate(incident: id, status: nil, body: "We know more.")),
                    id: CommandID("say/\(id)/\(now.milliseconds)"), by: "ada", at: now)
            } catch { books.note("\(id) cannot be updated: \(error)") }
        }
    }

    private func openDesk() async throws(Failure) -> Ledger {
        if let desk {
            try await desk.catchUp()
            return desk
        }
        let opened = try await Ledger.open(store: memory, settings: settings)
        desk = opened
        return opened
    }

    /// Nobody is written to here, but what is said counts as told: else it stays due, and the clock goes on by seconds.
    private func fanOut() async {
        let told = state.due(at: now).compactMap { item in
            if case .fanOut(let id, let update) = item.duty { (id, update) } else { nil }
        }
        guard !told.isEmpty else { return }
        do {
            let ledger = try await openDesk()
            for (id, update) in told {
                try await ledger.perform(
                    .recordFanOut(id, update, []), id: CommandID("tell/\(id)/\(update)"), by: "conductor", at: now)
            }
        } catch { books.note("what was said cannot be told: \(error)") }
        await read()
    }

    // MARK: The books

    private func read() async {
        do {
            while true {
                let entries = try await memory.entries(after: state.position, limit: 1000)
                for entry in entries {
                    take(entry)
                    state.apply(entry)
                }
                if entries.count < 1000 { return }
            }
        } catch { books.note("the journal cannot be read: \(error)") }
    }

    private func take(_ entry: Entry) {
        switch entry.event {
        case .updatePosted(let posted):
            if posted.update.author == .holdingLine { report.holdingLines += 1 } else { report.words += 1 }
            if posted.settled?.state == .broken { report.broken += 1 }
            books.heard(posted, at: entry.at, now: now, darkSince: darkSince)
            // Half of the time somebody speaks before the next word is due.
            if case .next(let due) = posted.update.outlook, random.chance(0.5) {
                let share = Double.random(in: 0.2..<1, using: &random)
                speaksAt[posted.incident] =
                    now + TimeSpan(milliseconds: Int64(Double(max(1, (due - now).milliseconds)) * share))
            }
        case .alertRaised, .alertPassedOn: report.alerts += 1
        default: break
        }
    }

    private func check() {
        if lastLightAt == now {
            books.look(at: now)
            darkSince = nil
        } else if darkSince == nil {
            darkSince = now
            report.blackouts += 1
        }
    }

    /// The next instant at which anything can happen: by the books as well as by the agenda, so that a duty which the
    /// agenda forgot is seen to be missing.
    private func next(before end: Timestamp) -> Timestamp {
        var next = end
        func consider(_ time: Timestamp) { if time > now { next = min(next, time) } }
        for time in speaksAt.values { consider(time) }
        for time in books.dueTimes {
            consider(time)
            consider(time + .seconds(6))
        }
        for index in restartsAt.indices where nodes[index] == nil {
            consider(max(restartsAt[index], now + .seconds(1)))
        }
        if let jump {
            consider(jump.until)
            if let due = state.agenda.nextAt(after: now + jump.by) { consider(due - jump.by) }
        }
        if let due = state.agenda.nextAt(after: now) { consider(due) }
        // What a node left when it failed is done a second later.
        if lastLightAt != now || state.agenda.nextAt.map({ $0 <= now }) ?? false { consider(now + .seconds(1)) }
        return next
    }
}
