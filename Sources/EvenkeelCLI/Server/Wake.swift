import Synchronization

/// Lets whoever made work wake the one loop that does it, before its next look at the clock.
final class Wake: Sendable {
    private enum Waiting {
        case nobody
        /// Called while nobody waited: the next wait returns at once.
        case called
        case sleeper(number: Int, CheckedContinuation<Void, Never>)
    }

    private let state = Mutex<(waiting: Waiting, number: Int)>((.nobody, 0))

    func call() { end(nil) }

    /// Returns when called or after `duration`, whichever is first, or when its task is cancelled.
    func wait(atMost duration: Duration) async {
        let number = state.withLock { state in
            state.number += 1
            return state.number
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isReady = state.withLock { state in
                    if case .called = state.waiting {
                        state.waiting = .nobody
                        return true
                    }
                    if Task.isCancelled { return true }
                    state.waiting = .sleeper(number: number, continuation)
                    return false
                }
                if isReady { return continuation.resume() }
                // Started only now, so that it cannot end before there is somebody to wake.
                Task {
                    do { try await Task.sleep(for: duration) } catch { return }
                    end(number)
                }
            }
        } onCancel: {
            end(number)
        }
    }

    /// Ends the wait of that number, or with nil whichever there is.
    private func end(_ number: Int?) {
        let sleeper: CheckedContinuation<Void, Never>? = state.withLock { state in
            switch state.waiting {
            case .sleeper(let waiting, let continuation) where number == nil || number == waiting:
                state.waiting = .nobody
                return continuation
            case .nobody where number == nil:
                state.waiting = .called
                return nil
            default: return nil
            }
        }
        sleeper?.resume()
    }
}
