import EvenkeelDomain
import EvenkeelLedger

/// The books of a customer who writes down what was said, when, and by when the next word was promised. They share no
/// rule with the promise clock: its intervals are written here once more, as `incidents.md` of the design has them.
struct SilenceBooks {
    private static let tolerance = TimeSpan.seconds(1)
    /// After the death of every node.
    private static let toleranceAfterDeath = TimeSpan.seconds(5)

    /// What a customer knows of one incident.
    private struct Page {
        var impact: Impact
        var hurtsRevenue: Bool
        var words: Set<UpdateID> = []
        /// The time on record of the newest word, and the true time at which it was heard.
        var saidAt: Timestamp?
        var heardAt: Timestamp?
        /// Set while it is open.
        var openSince: Timestamp?
        /// By when the next word was promised: an update or a report.
        var due: Timestamp?

        /// When the interval of an open one is over in truth. A clock that is ahead dates a word, and the promise with it.
        var intervalEnds: Timestamp? {
            guard openSince != nil, let due, let saidAt, let heardAt else { return nil }
            return heardAt + (due - saidAt)
        }
    }

    private var pages: [IncidentID: Page] = [:]
    /// True where nobody with a right clock was there at some time since the word before.
    private var wasDark: Set<IncidentID> = []
    private(set) var findings: [String] = []
    private(set) var worstLateness = TimeSpan.zero
    private(set) var worstByClock = TimeSpan.zero
    /// Words that came after their interval because a clock that was ahead had dated the one before.
    private(set) var lateByClock = 0
    private var openBefore = TimeSpan.zero

    /// When the next words are due, ordered by time.
    var dueTimes: [Timestamp] { pages.values.compactMap(\.due).sorted() }

    /// When their intervals are over, where a wrong clock promised something else.
    var ruleTimes: [Timestamp] { pages.values.compactMap { $0.intervalEnds == $0.due ? nil : $0.intervalEnds } }

    mutating func opened(_ id: IncidentID, impact: Impact, hurtsRevenue: Bool) {
        pages[id] = Page(impact: impact, hurtsRevenue: hurtsRevenue)
    }

    /// The time for which incidents were open up to `now`.
    func open(until now: Timestamp) -> TimeSpan {
        pages.values.compactMap(\.openSince).reduce(openBefore) { $0 + (now - $1) }
    }

    /// - Parameters:
    ///   - at: the time the record gives it.
    ///   - now: the true time.
    ///   - darkSince: since when nobody with a right clock was up.
    ///   - isClockAhead: true where a node's clock shows more than the true time, so that it may speak too early.
    ///   - witnessSince: since when one and the same node with a right clock has been up.
    mutating func heard(
        _ posted: UpdatePosted, at: Timestamp, now: Timestamp, darkSince: Timestamp?, isClockAhead: Bool = false,
        witnessSince: Timestamp? = nil
    ) {
        let id = posted.incident
        guard var page = pages[id] else { return note("\(id): a word on what nobody opened") }
        if !page.words.insert(posted.update.id).inserted {
            note("\(id): \(posted.update.id) was said twice, again at \(now)")
        }
        if let before = page.saidAt, at < before { note("\(id): the record runs back from \(before) to \(at)") }
        // That an action slipped keeps nothing and promises nothing: it is said beside the next word.
        let isBeside =
            posted.update.author == .system && posted.update.outlook == .nothingOwed
            && page.openSince == nil && page.due == nil
        if !isBeside {
            settle(page, posted, at: at, now: now, darkSince: darkSince, isClockAhead: isClockAhead)
            if let ends = page.intervalEnds, darkSince == nil, !wasDark.contains(id) {
                worstByClock = max(worstByClock, now - ends)
                if now > ends + Self.toleranceAfterDeath { lateByClock += 1 }
                noteSilence(id, page, at: now, witnessSince: witnessSince)
            }
        }
        wasDark.remove(id)
        note(id, &page, posted.update, at: at, now: now)
        pages[id] = page
    }

    /// How the promise before ended.
    private mutating func settle(
        _ page: Page, _ posted: UpdatePosted, at: Timestamp, now: Timestamp, darkSince: Timestamp?, isClockAhead: Bool
    ) {
        let id = posted.incident
        guard let due = page.due else {
            if posted.settled != nil { note("\(id): at \(now) a promise is settled that nobody made") }
            return
        }
        // What was promised for a time that had passed already, by a clock behind, counts from when it was heard.
        let expected = max(due, page.heardAt ?? due)
        if darkSince == nil {
            worstLateness = max(worstLateness, now - expected)
            if now > expected + Self.tolerance { note("\(id): due \(due), said \(now) with a node up") }
        }
        let isOverdue = posted.update.isOverdueReport
        let earliest = min(due, page.intervalEnds ?? due)
        if posted.update.author == .holdingLine || isOverdue, now < earliest, !isClockAhead {
            note("\(id): due \(due), and the system spoke at \(now) already")
        }
        guard let state = posted.settled?.state, state != .open else {
            return note("\(id): due \(due), said \(now), and the promise stands as it was")
        }
        if at > due + Self.tolerance, state != .broken {
            note("\(id): due \(due), said \(at), and not on record as broken")
        }
        if now <= due, at <= due, state == .broken, !isOverdue {
            note("\(id): due \(due), said \(now), and on record as broken")
        }
    }

    /// What is promised now.
    private mutating func note(
        _ id: IncidentID, _ page: inout Page, _ update: IncidentUpdate, at: Timestamp, now: Timestamp
    ) {
        let isByPerson = if case .person = update.author { true } else { false }
        let wasOpenSince = page.openSince
        (page.saidAt, page.heardAt) = (at, now)
        page.openSince = update.status.isOpen ? wasOpenSince ?? now : nil
        if let since = wasOpenSince, page.openSince == nil { openBefore = openBefore + (now - since) }
        switch update.outlook {
        case .next(let due):
            page.due = due
            let latest = SilenceRule.latestWord(
                page.impact, hurtsRevenue: page.hurtsRevenue, isMonitored: update.status == .monitoring,
                isByPerson: isByPerson, after: at)
            if due <= at || due > latest { note("\(id): said \(at), next \(due) where \(latest) is the rule") }
        case .report(let due):
            page.due = due
            let latest = isByPerson ? SilenceRule.latestReport(after: at) : SilenceRule.morning(after: at)
            if due <= at || due > latest { note("\(id): said \(at), the report \(due) where \(latest) is the rule") }
        case .closed, .withdrawn, .nothingOwed:
            if update.status.isOpen { note("\(id): said at \(now) without the time of the next word") }
            if update.status == .resolved, page.impact >= .major {
                note("\(id): over at \(now) without the date of its report")
            }
            page.due = nil
        }
    }

    /// After every instant at which somebody with a right clock was up, nothing that is due may be open.
    mutating func look(at now: Timestamp, witnessSince: Timestamp? = nil) {
        for (id, page) in pages {
            if !wasDark.contains(id) { noteSilence(id, page, at: now, witnessSince: witnessSince) }
            guard let due = page.due, due < now else { continue }
            let lateness = now - max(due, page.heardAt ?? due)
            worstLateness = max(worstLateness, lateness)
            if lateness > Self.toleranceAfterDeath { note("\(id): due \(due) and silent at \(now)") }
        }
    }

    /// Whatever a wrong clock promised: where a node with a right one was there all the time, the interval is kept.
    private mutating func noteSilence(
        _ id: IncidentID, _ page: Page, at now: Timestamp, witnessSince: Timestamp?
    ) {
        guard let ends = page.intervalEnds, let heard = page.heardAt, let witnessSince,
            witnessSince <= heard + Self.tolerance, now > ends + Self.toleranceAfterDeath
        else { return }
        note("\(id): heard \(heard), the interval over \(ends), and silent until \(now)")
    }

    /// Nobody with a right clock was there now.
    mutating func wasDarkNow() { for (id, page) in pages where page.due != nil { wasDark.insert(id) } }

    mutating func note(_ finding: String) {
        if findings.count < 20 { findings.append(finding) }
    }
}

extension IncidentUpdate {
    /// What the system says when a report did not come by its day.
    var isOverdueReport: Bool {
        if author == .system, case .report = outlook { true } else { false }
    }
}
