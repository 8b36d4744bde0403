import Dispatch

/// The thread of one SMTP session, as the executor of an actor.
///
/// libcurl blocks for as long as a server takes to answer. A serial queue gets a
/// thread of its own when it has work, so a slow server holds up its session and not
/// the few threads that run everything else.
final class SMTPSessionQueue: SerialExecutor {
    private let queue = DispatchQueue(label: "evenkeel.smtp")

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
    }

    /// Runs `work` after all that was enqueued before.
    func run(_ work: @escaping @Sendable () -> Void) {
        queue.async(execute: work)
    }
}
