/// The figures of what was promised: three kept apart, kept by a person, kept by a holding line, broken.
public struct PromiseRecord: Hashable, Sendable {
    public var made = 0
    public var open = 0
    public var keptByPerson = 0
    public var keptByHoldingLine = 0
    public var broken = 0
    /// The longest that somebody waited beyond a promise.
    public var worstMiss = TimeSpan.zero
    /// From the beginning of an incident to the first word on it, in the middle of all incidents.
    public var medianFirstWord: TimeSpan?
    /// The longest that nothing was said on an open incident.
    public var longestSilence = TimeSpan.zero
    public var incidents = 0
    /// Incidents that we knew of before any customer told us.
    public var knownFirst = 0
    public var reportsDue = 0
    public var reportsOnTime = 0
    public var repeats = 0

    public init() {}

    /// - Parameter kinds: which promises count; a regulator's are nobody else's business.
    public init(
        of incidents: some Sequence<Incident>, kinds: Set<Promise.Kind> = [.update, .report, .action, .rest],
        at now: Timestamp
    ) {
        var firstWords: [TimeSpan] = []
        for incident in incidents where incident.ownedAt != nil && !incident.isDrill {
            self.incidents += 1
            if !incident.customerWasFirst { knownFirst += 1 }
            if let first = incident.updates.first { firstWords.append(first.at - incident.began) }
            if incident.repeatOf != nil { repeats += 1 }
            for promise in incident.promises where kinds.contains(promise.kind) { count(promise, at: now) }
            if kinds.contains(.report) { countReport(of: incident) }
            longestSilence = max(longestSilence, Self.longestSilence(on: incident, at: now))
        }
        firstWords.sort()
        medianFirstWord = firstWords.isEmpty ? nil : firstWords[firstWords.count / 2]
    }

    private mutating func count(_ promise: Promise, at now: Timestamp) {
        guard promise.state != .superseded else { return }
        made += 1
        switch promise.state {
        case .open:
            open += 1
            worstMiss = max(worstMiss, now - promise.due)
        case .kept:
            if promise.keptBy == .holdingLine { keptByHoldingLine += 1 } else { keptByPerson += 1 }
        case .broken:
            broken += 1
            worstMiss = max(worstMiss, (promise.settledAt ?? now) - promise.due)
        case .superseded: break
        }
    }

    /// One report, however often its day was promised again: it was on time if it came by the first.
    private mutating func countReport(of incident: Incident) {
        let days = incident.promises.filter { $0.kind == .report && $0.state != .superseded }
        guard let first = days.first, first.state != .open else { return }
        reportsDue += 1
        if first.state == .kept { reportsOnTime += 1 }
    }

    private static func longestSilence(on incident: Incident, at now: Timestamp) -> TimeSpan {
        var longest = TimeSpan.zero
        for (index, update) in incident.updates.enumerated() where update.status.isOpen {
            let next = index + 1 < incident.updates.count ? incident.updates[index + 1].at : now
            longest = max(longest, next - update.at)
        }
        return longest
    }
}
