public import EvenkeelDomain

/// Takes down what a customer said, with what the decision needs to know of the rows.
public struct RecordAnswer: Hashable, Sendable {
    public var answer: Answer
    /// The newest notice that the answer is about; nil where none was given.
    public var notice: NoticeRow?
    /// Its sites that have not started.
    public var remaining: [InstallationID]
    /// Those of them that an executor may start at any moment.
    public var due: [InstallationID]
    /// Those of them that wait in an open wave for nothing but this answer.
    public var freed: [InstallationID]
    /// Where another day was asked for: when each of the remaining sites may be installed then, or on a day soon after where they
    /// are more than a day takes; nil where they may not.
    public var days: [InstallationID: OwnDay]?
    /// The first days on which those may be installed whose own are over.
    public var firstDays: [InstallationID: OwnDay] = [:]
    /// Letters to our own people.
    public var deliveries: [Delivery] = []
    /// The mark of the notice that stood on the page on which it was given; nil where it was not given on one.
    public var seen: String?
    /// What calls off who is expected at those sites, where this is a no.
    public var visits: [ChangeAppointment] = []
    /// When they declined last, where a no stands.
    public var declinedAt: Timestamp?

    public init(
        answer: Answer, notice: NoticeRow? = nil, remaining: [InstallationID] = [], due: [InstallationID] = [],
        freed: [InstallationID] = []
    ) {
        self.answer = answer
        self.notice = notice
        self.remaining = remaining
        self.due = due
        self.freed = freed
    }

    /// What is said does not concern this site.
    mutating func leaveOut(_ site: InstallationID) {
        remaining.removeAll { $0 == site }
        due.removeAll { $0 == site }
        freed.removeAll { $0 == site }
    }
}

/// A day that a site has at its customer's wish.
public struct OwnDay: Hashable, Sendable {
    public var day: CivilDate
    /// When it may begin on it.
    public var opensAt: Timestamp

    public init(day: CivilDate, opensAt: Timestamp) {
        self.day = day
        self.opensAt = opensAt
    }
}

/// What an answer means for the notice that stands. One that means nothing for it is kept all the same.
public enum AnswerBearing: Hashable, Sendable {
    case counts
    /// It was said of another day than the one that stands.
    case ofAnotherDay
    /// A yes that was said before the no that stands.
    case beforeTheirNo
    /// A yes to a day that has gone by since it was said.
    case dayIsOver
    /// A yes after their day had gone by: it may begin from now on.
    case fromNow
    /// They were told, and the policy asks for their agreement, which nobody has taken down.
    case toldAndToAgree

    /// Whether it changes anything.
    var isForNow: Bool { [.counts, .fromNow, .toldAndToAgree].contains(self) }
}

extension RecordAnswer {
    /// Asked of a yes, and of a notice that was given on the telephone; any other answer counts.
    func bearing(in rollout: Rollout, _ zone: ZoneOffsets) -> AnswerBearing {
        guard [.agreed, .told].contains(answer.kind), let notice else { return .counts }
        var said = answer
        said.installations = remaining
        let isKnown = rollout.waves.indices.contains(notice.wave)
        let takenBackAt = isKnown ? rollout.waves[notice.wave].datesWithdrawnAt : nil
        let over = answer.kind == .agreed ? passed(before: zone.localDate(at: answer.recordedAt), in: rollout) : []
        // Whose day is over says yes to the day on which they say it.
        if over.count == remaining.count, answer.day == zone.localDate(at: answer.at) { said.day = nil }
        guard said.isOfTheDay(in: notice, takenBackAt: takenBackAt) else { return .ofAnotherDay }
        if answer.kind == .agreed, let declinedAt, answer.at < declinedAt { return .beforeTheirNo }
        if answer.kind == .told, notice.mustAgree, notice.state != .acknowledged,
            rollout.policy.notice.onSilence != .proceed
        {
            return .toldAndToAgree
        }
        guard let day = over.compactMap(notice.day(of:)).max() else { return .counts }
        return zone.localDate(at: answer.at) <= day ? .dayIsOver : .fromNow
    }

    /// Sites of a begun wave whose day is over.
    func passed(before today: CivilDate, in rollout: Rollout) -> [InstallationID] {
        guard let notice, notice.stands, notice.wave < rollout.begunWaves else { return [] }
        return remaining.filter { site in notice.day(of: site).map { $0 < today } ?? false }
    }
}

extension Answer {
    /// Whether what was said is about what a notice of its sites says now. Said before that day was named, it is about another
    /// one, unless it says that it was this; and an agreement to a day is one to no other. Who takes it down writes the minute,
    /// not the second.
    ///
    /// - Parameter takenBackAt: when the day of a notice that names none any more was taken back.
    public func isOfTheDay(in notice: NoticeRow, takenBackAt: Timestamp?) -> Bool {
        let namesIt = day.map { day in installations.allSatisfy { notice.day(of: $0) == day } }
        if kind == .agreed, notice.stands, let namesIt { return namesIt }
        guard let named = notice.stands ? notice.namedAt : takenBackAt else { return true }
        let minute = TimeSpan.minutes(1).milliseconds
        if named.milliseconds / minute <= at.milliseconds / minute { return true }
        return notice.stands && namesIt == true
    }
}

/// What the notices of a wave mean for its opening: who waits and for what, and who is told a later date.
public struct WaveConsent: Hashable, Sendable {
    /// Sites that do not go yet, each with the code of its gap.
    public var waiting: [InstallationID: String]
    public var notices: [NoticeRow]
    public var dates: [SiteDate]
    public var deliveries: [Delivery]
    /// When waits end by themselves.
    public var wakes: Set<Timestamp>

    public init(
        waiting: [InstallationID: String] = [:], notices: [NoticeRow] = [], dates: [SiteDate] = [],
        deliveries: [Delivery] = [], wakes: Set<Timestamp> = []
    ) {
        self.waiting = waiting
        self.notices = notices
        self.dates = dates
        self.deliveries = deliveries
        self.wakes = wakes
    }
}
