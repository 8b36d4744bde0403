public import EvenkeelDomain

/// Something that time demands.
public enum Duty: Hashable, Sendable {
    /// Queue the notices of a wave.
    case announceWave(RolloutID, wave: Int)
    case openWave(RolloutID, wave: Int)
    /// A soak ends or runs out: judge, even if nothing new was reported.
    case judgeWave(RolloutID, wave: Int)
    /// Say that a halt took back what had not started.
    case recordRecall(RolloutID, wave: Int)
    /// Tell those who hold a notice for a later wave of a halted rollout that their date moves.
    case withdrawDates(RolloutID, wave: Int)
    /// Remind those who hold a notice of the day.
    case remindWave(RolloutID, wave: Int)
    /// Remind those of it who chose a day of their own.
    case remindChosen(RolloutID, day: Timestamp)
    /// Name a new day for what a halt took back.
    case renewDates(RolloutID, wave: Int)
    /// Queue the letters of a campaign that are due.
    case sendLetters(CampaignID, daysBefore: Int)
    /// Look again at sites that waited for a date of their own.
    case releaseSites(RolloutID, until: Timestamp)
    /// Say what policy says should be said at once: own a suspected incident.
    case ownIncident(IncidentID)
    /// The next word is due and nobody has spoken.
    case keepPromise(IncidentID)
    /// A share of a promise's interval is over: remind.
    case climb(IncidentID, PromiseID, PromiseRung)
    /// A customer would soon hear "late".
    case warnOfLateness(IncidentID, PromiseID)
    /// A promise that no holding line keeps went by.
    case missPromise(IncidentID, PromiseID)
    /// A suspected incident waits for a person to own it.
    case pageForDraft(IncidentID)
    /// Nobody acknowledged a page.
    case passOnAlert(IncidentID, AlertID)
    /// Hand an alert to the channels; the pager's.
    case handOverAlert(IncidentID, AlertID)
    /// Queue the deliveries of an update.
    case fanOut(IncidentID, UpdateID)
    /// Tell the owner of a hold that it is about to expire.
    case warnOfHold(HoldID)
    /// A hold that nobody renewed has come to its end.
    case expireHold(HoldID)
    /// Queue what was said about planned work.
    case fanOutMaintenance(MaintenanceID, note: Int)
    /// Planned work should be over and nobody says so.
    case overrunMaintenance(MaintenanceID)

    /// True where the time on record is when it came up, and nothing is waited for.
    var isForNow: Bool {
        switch self {
        case .fanOut, .fanOutMaintenance, .handOverAlert, .recordRecall: true
        default: false
        }
    }
}

/// Duties in order of time. A cache of what rollouts and incidents imply, so that nothing scans them all.
public struct Agenda: Hashable, Sendable {
    public struct Item: Hashable, Sendable {
        public let at: Timestamp
        public let duty: Duty
    }

    /// Whose duties they are.
    enum Owner: Hashable, Sendable {
        case rollout(RolloutID)
        case incident(IncidentID)
        case hold(HoldID)
        case campaigns
        case maintenance(MaintenanceID)
    }

    private var sorted: [Item] = []
    private var byOwner: [Owner: [Item]] = [:]

    public init() {}

    /// When the next duty is due.
    public var nextAt: Timestamp? { sorted.first?.at }

    /// When the next duty after `now` is due; what is due already may wait for something else than time.
    public func nextAt(after now: Timestamp) -> Timestamp? {
        let index = firstIndex(atOrAfter: now + TimeSpan(milliseconds: 1))
        return index < sorted.count ? sorted[index].at : nil
    }

    /// All duties due at `now`, earliest first.
    public func due(at now: Timestamp) -> [Item] { Array(sorted.prefix { $0.at <= now }) }

    public var all: [Item] { sorted }

    mutating func replace(_ owner: Owner, with items: [Item]) {
        let before = byOwner[owner] ?? []
        // Most news of an owner changes nothing of what it owes to time.
        guard before != items else { return }
        byOwner[owner] = nil
        // What stays the same at both ends stays where it is.
        let head = zip(before, items).prefix { $0 == $1 }.count
        let tail = zip(before.dropFirst(head).reversed(), items.dropFirst(head).reversed()).prefix { $0 == $1 }.count
        for old in before[head..<before.count - tail] {
            var index = firstIndex(atOrAfter: old.at)
            while index < sorted.count, sorted[index].at == old.at {
                if sorted[index] == old {
                    sorted.remove(at: index)
                    break
                }
                index += 1
            }
        }
        guard !items.isEmpty else { return }
        for item in items[head..<items.count - tail] {
            // After others of the same time: first come, first served.
            var index = firstIndex(atOrAfter: item.at)
            while index < sorted.count, sorted[index].at == item.at { index += 1 }
            sorted.insert(item, at: index)
        }
        byOwner[owner] = items
    }

    private func firstIndex(atOrAfter time: Timestamp) -> Int {
        sorted.partitioningIndex(where: { $0.at >= time })
    }

    public static func == (left: Self, right: Self) -> Bool { Set(left.sorted) == Set(right.sorted) }

    public func hash(into hasher: inout Hasher) { hasher.combine(Set(sorted)) }
}
