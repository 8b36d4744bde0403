import Foundation
import Synchronization

/// A thread for work that takes long and may wait, beside the few that run everything else. It is there as long as the process.
final class AsideThread: TaskExecutor {
    /// So much less of a busy processor than others have, as `nice` counts it: a third.
    private static let niceness: Int32 = 5

    private let jobs = Mutex<[UnownedJob]>([])
    private let waiting = DispatchSemaphore(value: 0)

    /// - Parameter givesWay: whether it leaves a busy processor to threads for which others wait: what is sent, the database,
    ///   who asks for a page. They had a fifth of a millisecond to wait for theirs at each step, with two processors.
    init(label: String, givesWay: Bool = false) {
        let thread = Thread { [self] in work(givesWay: givesWay) }
        thread.name = label
        thread.start()
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        jobs.withLock { $0.append(job) }
        waiting.signal()
    }

    private func work(givesWay: Bool) {
        #if os(Linux)
            // Linux takes 0 for the calling thread (setpriority(2), bugs).
            if givesWay { _ = setpriority(Int32(PRIO_PROCESS.rawValue), 0, Self.niceness) }
        #endif
        while true {
            waiting.wait()
            let job = jobs.withLock { $0.isEmpty ? nil : $0.removeFirst() }
            job?.runSynchronously(on: asUnownedTaskExecutor())
        }
    }
}
