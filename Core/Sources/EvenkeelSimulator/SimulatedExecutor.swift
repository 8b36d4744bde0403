import EvenkeelDomain
import EvenkeelLedger
import Synchronization

/// Installs at once, and knows what every site really runs and how every install ended.
final class SimulatedExecutor: Executor {
    private let auditor: Auditor
    private let clock: HandCrankedClock
    private let seed: UInt64
    private let faults: Faults
    private let running = Mutex<[InstallationID: Version]>([:])
    private let ends = Mutex<[InstallID: InstallResult]>([:])

    init(auditor: Auditor, clock: HandCrankedClock, seed: UInt64, faults: Faults) {
        self.auditor = auditor
        self.clock = clock
        self.seed = seed
        self.faults = faults
    }

    /// What the sites that were touched run.
    var versions: [InstallationID: Version] { running.withLock { $0 } }

    func start(_ job: InstallJob) async -> InstallProgress {
        if let end = ends.withLock({ $0[job.id] }) { return .ended(end) }
        await auditor.sawInstallStart(job, at: clock.now)
        let end = end(of: job)
        ends.withLock { $0[job.id] = end }
        return .ended(end)
    }

    func look(at job: InstallJob) async -> InstallProgress {
        ends.withLock { $0[job.id] }.map { .ended($0) } ?? .notStarted
    }

    private func end(of job: InstallJob) -> InstallResult {
        var random = SplitMix64(seed: seed, for: "install/\(job.site.id)/\(job.release.version)/\(job.attempt)")
        if random.chance(faults.executor) { return .failed(note: "exit status 1") }
        if random.chance(faults.executor) { return .timedOut(note: "killed after \(job.timeout)") }
        running.withLock { $0[job.site.id] = job.backTo ?? job.release.version }
        return .installed(note: "done")
    }
}
