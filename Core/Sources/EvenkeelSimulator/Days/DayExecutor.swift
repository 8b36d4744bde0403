import EvenkeelDomain
import EvenkeelLedger
import Synchronization

/// Installs at once where it can, and remembers where it began.
final class DayExecutor: Executor {
    private struct Memory {
        var begun: [InstallationID] = []
        var ends: [InstallID: InstallResult] = [:]
    }

    private let seed: UInt64
    private let failures: Double
    private let memory = Mutex(Memory())

    init(seed: UInt64, failures: Double) {
        self.seed = seed
        self.failures = failures
    }

    /// Where it has begun since it was last asked.
    func takeBegun() -> [InstallationID] {
        memory.withLock { memory in
            defer { memory.begun = [] }
            return memory.begun
        }
    }

    func start(_ job: InstallJob) async -> InstallProgress {
        memory.withLock { memory in
            if let end = memory.ends[job.id] { return .ended(end) }
            if job.backTo == nil { memory.begun.append(job.site.id) }
            let end = end(of: job)
            memory.ends[job.id] = end
            return .ended(end)
        }
    }

    func look(at job: InstallJob) async -> InstallProgress {
        memory.withLock { $0.ends[job.id].map { .ended($0) } ?? .notStarted }
    }

    private func end(of job: InstallJob) -> InstallResult {
        var random = SplitMix64(seed: seed, for: "end/\(job.site.id)/\(job.attempt)/\(job.startedAt.milliseconds)")
        guard random.chance(failures) else { return .installed(note: "done") }
        switch random.below(4) {
        case 0: return .failed(note: "exit status 1")
        case 1: return .timedOut(note: "killed")
        default: return .unreachable(note: "nobody there")
        }
    }
}
