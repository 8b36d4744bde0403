import EvenkeelDomain
import EvenkeelLedger
import EvenkeelSimulator
import Synchronization
import Testing

/// An install with 30 minutes, at whose server somebody puts the clock on the wall on and back. Two clocks: that one, and
/// one that only goes.
@Suite("A clock that is put on or back while an install runs")
struct ClockJumpInstallTests {
    private let bench: Bench
    private let installer: Installer
    private let times: Times

    final class Times: Sendable {
        private let shift = Mutex(TimeSpan.zero)
        let steady: HandCrankedClock

        init(_ steady: HandCrankedClock) { self.steady = steady }

        func put(_ by: TimeSpan) { shift.withLock { $0 = $0 + by } }
        var wall: Timestamp { steady.now + shift.withLock { $0 } }
    }

    init() async throws {
        bench = try await Bench()
        times = Times(bench.clock)
        try await bench.openWave()
        let executor = ScriptedExecutor(progress: [.underWay, .underWay])
        installer = Installer(operations: bench.operations, executors: [.command: executor])
        try await tick()
    }

    private func tick(after span: TimeSpan = .zero) async throws {
        bench.pass(span)
        _ = try await installer.tick(clock: { [times] in times.wall }, steady: { [times] in times.steady.now })
    }

    private func running() async throws -> Int { try await bench.placements([.started]).count }

    static let hour = TimeSpan.hours(1)
    static let back = TimeSpan(milliseconds: -hour.milliseconds)

    @Test(
        "changes nothing of its time limit",
        arguments: [[hour], [back], [back, hour, hour], [hour, back], []])
    func jumps(by shifts: [TimeSpan]) async throws {
        for shift in shifts {
            times.put(shift)
            try await tick(after: .seconds(5))
        }
        let passed = TimeSpan.seconds(5 * shifts.count)
        #expect(try await running() == 2, "after \(passed.milliseconds / 1000) s")
        // Half an hour, and the minute in which an end may still be told.
        try await tick(after: TimeSpan(milliseconds: TimeSpan.minutes(31).milliseconds - passed.milliseconds))
        #expect(try await running() == 2)
        try await tick(after: .seconds(1))
        #expect(try await running() == 0)
    }
}
