import EvenkeelDomain
public import EvenkeelLedger

/// One seeded run of the whole loop, on a hand-cranked clock, with faults, audited.
///
/// Nothing in it depends on anything but the seed: a run that failed fails again.
public actor Simulation {
    private let seed: UInt64
    private let sabotage: Sabotage?
    private let faults: Faults
    private let codec: (@Sendable (State) throws -> State)?
    private let bench: JudgeBench
    private let world: World
    private let memory = MemoryStore()
    private let clock = HandCrankedClock(at: World.start)
    private let auditor: Auditor
    private let channel: SimulatedChannel
    private let executor: SimulatedExecutor
    private var random: SplitMix64
    private var staff: Staff
    private var nodes: [Node?] = [nil, nil]
    private let disks = [MemoryWireLog.Disk(), MemoryWireLog.Disk()]
    /// When a process that ended is started again.
    private var restartsAt: [Timestamp]
    private var starts = 0
    private var wishes: [Wish] = []
    private var unheard: [Outcome] = []
    private var nextReport = World.start + .hours(12)
    /// True while a node has more to do at once than it had turns for.
    private var isBusy = false

    /// - Parameters:
    ///   - sabotage: a bug to plant.
    ///   - codec: writes a snapshot and reads it back, so that what a snapshot does not keep is missed.
    ///   - bench: shared by many runs, which then need not calibrate the same rules again.
    public init(
        seed: UInt64, faults: Faults = .rough, sabotage: Sabotage? = nil,
        codec: (@Sendable (State) throws -> State)? = nil, bench: JudgeBench = JudgeBench()
    ) {
        self.seed = seed
        self.sabotage = sabotage
        self.faults = faults
        self.codec = codec
        self.bench = bench
        let world = World(seed: seed)
        self.world = world
        random = SplitMix64(seed: seed, for: "simulation")
        staff = Staff(seed: seed)
        restartsAt = [World.start, World.start]
        let auditor = Auditor(store: memory, fleet: world.fleet)
        self.auditor = auditor
        channel = SimulatedChannel(auditor: auditor, clock: clock, seed: seed, faults: faults)
        executor = SimulatedExecutor(auditor: auditor, clock: clock, seed: seed, faults: faults)
    }

    /// Runs up to 40 days, then lets everything come to rest without faults, and closes the books.
    public func run() async -> SimulationReport {
        do {
            try await memory.change([
                .putCustomers(world.fleet.customers.values.sorted { $0.id < $1.id }),
                .putContacts(world.fleet.contacts.values.joined().sorted { $0.id < $1.id }),
                .putInstallations(world.fleet.installations),
            ])
        } catch { await auditor.found(.unexpectedFailure, "the fleet is not taken: \(error)") }
        let end = World.start + .days(40)
        while clock.now < end, await !isOver() {
            await step()
            clock.advance(to: min(end, await nextInstant()))
        }
        await rest()
        await auditor.finish(codec: codec)
        for node in nodes.compactMap(\.self) {
            await count(node.connection)
            do { try await node.operations.ledger.catchUp() } catch {
                await auditor.found(.unexpectedFailure, "a node at rest cannot read: \(error)")
            }
            await auditor.compare(node.operations.ledger)
        }
        var report = await auditor.report
        report.seeds = [seed]
        return report
    }

    /// Nothing is open and the last rollout is through.
    private func isOver() async -> Bool {
        let state = await auditor.state
        guard let last = state.rollouts[Policies.lastRollout], last.state == .completed || last.state == .aborted else {
            return false
        }
        return state.incidents.values.allSatisfy { $0.openPromise == nil && $0.status != .suspected }
    }

    private func step() async {
        await auditor.count(\.steps)
        isBusy = false
        await report()
        await ask()
        for index in nodes.indices.shuffled(using: &random) { await tick(index) }
    }

    /// Without faults, live, and for long enough that every lease and every wait is over.
    private func rest() async {
        for node in nodes { node?.connection.stopFaults() }
        restartsAt = [clock.now, clock.now]
        wishes =
            await auditor.state.outbound == .live
            ? [] : [.command("live at last", at: -1, .changeOutbound(.live))]
        for _ in 0..<40 {
            await ask()
            for index in nodes.indices { await tick(index, faults: Faults.none) }
            clock.advance(to: clock.now + .minutes(5))
        }
    }

    // MARK: The clock

    /// The next instant at which something is due, or a moment before it.
    private func nextInstant() async -> Timestamp {
        let now = clock.now
        if isBusy { return now + .seconds(1 + random.below(60)) }
        var times =
            [now + .hours(6), nextReport] + restartsAt.indices.filter { nodes[$0] == nil }.map { restartsAt[$0] }
        if let due = await auditor.state.agenda.nextAt(after: now) { times.append(due) }
        do {
            let waiting = try await memory.deliveries(DeliveryQuery(states: [.queued, .claimed, .sending, .uncertain]))
            times += waiting.map { max($0.notBefore, now + .seconds(61)) }
        } catch { await auditor.found(.unexpectedFailure, "\(error)") }
        let next = times.filter { $0 > now }.min() ?? now + .hours(1)
        let span = Int((next - now).milliseconds)
        return random.chance(0.15) ? now + TimeSpan(milliseconds: Int64(1 + random.below(span))) : next
    }

    // MARK: The outside

    /// Sites report; what nobody could take is told again.
    private func report() async {
        if clock.now >= nextReport {
            unheard += world.reports(at: clock.now, versions: executor.versions)
            nextReport = clock.now + .hours(12)
        }
        guard !unheard.isEmpty, let node = random.pick(nodes.compactMap(\.self)) else { return }
        do {
            let reports = unheard.enumerated().map { OutcomeBatch.Report(index: $0, outcome: $1) }
            _ = try await node.operations.record(reports, source: "monitoring", at: clock.now)
            unheard = []
        } catch { await sawFailure(error, of: node) }
    }

    /// People ask; what was not answered is asked again under the same id, of whichever node answers.
    private func ask() async {
        let state = await auditor.state
        for wish in staff.wishes(state, at: clock.now) where !wishes.contains(where: { $0.name == wish.name }) {
            wishes.append(wish)
        }
        var unanswered: [Wish] = []
        await auditor.catchUp()
        for wish in wishes {
            // What must be refused must be refused now: later it may be allowed.
            if wish.mustBeRefused, await auditor.state.position != wish.position { continue }
            guard let node = random.pick(nodes.compactMap(\.self)), !node.connection.isDead else {
                unanswered.append(wish)
                continue
            }
            do throws(OperationError) {
                try await wish.act(node.operations, wish.id, clock.now)
                if wish.mustBeRefused { await auditor.found(.refusalMissing, wish.name) }
            } catch {
                unanswered += await sawAnswer(error, to: wish, of: node)
            }
            await auditor.catchUp()
        }
        wishes = unanswered
    }

    /// What is to be asked next.
    private func sawAnswer(_ error: OperationError, to wish: Wish, of node: Node) async -> [Wish] {
        switch error {
        case .refused(.guardNotSatisfied):
            await auditor.count(\.guardRefusals)
            return [staff.planAgain(await auditor.state)]
        case .refused, .cannotPlan:
            await auditor.count(\.refusals)
            return []
        case .failed:
            await sawFailure(error, of: node)
            return [wish]
        }
    }

    // MARK: The nodes

    private func tick(_ index: Int, faults: Faults? = nil) async {
        if nodes[index] == nil { await open(index, faults: faults ?? self.faults) }
        guard let node = nodes[index] else { return }
        let late: TimeSpan = sabotage == .lateConductor ? .minutes(10) : .zero
        do throws(OperationError) {
            let turns = random.chance(0.5) ? 1 : 20
            if try await node.round(turns: turns, clock: clock, conductorNow: clock.now - late) { isBusy = true }
            await auditor.sawCleanRound(at: clock.now)
            if random.chance(0.1) { await auditor.compare(node.operations.ledger) }
            if random.chance(0.05) {
                do { try await node.operations.ledger.saveSnapshot() } catch { throw .failed(error) }
            }
        } catch {
            await sawFailure(error, of: node)
        }
        guard node.connection.isDead else { return }
        await count(node.connection)
        nodes[index] = nil
        restartsAt[index] = clock.now + .seconds(random.below(900))
    }

    private func open(_ index: Int, faults: Faults) async {
        guard clock.now >= restartsAt[index] else { return }
        starts += 1
        var base: any Store = memory
        if let sabotage {
            let everybody = world.fleet.customers.keys.sorted()
            base = SabotagedStore(base: memory, sabotage: sabotage, isDeaf: index == 1, everybody: everybody)
        }
        let connection = FaultyStore(base, faults: faults, seed: seed &+ UInt64(starts) &* 7919)
        let log = MemoryWireLog(on: disks[index], forgetsMarks: sabotage == .marksForgotten) { connection.isDead }
        do throws(Failure) {
            let node = try await Node.open(
                name: "node-\(index)-\(starts)", connection: connection, bench: bench, channel: channel,
                executor: executor, log: log, clock: clock)
            nodes[index] = node
            await auditor.compare(node.operations.ledger)
        } catch {
            await count(connection)
            restartsAt[index] = clock.now + .seconds(1)
        }
    }

    /// A store that does not answer is part of the game; anything else is not.
    private func sawFailure(_ error: OperationError, of node: Node) async {
        switch error {
        case .failed(.unavailable), .failed(.headMoved), .failed(.rowsMoved): return
        default: await auditor.found(.unexpectedFailure, "\(error) at \(clock.now)")
        }
    }

    private func count(_ connection: FaultyStore) async {
        await auditor.count(\.crashes, connection.crashCount)
        await auditor.count(\.storeFaults, connection.faultCount)
    }
}
