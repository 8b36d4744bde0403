import EvenkeelDomain
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Holds a command to its time: when that is up, all processes of its group are asked to end (SIGTERM), and those that
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
        /// The time was up before there was a leader.
        var isOverdue = false
        var isOver = false
    }

    private let length: TimeSpan
    private let state = Mutex(State())

    init(_ length: TimeSpan) { self.length = length }

    /// True once the command was asked to end because its time was up.
    var isOver: Bool { state.withLock(\.isOver) }

    func started(_ leader: pid_t) {
        state.withLock { state in
            state.leader = leader
            if state.isOverdue { state.isOver = kill(-leader, SIGKILL) == 0 }
        }
    }

    /// To be called when the command has ended, however it did.
    func ended() {
        state.withLock { state in
            state.hasEnded = true
            // A group keeps its number as long as it has members, so that this reaches them or nobody.
            if state.isOver, let leader = state.leader { kill(-leader, SIGKILL) }
        }
    }

    /// Waits until the time is up and ends the command then; returns at once when cancelled.
    func watch() async {
        do { try await Task.sleep(for: .milliseconds(length.milliseconds)) } catch { return }
        guard signal(SIGTERM) else { return }
        do { try await Task.sleep(for: Self.grace) } catch { return }
        _ = signal(SIGKILL)
    }

    /// False if there is nobody left to signal.
    private func signal(_ number: Int32) -> Bool {
        state.withLock { state in
            state.isOverdue = true
            guard let leader = state.leader, !state.hasEnded, kill(-leader, number) == 0 else { return false }
            state.isOver = true
            return true
        }
    }
}
