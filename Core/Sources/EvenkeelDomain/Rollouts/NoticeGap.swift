/// Why a site may not be installed yet although its wave is open: what its customer was told and said does not allow it.
///
/// The rule is asked for each site, at the opening of its wave and again before its install starts.
public enum NoticeGap: Hashable, Sendable {
    /// Nobody there could be told: no contact hears of planned changes.
    case nobodyToTell
    case notGiven
    /// The customer was told that the date moves, and of no new one.
    case dateOpen
    case tooShort(until: Timestamp)
    /// The policy asks for the customer's agreement, and there is none.
    case notAgreed
    case declined
    /// The customer, or an appointment, has a day of its own.
    case ownDate(Timestamp)
    /// The day that its customer was told is over, and there is no other yet.
    case dayPassed(CivilDate)
    case pinned(until: CivilDate)

    /// - Parameters:
    ///   - notice: the newest notice that names the site.
    ///   - passed: the day that it was told and that is over.
    ///   - isReachable: whether anybody there is told of planned changes, or was on the telephone since that notice.
    ///   - today: where the site is.
    public init?(
        notice: NoticeRow?, isReachable: Bool, policy: NoticePolicy, ownDate: Timestamp?, passed: CivilDate? = nil,
        pinnedUntil: CivilDate?, today: CivilDate, at now: Timestamp
    ) {
        if let pinnedUntil, today <= pinnedUntil {
            self = .pinned(until: pinnedUntil)
            return
        }
        guard let notice else {
            guard policy.mustTell else { return nil }
            self = .notGiven
            return
        }
        switch notice.state {
        case .withdrawn: self = .dateOpen
        case .declined: self = .declined
        case .announced, .silent, .acknowledged:
            let ripe = notice.announcedAt + policy.before
            let isAgreed = notice.state == .acknowledged
            if notice.mustAgree, !isAgreed, policy.onSilence != .proceed {
                self = .notAgreed
            } else if !isReachable, !isAgreed, policy.onNobody != .proceed {
                self = .nobodyToTell
            } else if let ownDate, now < ownDate {
                self = .ownDate(ownDate)
            } else if let passed {
                self = .dayPassed(passed)
            } else if now < ripe, !isAgreed {
                // Who has agreed to a day waives the rest of the notice period.
                self = .tooShort(until: ripe)
            } else {
                return nil
            }
        }
    }

    /// When it ends by itself; nil where somebody must act.
    public func endsAt(_ calendar: WorkCalendar) -> Timestamp? {
        switch self {
        case .tooShort(let until), .ownDate(let until): until
        case .pinned(let day): calendar.morning(of: day + 1)
        case .notGiven, .nobodyToTell, .dateOpen, .notAgreed, .declined, .dayPassed: nil
        }
    }

    /// What stands beside a placement that waits for this.
    public var code: String {
        switch self {
        case .nobodyToTell: "notice-nobody"
        case .notGiven: "notice-missing"
        case .dateOpen: "notice-date-open"
        case .tooShort: "notice-too-short"
        case .notAgreed: "notice-not-agreed"
        case .declined: "notice-declined"
        case .ownDate: "notice-own-date"
        case .dayPassed: "notice-day-passed"
        case .pinned: "pinned"
        }
    }

    /// Codes of waits that end by themselves, by another day or by an answer.
    public static let codes: Set<String> = [
        "notice-nobody", "notice-missing", "notice-date-open", "notice-too-short", "notice-not-agreed",
        "notice-declined", "notice-own-date", "notice-day-passed", "pinned",
    ]
}
