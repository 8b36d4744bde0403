public import EvenkeelDomain

/// Keeps the promise clock: holding lines at the due second, reminders, warnings, pages that go round.
///
/// A loop of its own beside the conductor's: a wave of 50,000 sites that opens must not make a promise late. What falls
/// due on many incidents at the same second is one command and one transaction, since a thousand of them, one after
/// the other on a disk that takes 5 ms to sync, would take five seconds.
public actor PromiseKeeper {
    private static let actor = "conductor"
    private static let commitsInARow = 200
    private let operations: Operations
    private var clocks = ClockWatch()

    public init(operations: Operations) { self.operations = operations }

    /// One round. Returns true if anything was decided.
    ///
    /// - Parameter uptime: the time since some moment in the life of this process, by a clock that nobody can set; without
    ///   it a word waits for the time on record also where a wrong clock put that, see `ClockWatch`.
    @discardableResult
    public func tick(at now: Timestamp, uptime: TimeSpan? = nil) async throws(OperationError) -> Bool {
        do { try await operations.ledger.catchUp() } catch { throw .failed(error) }
        let watched = clocks.watched
        let (before, due, ahead) = await operations.ledger.read { state in
            (
                state.position, state.due(at: now),
                uptime == nil ? [:] : state.promisesAhead(of: now, watched: watched)
            )
        }
        let owed = due.compactMap { item in if case .keepPromise(let id) = item.duty { id } else { nil } }
        if !owed.isEmpty { try await perform(.keepPromises(owed), "promises", now) }
        if let uptime {
            let early = clocks.overdue(ahead, at: uptime)
            if !early.isEmpty { try await perform(.speakEarly(early), "early", now) }
        }
        var failure: OperationError?
        // A few hundred commits are a fraction of a second; then the clock is looked at again.
        for (command, id) in due.lazy.compactMap(\.duty.clockCommand).prefix(Self.commitsInARow) {
            do throws(OperationError) { try await perform(try await informed(command), id, now) } catch .refused {
                // Somebody was first; the next round looks again.
                continue
            } catch { failure = failure ?? error }
        }
        if let failure { throw failure }
        return await operations.ledger.read { $0.position } != before
    }

    /// The command with what only rows can tell: whether mail leaves again that did not.
    private func informed(_ command: Command) async throws(OperationError) -> Command {
        guard case .passOnAlert(let id, let alertID, _) = command,
            let alert = await operations.ledger.read({ $0.incidents[id]?.alerts.last { $0.id == alertID } }),
            alert.reason == .wordsDoNotLeave
        else { return command }
        let isStuck = try await operations.rows { () async throws(Failure) in
            try await operations.isMailStuck(about: id, since: alert.raisedAt)
        }
        return .passOnAlert(id, alertID, isOver: !isStuck)
    }

    private func perform(_ command: Command, _ id: String, _ now: Timestamp) async throws(OperationError) {
        let position = await operations.ledger.read { $0.position }
        try await operations.perform(command, id: CommandID("\(id)@\(position)"), by: Self.actor, at: now)
    }
}

extension Duty {
    /// What keeps the promise clock; nil for what is the conductor's, the courier's or the pager's. The promises
    /// themselves are kept together, by `Command.keepPromises`.
    public var clockCommand: (command: Command, id: String)? {
        switch self {
        case .climb(let id, let promise, let rung): (.climb(id, promise, rung), "climb/\(id)/\(promise)/\(rung)")
        case .warnOfLateness(let id, let promise): (.warnOfLateness(id, promise), "warn/\(id)/\(promise)")
        case .missPromise(let id, let promise): (.missPromise(id, promise), "miss/\(id)/\(promise)")
        case .pageForDraft(let id): (.pageForDraft(id), "draft/\(id)")
        case .passOnAlert(let id, let alert): (.passOnAlert(id, alert), "pass-on/\(alert)")
        case .announceWave, .openWave, .judgeWave, .recordRecall, .withdrawDates, .remindWave, .remindChosen,
            .renewDates, .releaseSites, .ownIncident, .keepPromise, .handOverAlert, .fanOut, .warnOfHold,
            .expireHold,
            .sendLetters, .fanOutMaintenance, .overrunMaintenance:
            nil
        }
    }
}
