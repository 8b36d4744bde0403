import EvenkeelDomain
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Holds a command to its time: when that is up, or it is to stop, all processes of its group are asked to end (SIGTERM), and those that
/// are still there two seconds later, or when the command itself has ended, are killed.
///
/// The run is not simply cancelled, because that closes the command's output: an install that says what it takes back
/// would die of its first word (SIGPIPE), half taken back.
final class TimeLimit: Sendable {
    private static let grace = Duration.seconds(2)

    private struct State {
        /// The leader of the process group; nil before it was started.
        var leader: pid_t?
        var hasEnded = false
        /// It was to end before there was a leader.
        var isOverdue: Cause?
        var cause: Cause?
    }

    /// Why a command was ended.
    enum Cause { case time, stop }

    /// How often it is looked whether the command is to stop.
    private static let look = Duration.milliseconds(200)

    private let length: TimeSpan
    private let isToStop: @Sendable () -> Bool
    private let state = Mutex(State())

    init(_ length: TimeSpan, isToStop: @escaping @Sendable () -> Bool = { false }) {
        self.length = length
        self.isToStop = isToStop
    }

    /// Set once the command was asked to end.
    var cause: Cause? { state.withLock(\.cause) }

    func started(_ leader: pid_t) {
        state.withLock { state in
            state.leader = leader
            if let cause = state.isOverdue, kill(-leader, SIGKILL) == 0 { state.cause = cause }
        }
    }

    /// To be called when the command has ended, however it did.
    func ended() {
        state.withLock { state in
            state.hasEnded = true
            // A group keeps its number as long as it has members, so that this reaches them or nobody.
            if state.cause != nil, let leader = state.leader { kill(-leader, SIGKILL) }
        }
    }

    /// Waits until the time is up, or it is to stop, and ends the command then; returns at once when cancelled.
    func watch() async {
        let clock = ContinuousClock()
        let end = clock.now + .milliseconds(length.milliseconds)
        var cause: Cause?
        while cause == nil {
            let left = clock.now.duration(to: end)
            do { try await Task.sleep(for: min(Self.look, max(.zero, left))) } catch { return }
            cause = clock.now >= end ? .time : isToStop() ? .stop : nil
        }
        guard let cause, signal(SIGTERM, cause) else { return }
        do { try await Task.sleep(for: Self.grace) } catch { return }
        _ = signal(SIGKILL, cause)
    }

    /// False if there is nobody left to signal.
    private func signal(_ number: Int32, _ cause: Cause) -> Bool {
        state.withLock { state in
            state.isOverdue = state.isOverdue ?? cause
            guard let leader = state.leader, !state.hasEnded, kill(-leader, number) == 0 else { return false }
            state.cause = state.cause ?? cause
            return true
        }
    }
}
