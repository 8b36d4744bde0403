import EvenkeelDomain
import EvenkeelLedger
import Synchronization

/// An executor that answers as it was told to, does something in the middle of an install, and remembers what it did.
final class ScriptedExecutor: Executor {
    private let script: Mutex<[InstallResult]>
    private let started = Mutex<[InstallationID]>([])
    private let meanwhile: @Sendable () async -> Void

    init(_ results: [InstallResult] = [], meanwhile: @escaping @Sendable () async -> Void = {}) {
        script = Mutex(results)
        self.meanwhile = meanwhile
    }

    var sites: [InstallationID] { started.withLock { $0 } }

    func install(_ job: InstallJob) async -> InstallResult {
        started.withLock { $0.append(job.site.id) }
        let result = script.withLock { $0.isEmpty ? .installed(note: "done") : $0.removeFirst() }
        await meanwhile()
        return result
    }
}
