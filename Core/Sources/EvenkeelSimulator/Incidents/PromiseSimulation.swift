public import EvenkeelDomain
import EvenkeelLedger

/// Many open incidents, nodes that crash and start again, and people who often say nothing: is a customer ever left in
/// silence beyond what was promised? Watched by books that share none of the engine's rules.
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
        /// The longest that a due word waited while a node was up.
        public var worstLateness = TimeSpan.zero
        public var findings: [String] = []

        public var description: String {
            "\(incidentDays) incident-days: \(words) words by people, \(holdingLines) holding lines, \(alerts) alerts, "
                + "\(crashes) crashes, \(blackouts) blackouts of all nodes, \(broken) promises broken by them, "
                + "worst lateness with a node up \(worstLateness), \(findings.count) findings"
        }
    }

    private struct Node {
        let connection: FaultyStore
        let keeper: PromiseKeeper
        let pager: Pager
    }

    private struct SilentPager: StaffChannel {
        func carry(_ note: StaffNote, over reach: OnCallPerson.Reach) async throws(SendError) {}
    }

    private static let start = CivilDate(dayNumber: 20_514).startUTC
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
    /// By incident: by when word was promised, as the updates said.
    private var promised: [IncidentID: Timestamp] = [:]
    /// Since when no node is up; nil while one is. None is before the first of them starts.
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
            for index in nodes.indices.shuffled(using: &random) { await tick(index) }
            await speak()
            await read()
            await fanOut()
            await check()
            now = await next(before: end)
        }
        report.incidentDays = incidents * days
        return report
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
                try await ledger.perform(
                    .ownIncident(
                        OwnIncident(
                            incident: id, opening: opening, body: "It is broken.", audience: [],
                            criticality: number % 2 == 0 ? .normal : .revenue)),
                    id: CommandID("own/\(number)"), by: "ada", at: at)
            }
        } catch { report.findings.append("the incidents cannot be opened: \(error)") }
        now = Self.start + .hours(1)
        await read()
    }

    private func tick(_ index: Int) async {
        if nodes[index] == nil, now >= restartsAt[index] { await start(index) }
        guard let node = nodes[index] else { return }
        do throws(OperationError) {
            try await node.keeper.tick(at: now)
            try await node.pager.tick(at: now)
            lastLightAt = now
        } catch {
            // The loop tries again in a second; what it left is found by `check`.
        }
        guard node.connection.isDead else { return }
        report.crashes += node.connection.crashCount
        nodes[index] = nil
        // Most are back in seconds; some stay away until somebody comes.
        restartsAt[index] = now + .seconds(random.chance(0.9) ? 1 + random.below(20) : random.below(14_400))
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
            } catch { report.findings.append("\(id) cannot be updated: \(error)") }
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
        } catch { report.findings.append("what was said cannot be told: \(error)") }
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
        } catch { report.findings.append("the journal cannot be read: \(error)") }
    }

    private func take(_ entry: Entry) {
        switch entry.event {
        case .updatePosted(let posted):
            let id = posted.incident
            if state.incidents[id]?.updates.contains(where: { $0.id == posted.update.id }) ?? false {
                report.findings.append("\(id): \(posted.update.id) was said twice, again at \(entry.at)")
            }
            if posted.update.author == .holdingLine { report.holdingLines += 1 } else { report.words += 1 }
            if posted.settled?.state == .broken { report.broken += 1 }
            if let due = promised[id], entry.at > due + .seconds(1) {
                // Late: only if nobody was up, and then as soon as somebody was.
                let since = max(due, darkSince ?? due)
                if posted.settled?.state != .broken { report.findings.append("\(id): late at \(entry.at), not broken") }
                if darkSince == nil { report.findings.append("\(id): due \(due), said \(entry.at) with a node up") }
                _ = since
            }
            promised[id] = nil
            if case .next(let due) = posted.update.outlook {
                promised[id] = due
                // Half of the time somebody speaks before it is due.
                if random.chance(0.5) {
                    let share = Double.random(in: 0.2..<1, using: &random)
                    speaksAt[id] =
                        entry.at + TimeSpan(milliseconds: Int64(Double((due - entry.at).milliseconds) * share))
                }
            }
        case .alertRaised, .alertPassedOn: report.alerts += 1
        default: break
        }
    }

    /// After every instant at which a node could act, nothing that is due may be open.
    private func check() async {
        let isUp = nodes.contains { $0 != nil }
        if isUp, lastLightAt == now {
            for (id, due) in promised where due <= now {
                report.worstLateness = max(report.worstLateness, now - due)
                if now > due + .seconds(5) { report.findings.append("\(id): due \(due) and silent at \(now)") }
            }
            darkSince = nil
        } else if darkSince == nil {
            darkSince = now
            report.blackouts += 1
        }
        if report.findings.count > 20 { report.findings = Array(report.findings.prefix(20)) }
    }

    private func next(before end: Timestamp) async -> Timestamp {
        var times = speaksAt.values.filter { $0 > now }
        times += restartsAt.indices.filter { nodes[$0] == nil }.map { max(restartsAt[$0], now + .seconds(1)) }
        if let due = state.agenda.nextAt(after: now) { times.append(due) }
        // What a node left when it failed is done a second later.
        if lastLightAt != now || state.agenda.nextAt.map({ $0 <= now }) ?? false { times.append(now + .seconds(1)) }
        return min(end, times.min() ?? end)
    }
}
