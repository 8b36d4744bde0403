import EvenkeelDomain
import EvenkeelLedger
import Synchronization

/// Installs, and knows what every site really runs.
final class SimulatedExecutor: Executor {
    private let auditor: Auditor
    private let clock: HandCrankedClock
    private let seed: UInt64
    private let faults: Faults
    private let running = Mutex<[InstallationID: Version]>([:])

    init(auditor: Auditor, clock: HandCrankedClock, seed: UInt64, faults: Faults) {
        self.auditor = auditor
        self.clock = clock
        self.seed = seed
        self.faults = faults
    }

    /// What the sites that were touched run.
    var versions: [InstallationID: Version] { running.withLock { $0 } }

    func install(_ job: InstallJob) async -> InstallResult {
        await auditor.sawInstallStart(job, at: clock.now)
        var random = SplitMix64(seed: seed, for: "install/\(job.site.id)/\(job.release.version)/\(job.attempt)")
        if random.chance(faults.executor) { return .failed(note: "exit status 1") }
        if random.chance(faults.executor) { return .timedOut(note: "killed after \(job.timeout)") }
        running.withLock { $0[job.site.id] = job.release.version }
        return .installed(note: "done")
    }
}
