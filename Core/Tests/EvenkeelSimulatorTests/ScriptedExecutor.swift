import EvenkeelDomain
import EvenkeelLedger
import Synchronization

/// An executor that answers as it was told to, does something in the middle of an install, and remembers what it did.
final class ScriptedExecutor: Executor {
    private struct Memory {
        var script: [InstallProgress]
        var started: [InstallationID] = []
        var progress: [InstallID: InstallProgress] = [:]
        var cancelled: [InstallID] = []
        var rollbacks: [Version] = []
    }

    private let memory: Mutex<Memory>
    private let answer: CancelAnswer
    private let isOverOnceAbandoned: Bool
    private let meanwhile: @Sendable () async -> Void

    /// - Parameters:
    ///   - progress: what the starts come to, in their order; those beyond are installed at once.
    ///   - answer: what a request to stop comes to.
    ///   - isOverOnceAbandoned: whether nothing of an install runs any more once its time is up.
    init(
        progress: [InstallProgress], answer: CancelAnswer = .goesOn, isOverOnceAbandoned: Bool = false,
        meanwhile: @escaping @Sendable () async -> Void = {}
    ) {
        memory = Mutex(Memory(script: progress))
        self.answer = answer
        self.isOverOnceAbandoned = isOverOnceAbandoned
        self.meanwhile = meanwhile
    }

    convenience init(_ results: [InstallResult] = [], meanwhile: @escaping @Sendable () async -> Void = {}) {
        self.init(progress: results.map { .ended($0) }, meanwhile: meanwhile)
    }

    var sites: [InstallationID] { memory.withLock(\.started) }
    /// What was to run again, where something was taken back.
    var rollbacks: [Version] { memory.withLock(\.rollbacks) }
    var cancelled: [InstallID] { memory.withLock(\.cancelled) }

    /// From now on the install has come to this.
    func set(_ id: InstallID, _ progress: InstallProgress) { memory.withLock { $0.progress[id] = progress } }

    func start(_ job: InstallJob) async -> InstallProgress {
        let progress = memory.withLock { memory in
            if let known = memory.progress[job.id], known != .notStarted { return known }
            memory.started.append(job.site.id)
            if let version = job.backTo { memory.rollbacks.append(version) }
            let next = memory.script.isEmpty ? .ended(.installed(note: "done")) : memory.script.removeFirst()
            memory.progress[job.id] = next
            return next
        }
        await meanwhile()
        return progress
    }

    func look(at job: InstallJob) async -> InstallProgress {
        memory.withLock { $0.progress[job.id] ?? .notStarted }
    }

    func abandon(_ job: InstallJob) async -> Bool { isOverOnceAbandoned }

    func cancel(_ job: InstallJob) async -> CancelAnswer {
        memory.withLock { $0.cancelled.append(job.id) }
        return answer
    }
}
