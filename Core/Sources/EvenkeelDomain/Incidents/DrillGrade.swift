/// How the response to a drill went, rule by rule: what was asked beside what was measured.
///
/// A rule that has not come to its turn is open and counts neither way; what was never practised is no success.
public struct DrillGrade: Hashable, Sendable {
    public enum Rule: String, CaseIterable, Codable, Sendable {
        /// The alarm was answered by whoever was on duty, in time.
        case alarmAnswered = "alarm_answered"
        /// No alarm had to go on to the next person.
        case noPageWentRound = "no_page_went_round"
        /// The first statement stood within a minute of the answer's term.
        case firstWord = "first_word"
        /// Every next word was a person's and came in time.
        case wordsByPeople = "words_by_people"
        /// Nothing that was promised was broken.
        case nothingBroken = "nothing_broken"
        /// Those in the drill were told that it is over.
        case resolved
        /// The report stood on its day, where the impact owes one.
        case report
    }

    public enum Mark: String, CaseIterable, Codable, Sendable { case met, missed, open }

    public struct Line: Hashable, Sendable {
        public var rule: Rule
        public var mark: Mark
        /// What was asked, where that is a time.
        public var limit: TimeSpan?
        public var measured: TimeSpan?
        /// How many of how many, where it is counted.
        public var count: Int?
        public var of: Int?
    }

    public var lines: [Line]
    /// True once nothing is owed any more.
    public var isOver: Bool

    /// "Own it in under a minute": what is left after the alarm's term.
    public static let minuteToOwn = TimeSpan.seconds(60)

    public init(of incident: Incident, acknowledgeWithin: TimeSpan, at now: Timestamp) {
        isOver =
            incident.status == .withdrawn || (incident.status == .resolved && incident.openPromise == nil)
            || incident.status == .reported
        let isOver = isOver
        let pages = incident.alerts.filter(\.reason.isPage)
        let decided = pages.filter { !$0.wantsAnswer }
        let answered = pages.first.flatMap(Self.answer)
        let words = incident.promises.filter { $0.kind.isWord && $0.state != .superseded && $0.state != .open }
        let updates = words.filter { $0.kind == .update }
        func timed(_ rule: Rule, from start: Timestamp?, to end: Timestamp?, within limit: TimeSpan) -> Line {
            guard let start else { return Line(rule: rule, mark: .open, limit: limit) }
            let span = (end ?? now) - start
            let isLate = span > limit
            return Line(
                rule: rule, mark: isLate ? .missed : end == nil ? .open : .met, limit: limit, measured: span)
        }
        func counted(_ rule: Rule, _ good: Int, of all: Int) -> Line {
            Line(
                rule: rule, mark: good < all ? .missed : all == 0 ? .open : .met, count: good, of: all)
        }
        let report = incident.promises.last { $0.kind == .report }
        lines = [
            timed(.alarmAnswered, from: pages.first?.raisedAt, to: answered, within: acknowledgeWithin),
            counted(.noPageWentRound, decided.count { $0.passedOnAt == nil }, of: decided.count),
            timed(
                .firstWord, from: incident.began, to: incident.ownedAt, within: acknowledgeWithin + Self.minuteToOwn),
            counted(.wordsByPeople, updates.count { $0.keptBy == .person }, of: updates.count),
            counted(.nothingBroken, words.count { $0.state == .kept }, of: words.count),
            Line(
                rule: .resolved,
                mark: incident.resolvedAt != nil ? .met : isOver ? .missed : .open,
                measured: incident.resolvedAt.map { $0 - incident.began }),
        ]
        if incident.impact.owesReport {
            lines.append(
                Line(
                    rule: .report,
                    mark: report?.state == .kept ? .met : report?.state == .broken ? .missed : .open,
                    limit: report.map { $0.due - $0.madeAt },
                    measured: report?.settledAt.flatMap { end in report.map { end - $0.madeAt } }))
        }
    }

    public var missed: Int { lines.count { $0.mark == .missed } }
    public var met: Int { lines.count { $0.mark == .met } }

    /// A where nothing was missed, B for one rule, C for two, D for more. Nil while nothing is decided.
    public var letter: String? {
        guard met + missed > 0 else { return nil }
        return ["A", "B", "C"].indices.contains(missed) ? ["A", "B", "C"][missed] : "D"
    }

    /// By a press on its link, or by the first word of a person.
    private static func answer(to alert: StaffAlert) -> Timestamp? {
        [alert.acknowledgedAt, alert.answeredAt].compactMap(\.self).min()
    }
}
