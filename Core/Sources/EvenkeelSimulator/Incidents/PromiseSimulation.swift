import EvenkeelDomain
public import EvenkeelLedger

/// Open incidents, two nodes on one store that crash and start again, clocks that go wrong, and people who often say
/// nothing: is a customer ever left in silence beyond what was promised? Watched by `SilenceBooks`.
///
/// Time jumps to the next instant at which anything can happen, and to the milliseconds around each due word.
public actor PromiseSimulation {
    private struct Node {
        let connection: FaultyStore
        let keeper: PromiseKeeper
        let pager: Pager
        /// Since when it is there and its clock is right; nil while that is off.
        var rightSince: Timestamp?
    }

    private struct SilentPager: StaffChannel {
        func carry(_ note: StaffNote, over reach: OnCallPerson.Reach) async throws(SendError) {}
    }

    /// Words are due to the millisecond; on both sides of it something else may be true.
    private static let edge = TimeSpan(milliseconds: 1)
    /// A node that starts reads on from the newest snapshot. Few, since every start takes in what came after it.
    private static let entriesToSnapshot = 500

    let memory = MemoryStore()
    let settings: Settings
    /// By incident: when a person will speak.
    var speaksAt: [IncidentID: Timestamp] = [:]
    /// When the next incidents begin.
    var opensAt: [Timestamp] = []
    var opened = 0
    var now: Timestamp
    var state = State()
    var report = Report()
    var books = SilenceBooks()
    var people: SplitMix64
    /// Where people speak: it never crashes, and reads on from where it was.
    var desk: Ledger?

    private let start: Timestamp
    private let end: Timestamp
    private let faults: Faults
    private let seed: UInt64
    private let bug: PromiseBug?
    private let codec: @Sendable (State) throws -> State
    private var random: SplitMix64
    private var weather: PromiseWeather
    private var nodes: [Node?] = [nil, nil]
    private var restartsAt: [Timestamp]
    private var starts = 0
    private var snapshotAt: Position = 0
    /// Since when no node with a right clock speaks; nil while one does. None does before the first of them starts.
    private var darkSince: Timestamp?
    private var lastLightAt: Timestamp?
    /// True where something was said, or a round broken off, that every node looks at a second later.
    private var looksAgain = false

    /// - Parameters:
    ///   - incidents: how many are open at the same time; where one ends, another begins.
    ///   - codec: writes a snapshot as a store does, and reads it back.
    public init(
        seed: UInt64, incidents: Int, days: Int, bug: PromiseBug? = nil,
        codec: @escaping @Sendable (State) throws -> State = { $0 }
    ) {
        self.seed = seed
        self.bug = bug
        self.codec = codec
        faults = Faults(
            unavailable: 0.002, succeededButReportedFailure: 0.005, crash: 0.005, channel: 0, executor: 0)
        random = SplitMix64(seed: seed, for: "promises")
        people = SplitMix64(seed: seed, for: "people")
        weather = PromiseWeather(seed: seed)
        // Any day of a week, any minute: what is due on a working morning meets weekends.
        start = CivilDate(dayNumber: 20_514 + random.below(7)).startUTC + .minutes(random.below(1440))
        end = start + .days(days)
        now = start
        darkSince = start
        restartsAt = [start, start]
        for _ in 0..<incidents { opensAt.append(start + .seconds(random.below(3600))) }
        func person(_ id: PersonID, _ role: StaffRole) -> OnCallPerson {
            OnCallPerson(id: id, name: id.text, role: role, reach: [.command("pager"), .command("phone")])
        }
        settings = Settings(
            organisation: "Acme", clock: PromiseClock(reportWorkingDays: 1 + random.below(5)),
            rota: Rota(
                people: [person("ada", .engineer), person("ben", .lead), person("cleo", .manager)],
                acknowledgeWithin: .hours(1)))
    }

    public func run() async -> Report {
        while now < end {
            strike()
            await open()
            for index in nodes.indices.shuffled(using: &random) { await tick(index) }
            await speak()
            await read()
            await fanOut()
            check()
            checkTold()
            await keepSnapshot()
            now = next()
        }
        for violation in state.violations() { books.note("at the end: \(violation)") }
        report.seeds = 1
        report.incidents = opened
        report.open = books.open(until: end)
        report.clockShifts = weather.shifts
        report.worstLateness = books.worstLateness
        report.worstByClock = books.worstByClock
        report.lateByClock = books.lateByClock
        report.findings = books.findings
        return report
    }

    // MARK: Nodes

    private func strike() {
        looksAgain = false
        let dues = books.dueTimes
        let isEdge = dues.contains { now - Self.edge <= $0 && $0 <= now + Self.edge }
        for index in weather.strike(nodes: nodes.count, at: now, atEdge: isEdge, dues: dues) {
            guard let node = nodes[index] else { continue }
            node.connection.kill()
            report.crashes += 1
            stop(index)
        }
        for index in nodes.indices {
            let before = nodes[index]?.rightSince
            nodes[index]?.rightSince = weather.offset(of: index) == .zero ? before ?? now : nil
        }
    }

    private func stop(_ index: Int) {
        nodes[index] = nil
        restartsAt[index] = weather.restart(after: now, dues: books.dueTimes)
    }

    /// A round that fails may fail for the store or for the end of its process, and for nothing else. A node that lives,
    /// and whose store answers, has no excuse to be silent, whatever it believes it did.
    private func tick(_ index: Int) async {
        if nodes[index] == nil, now >= restartsAt[index] { await start(index) }
        guard let node = nodes[index] else { return }
        let offset = weather.offset(of: index)
        let clock = now + offset - (bug == .lateClocks ? .minutes(2) : .zero)
        let faultsBefore = node.connection.faultCount
        if bug != .roundGivenUp || faultsBefore == 0 { await round(node, at: clock) }
        if node.connection.isDead {
            report.crashes += node.connection.crashCount
            stop(index)
        } else if node.connection.faultCount > faultsBefore {
            report.storeFaults += 1
            looksAgain = true
        } else if offset >= .zero {
            // A clock that is ahead speaks too early; only one that is behind cannot know.
            lastLightAt = now
        }
    }

    private func round(_ node: Node, at clock: Timestamp) async {
        let faultsBefore = node.connection.faultCount
        do throws(OperationError) {
            try await node.keeper.tick(at: clock, uptime: bug == .clockBelieved ? nil : now - start)
            try await node.pager.tick(at: clock)
            try await node.pager.finish(at: clock)
        } catch {
            guard !node.connection.isDead, node.connection.faultCount == faultsBefore else { return }
            books.note("at \(now) a round ends with \(error), and nothing had failed")
        }
    }

    private func start(_ index: Int) async {
        starts += 1
        if starts > nodes.count { report.restarts += 1 }
        let connection = FaultyStore(memory, faults: faults, seed: seed &+ UInt64(starts) &* 7919)
        do throws(Failure) {
            let store: any Store = if let bug { BuggyStore(base: connection, bug: bug) } else { connection }
            let ledger = try await Ledger.open(store: store, settings: settings)
            let operations = Operations(ledger: ledger, store: store)
            nodes[index] = Node(
                connection: connection, keeper: PromiseKeeper(operations: operations),
                pager: Pager(
                    operations: operations, channel: SilentPager(), allowed: [], holder: "\(starts)",
                    link: { "\($0)" }),
                rightSince: weather.offset(of: index) == .zero ? now : nil)
        } catch {
            if connection.faultCount + connection.crashCount == 0 {
                books.note("at \(now) a start ends with \(error), and nothing had failed")
            }
            report.crashes += connection.crashCount
            restartsAt[index] = now + .seconds(1)
        }
    }

    private func keepSnapshot() async {
        guard state.position - snapshotAt >= Self.entriesToSnapshot else { return }
        snapshotAt = state.position
        do {
            let stored = try codec(state)
            if stored != state { books.note("a snapshot at \(state.position) does not read back as it was") }
            try await memory.saveSnapshot(stored)
        } catch { books.note("no snapshot can be kept: \(error)") }
    }

    // MARK: The books

    func read() async {
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
            switch posted.update.author {
            case .holdingLine: report.holdingLines += 1
            case .person: report.words += 1
            case .system: if posted.update.isOverdueReport { report.overdueReports += 1 }
            }
            if posted.settled?.state == .broken { report.broken += 1 }
            books.heard(
                posted, at: entry.at, now: now, darkSince: darkSince,
                isClockAhead: nodes.indices.contains { weather.offset(of: $0) > .zero }, witnessSince: witnessSince)
            looksAgain = true
            plan(after: posted)
        case .alertRaised, .alertPassedOn: report.alerts += 1
        default: break
        }
    }

    /// Since when one and the same node has been there with a right clock.
    private var witnessSince: Timestamp? { nodes.compactMap { $0?.rightSince }.min() }

    private func check() {
        if lastLightAt == now {
            books.look(at: now, witnessSince: witnessSince)
            darkSince = nil
        } else {
            books.wasDarkNow()
            guard darkSince == nil else { return }
            darkSince = now
            if nodes.allSatisfy({ $0 == nil }) { report.blackouts += 1 }
        }
    }

    /// What was said is told at once, whatever clock dated it.
    private func checkTold() {
        for item in state.agenda.all {
            if case .fanOut(let id, let update) = item.duty {
                books.note("\(id): \(update) said and not told at \(now)")
            }
        }
    }

    /// The next instant at which anything can happen: by the books as well as by the agenda, so that a duty which the
    /// agenda forgot is seen to be missing.
    private func next() -> Timestamp {
        var next = end
        func consider(_ time: Timestamp) { if time > now { next = min(next, time) } }
        for time in speaksAt.values { consider(time) }
        for time in opensAt { consider(time) }
        for due in books.dueTimes {
            for time in [due - Self.edge, due, due + Self.edge, due + .seconds(6)] { consider(time) }
        }
        for time in books.ruleTimes { for late in 0...2 { consider(time + .seconds(late)) } }
        for index in restartsAt.indices where nodes[index] == nil { consider(max(restartsAt[index], now + Self.edge)) }
        if let shift = weather.shift {
            consider(shift.until)
            if let due = state.agenda.nextAt(after: now + shift.by) { consider(due - shift.by) }
        }
        if let due = state.agenda.nextAt(after: now) { consider(due) }
        // What a node left when it failed is done a second later; what waits for a lease waits for up to a minute.
        if lastLightAt != now || looksAgain { consider(now + .seconds(1)) }
        if let due = state.agenda.nextAt, due <= now {
            consider(now + max(.seconds(1), min(.seconds(30), TimeSpan(milliseconds: (now - due).milliseconds / 4))))
        }
        return next
    }
}
