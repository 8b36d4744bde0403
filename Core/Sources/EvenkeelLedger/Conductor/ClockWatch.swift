import EvenkeelDomain

/// Sees to it that a wrong clock makes nobody wait longer than the interval.
///
/// A node whose clock is an hour ahead dates its word an hour ahead, and promises the next one in an hour and a quarter
/// where a quarter is the rule. A node whose clock was set back by an hour would say the next word an hour late. In both
/// cases the record is ahead of this node's clock, and no node can say which of the two is right. So the interval is
/// counted on a clock that nobody can set, from when this node first read such a word, and after it a holding line is
/// said, whatever the record has.
struct ClockWatch {
    private struct Wait {
        let promise: PromiseID
        let interval: TimeSpan
        let since: TimeSpan
    }

    private var waits: [IncidentID: Wait] = [:]

    /// The promises that are watched until they have ended.
    var watched: [IncidentID: PromiseID] { waits.mapValues(\.promise) }

    /// - Parameters:
    ///   - ahead: those of `State.promisesAhead`.
    ///   - uptime: the time since some moment in the life of this process.
    /// - Returns: those whose interval is over.
    mutating func overdue(_ ahead: [IncidentID: Promise], at uptime: TimeSpan) -> [IncidentID: PromiseID] {
        let before = waits
        waits = [:]
        for (id, promise) in ahead {
            let known = before[id].flatMap { $0.promise == promise.id ? $0 : nil }
            waits[id] = known ?? Wait(promise: promise.id, interval: promise.due - promise.madeAt, since: uptime)
        }
        return waits.filter { uptime >= $0.value.since + $0.value.interval }.mapValues(\.promise)
    }
}

extension State {
    /// The open promises of a next word that were made later than `now`, and those of `watched` that still stand.
    func promisesAhead(of now: Timestamp, watched: [IncidentID: PromiseID]) -> [IncidentID: Promise] {
        // The record is ahead of a clock only where a clock is wrong: nothing is walked over otherwise.
        let isAhead = at > now + Promise.tolerance
        guard isAhead || !watched.isEmpty else { return [:] }
        var found: [IncidentID: Promise] = [:]
        for id in isAhead ? Array(incidents.keys) : Array(watched.keys) {
            guard let incident = incidents[id], incident.status.isOpen, let promise = incident.openPromise,
                promise.kind == .update, watched[id] == promise.id || promise.madeAt > now + Promise.tolerance
            else { continue }
            found[id] = promise
        }
        return found
    }
}
