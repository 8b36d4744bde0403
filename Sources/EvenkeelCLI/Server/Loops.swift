import EvenkeelDomain
import EvenkeelLedger
import Logging
import ServiceLifecycle

/// A loop around a `tick`: goes on while there is work, then sleeps until the next due time, a call or a second.
struct Loop: Service {
    let name: String
    let wake: Wake
    let logger: Logger
    /// When the next work is due by the clock; nil where only the poll finds it.
    let nextDue: @Sendable () async -> TimeSpan?
    /// Returns true if there may be more to do at once.
    let tick: @Sendable () async throws -> Bool
    /// What is to come to its end before the loop does.
    var finish: @Sendable () async -> Void = {}
    /// True where that is to begin while a tick may still run: it may take long by itself.
    var finishesAtOnce = false
    /// Where its ticks run, if not on one of the few threads that answer requests: one that computes for long.
    var thread: AsideThread?

    func run() async throws {
        try await withGracefulShutdownHandler {
            try await loop()
        } onGracefulShutdown: {
            if finishesAtOnce { Task { await finish() } }
        }
    }

    private func loop() async throws {
        while !Task.isCancelled, !Task.isShuttingDownGracefully {
            do { if try await withTaskExecutorPreference(thread, operation: tick) { continue } } catch {
                // What was to be done is still due; in a second the store may answer.
                logger.error("\(name) will try again", metadata: ["error": "\(error)"])
                await wake.wait(atMost: .seconds(1))
                continue
            }
            let due = await nextDue()?.milliseconds ?? 1000
            await wake.wait(atMost: .milliseconds(min(1000, max(1, due))))
        }
        await finish()
    }

    static func conductor(_ deployment: Deployment, wake: Wake, onwards: [Wake], logger: Logger) -> Loop {
        Loop(
            name: "conductor", wake: wake, logger: logger,
            nextDue: {
                let now = deployment.clock()
                return await deployment.operations.ledger.read { $0.agenda.nextAt(after: now) }.map { $0 - now }
            },
            tick: {
                let decided = try await deployment.conductor.round(at: deployment.clock())
                if decided { for next in onwards { next.call() } }
                return decided
            }, thread: AsideThread(label: "evenkeel.conductor"))
    }

    /// Its own loop, so that the days of a large rollout keep no halt waiting.
    static func days(_ deployment: Deployment, wake: Wake, onwards: [Wake], logger: Logger) -> Loop {
        Loop(
            name: "days", wake: wake, logger: logger, nextDue: { nil },
            tick: {
                let moved = try await deployment.conductor.keepDays(at: deployment.clock())
                if moved { for next in onwards { next.call() } }
                return moved
            }, thread: AsideThread(label: "evenkeel.days", givesWay: true))
    }

    /// Has the fleet at hand after a start, and what other nodes have changed in it.
    static func fleet(_ deployment: Deployment, logger: Logger) -> Loop {
        Loop(
            name: "fleet", wake: Wake(), logger: logger, nextDue: { nil },
            tick: {
                try await deployment.operations.image.refresh()
                return false
            }, thread: AsideThread(label: "evenkeel.fleet", givesWay: true))
    }

    /// Its own loop, so that a wave that opens makes no promise late.
    static func promises(_ deployment: Deployment, wake: Wake, onwards: [Wake], logger: Logger) -> Loop {
        let began = ContinuousClock.now
        return Loop(
            name: "promises", wake: wake, logger: logger,
            nextDue: {
                let now = deployment.clock()
                return await deployment.operations.ledger.read { $0.agenda.nextAt(after: now) }.map { $0 - now }
            },
            tick: {
                // Nobody can set this clock, so that it holds where the other is wrong.
                let uptime = TimeSpan(milliseconds: Int64((ContinuousClock.now - began) / .milliseconds(1)))
                let decided = try await deployment.promises.tick(at: deployment.clock(), uptime: uptime)
                if decided { for next in onwards { next.call() } }
                return decided
            })
    }

    static func pager(_ deployment: Deployment, wake: Wake, logger: Logger) -> Loop {
        Loop(
            name: "pager", wake: wake, logger: logger,
            nextDue: { await deployment.pager.isHandingOver ? TimeSpan(milliseconds: 50) : nil },
            tick: { try await deployment.pager.tick(at: deployment.clock()) > 0 },
            finish: {
                do { try await deployment.pager.finish(at: deployment.clock()) } catch {
                    // They go once more after the start: a page that comes twice is better than one that never came.
                    logger.error("what was handed over is not on record", metadata: ["error": "\(error)"])
                }
            })
    }

    static func tickets(_ desk: TicketDesk, _ deployment: Deployment, logger: Logger) -> Loop {
        Loop(
            name: "tickets", wake: Wake(), logger: logger, nextDue: { nil },
            tick: { try await desk.tick(at: deployment.clock()) > 0 })
    }

    static func courier(_ deployment: Deployment, wake: Wake, logger: Logger) -> Loop {
        Loop(
            name: "courier", wake: wake, logger: logger, nextDue: { nil },
            tick: { try await deployment.courier.tick(at: deployment.clock()) > 0 },
            finish: { await deployment.courier.close(within: .seconds(10)) }, finishesAtOnce: true)
    }

    /// Beside the courier's loop, which may wait for a mail server; it ends after that.
    static func courierLease(_ deployment: Deployment, logger: Logger) -> Loop {
        Loop(
            name: "courier's lease", wake: Wake(), logger: logger, nextDue: { Courier.glance },
            tick: {
                try await deployment.courier.keepLease(at: deployment.clock())
                return false
            })
    }

    static func postbox(_ postbox: Postbox, onwards: [Wake], logger: Logger) -> Loop {
        Loop(
            name: "mailbox", wake: Wake(), logger: logger, nextDue: { nil },
            tick: {
                let read = try await postbox.tick()
                if read > 0 { for next in onwards { next.call() } }
                return read > 0
            })
    }

    static func installer(_ deployment: Deployment, wake: Wake, onwards: [Wake], logger: Logger) -> Loop {
        // An hour that the clock on the wall is put on is no hour of work.
        let (ticking, began) = (ContinuousClock(), ContinuousClock.now)
        let steady: @Sendable () -> Timestamp = {
            let (seconds, attoseconds) = began.duration(to: ticking.now).components
            return Timestamp(milliseconds: seconds * 1000 + attoseconds / 1_000_000_000_000_000)
        }
        return Loop(
            name: "installer", wake: wake, logger: logger, nextDue: { nil },
            tick: {
                let moved = try await deployment.installer.tick(clock: deployment.clock, steady: steady)
                if moved > 0 { for next in onwards { next.call() } }
                return moved > 0
            })
    }
}
