import NIOCore
import Synchronization

/// What a sink has received, within its limits, who is connected, and who waits for more.
///
/// Behind a lock and no actor, because the connections that fill it live on event loops.
final class Mailroom: Sendable {
    private struct Contents {
        var messages: [SunkMessage] = []
        var keptBytes = 0
        var received = 0
        var connections = 0
        var open: [ObjectIdentifier: any Channel] = [:]
        var streams: [Int: AsyncStream<SunkMessage>.Continuation] = [:]
        var waiting: [Int: (count: Int, proceed: @Sendable () -> Void)] = [:]
        var nextKey = 0
        var stopped = false

        mutating func newKey() -> Int {
            nextKey += 1
            return nextKey
        }
    }

    private let limits: SinkLimits
    private let contents = Mutex(Contents())

    init(_ limits: SinkLimits) {
        self.limits = limits
    }

    /// The messages still kept, oldest first.
    var messages: [SunkMessage] { contents.withLock { $0.messages } }
    /// All messages ever received, also those no longer kept.
    var received: Int { contents.withLock { $0.received } }
    /// All connections ever made.
    var connections: Int { contents.withLock { $0.connections } }

    func keep(_ message: SunkMessage) {
        let ready = contents.withLock { contents in
            contents.received += 1
            contents.messages.append(message)
            contents.keptBytes += message.data.count
            var surplus = 0
            while contents.messages.count - surplus > limits.messages || contents.keptBytes > limits.keptBytes {
                contents.keptBytes -= contents.messages[surplus].data.count
                surplus += 1
            }
            contents.messages.removeFirst(surplus)
            for stream in contents.streams.values { stream.yield(message) }
            let received = contents.received
            let ready = contents.waiting.filter { $0.value.count <= received }
            for key in ready.keys { contents.waiting[key] = nil }
            return ready.values.map(\.proceed)
        }
        for proceed in ready { proceed() }
    }

    /// Calls `proceed` once, as soon as `count` messages have been received or the sink has stopped.
    ///
    /// It is called on the caller's thread or on that of whoever brings the last message.
    /// Returns a key for `release`; nil when `proceed` has been called already.
    @discardableResult
    func whenReceived(_ count: Int, _ proceed: @escaping @Sendable () -> Void) -> Int? {
        let key: Int? = contents.withLock { contents in
            guard contents.received < count, !contents.stopped else { return nil }
            let key = contents.newKey()
            contents.waiting[key] = (count, proceed)
            return key
        }
        if key == nil { proceed() }
        return key
    }

    /// Returns once `count` messages have been received, the sink has stopped or the task is cancelled.
    func wait(untilReceived count: Int) async {
        let waiter = Mutex<(key: Int?, isCancelled: Bool)>((nil, false))
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let key = whenReceived(count) { continuation.resume() }
                let isCancelled = waiter.withLock { waiter in
                    waiter.key = key
                    return waiter.isCancelled
                }
                if isCancelled, let key { release(key) }
            }
        } onCancel: {
            let key = waiter.withLock { waiter in
                waiter.isCancelled = true
                return waiter.key
            }
            if let key { release(key) }
        }
    }

    /// Lets one who waits proceed now; nothing happens where that was done before.
    private func release(_ key: Int) {
        contents.withLock { $0.waiting.removeValue(forKey: key) }?.proceed()
    }

    /// The messages from now on. A reader that falls behind by more than the limit misses the oldest.
    func arrivals() -> AsyncStream<SunkMessage> {
        let (stream, continuation) = AsyncStream.makeStream(
            of: SunkMessage.self, bufferingPolicy: .bufferingNewest(limits.messages))
        let key: Int? = contents.withLock { contents in
            guard !contents.stopped else { return nil }
            let key = contents.newKey()
            contents.streams[key] = continuation
            return key
        }
        guard let key else {
            continuation.finish()
            return stream
        }
        continuation.onTermination = { [weak self] _ in
            self?.contents.withLock { $0.streams[key] = nil }
        }
        return stream
    }

    /// Notes a connection; false when there are too many or the sink has stopped.
    func open(_ channel: any Channel) -> Bool {
        contents.withLock { contents in
            guard contents.open.count < limits.connections, !contents.stopped else { return false }
            contents.connections += 1
            contents.open[ObjectIdentifier(channel)] = channel
            return true
        }
    }

    func closed(_ channel: any Channel) {
        contents.withLock { $0.open[ObjectIdentifier(channel)] = nil }
    }

    /// Lets everybody who waits proceed, ends the streams and returns the connections to close.
    func stop() -> [any Channel] {
        let (open, streams, waiting) = contents.withLock { contents in
            contents.stopped = true
            defer {
                contents.streams = [:]
                contents.waiting = [:]
            }
            return (
                Array(contents.open.values), Array(contents.streams.values), contents.waiting.values.map(\.proceed)
            )
        }
        for stream in streams { stream.finish() }
        for proceed in waiting { proceed() }
        return open
    }
}
