import EvenkeelDomain
import EvenkeelLedger

/// One process of Evenkeel: a ledger and its loops on a connection of its own.
struct Node: Sendable {
    let connection: FaultyStore
    let operations: Operations
    let conductor: Conductor
    let courier: Courier
    let installer: Installer

    /// Starts, as after `kill -9`: from what the store has.
    static func open(
        name: String, connection: FaultyStore, bench: JudgeBench, channel: SimulatedChannel,
        executor: SimulatedExecutor, log: any WireLog, clock: HandCrankedClock
    ) async throws(Failure) -> Node {
        let settings = Settings(organisation: "Evenkeel", baseURL: "https://status.example")
        let ledger = try await Ledger.open(store: connection, settings: settings)
        let operations = Operations(ledger: ledger, store: connection, bench: bench)
        let composer = MessageComposer(
            settings: settings, catalog: .bare, mailDomain: "evenkeel.example", zones: { _ in nil })
        return Node(
            connection: connection, operations: operations, conductor: Conductor(operations: operations),
            courier: Courier(
                operations: operations, composer: composer, channel: channel, allowed: [], holder: name, log: log,
                parallel: 1, clock: { clock.now }),
            installer: Installer(operations: operations, executors: [.command: executor]))
    }

    /// What its loops do now: at most `turns` of them. Returns true if more is to be done at once.
    ///
    /// - Parameter conductorNow: the conductor's clock; everybody else goes by `clock`.
    func round(turns: Int, clock: HandCrankedClock, conductorNow: Timestamp) async throws(OperationError) -> Bool {
        for _ in 0..<turns {
            let decided = try await conductor.tick(at: conductorNow)
            let installed = try await installer.tick(clock: { clock.now })
            let settled: Int
            do { settled = try await courier.tick(at: clock.now) } catch { throw .failed(error) }
            if !decided, installed == 0, settled == 0 { return false }
        }
        return true
    }
}
