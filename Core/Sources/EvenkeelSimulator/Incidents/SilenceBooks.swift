import EvenkeelDomain
import EvenkeelLedger

/// The books of a customer who writes down what was said, when, and by when the next word was promised. They share no
/// rule with the promise clock: its intervals are written here once more, as `incidents.md` of the design has them.
struct SilenceBooks {
    private static let tolerance = TimeSpan.seconds(1)
    /// After the death of every node.
    private static let toleranceAfterDeath = TimeSpan.seconds(5)

    /// By incident: the longest that may lie between a word and the next one promised.
    private var longest: [IncidentID: TimeSpan] = [:]
    private var promised: [IncidentID: Timestamp] = [:]
    private var words: [IncidentID: Set<UpdateID>] = [:]
    private(set) var findings: [String] = []
    private(set) var worstLateness = TimeSpan.zero
    private(set) var longestSilence = TimeSpan.zero
    private var lastAt: [IncidentID: Timestamp] = [:]

    /// When the next words are due.
    var dueTimes: some Sequence<Timestamp> { promised.values }

    mutating func opened(_ id: IncidentID, impact: Impact, hurtsRevenue: Bool) {
        longest[id] =
            switch (impact, hurtsRevenue) {
            case (.critical, true): .minutes(15)
            case (.critical, false), (.major, true): .minutes(30)
            case (.major, false): .minutes(60)
            case (.minor, _): .hours(4)
            // The next working morning: from Friday to Monday, and a bit for who begins before nine.
            case (.none, _): .days(4)
            }
    }

    /// - Parameters:
    ///   - at: the time the record gives it.
    ///   - now: the true time.
    ///   - darkSince: since when nobody with a right clock was up.
    mutating func heard(
        _ posted: UpdatePosted, at: Timestamp, now: Timestamp, darkSince: Timestamp?
    ) {
        let id = posted.incident
        if !words[id, default: []].insert(posted.update.id).inserted {
            note("\(id): \(posted.update.id) was said twice, again at \(now)")
        }
        if let last = lastAt.updateValue(now, forKey: id) { longestSilence = max(longestSilence, now - last) }
        if let due = promised[id] {
            if now > due + Self.tolerance, darkSince == nil { note("\(id): due \(due), said \(now) with a node up") }
            if at > due + Self.tolerance, posted.settled?.state != .broken {
                note("\(id): due \(due), said \(at), and not on record as broken")
            }
            if now <= due, at <= due, posted.settled?.state == .broken {
                note("\(id): due \(due), said \(now), and on record as broken")
            }
        }
        promised[id] = nil
        guard case .next(let due) = posted.update.outlook else {
            if posted.update.status.isOpen { note("\(id): said at \(now) without the time of the next word") }
            return
        }
        promised[id] = due
        if let limit = longest[id], due - at > limit { note("\(id): \(due - at) promised where \(limit) is the rule") }
    }

    /// After every instant at which somebody with a right clock was up, nothing that is due may be open.
    mutating func look(at now: Timestamp) {
        for (id, due) in promised where due < now {
            worstLateness = max(worstLateness, now - due)
            if now > due + Self.toleranceAfterDeath { note("\(id): due \(due) and silent at \(now)") }
        }
    }

    mutating func note(_ finding: String) {
        if findings.count < 20 { findings.append(finding) }
    }
}
