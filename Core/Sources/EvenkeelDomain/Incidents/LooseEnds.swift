/// Where in an incident's lists the first update stands that is not told yet, the first open promise, and the first alert
/// that waits for somebody. What stands before them is over for good, and nobody looks at it again: an incident of a week
/// with a word every quarter of an hour has thousands of them, and each word would cost more than the one before.
public struct LooseEnds: Hashable, Sendable, Codable {
    public private(set) var update = 0
    public private(set) var promise = 0
    public private(set) var alert = 0

    public init() {}

    mutating func advance(over incident: Incident) {
        while update < incident.updates.count, incident.updates[update].fannedOut { update += 1 }
        while promise < incident.promises.count, incident.promises[promise].state != .open { promise += 1 }
        while alert < incident.alerts.count, !incident.alerts[alert].waitsForHandOver,
            !incident.alerts[alert].wantsAnswer
        { alert += 1 }
    }
}
