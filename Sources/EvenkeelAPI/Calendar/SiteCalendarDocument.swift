public import EvenkeelDomain

/// When one site may be changed, seen from one moment.
public struct SiteCalendarDocument: Codable, Hashable, Sendable {
    public struct Freeze: Codable, Hashable, Sendable {
        /// `organisation`, `policy` or `customer`.
        public var of: String
        public var why: String
        public var owner: String?
        /// The days, where it is whole days.
        public var from: String?
        public var to: String?
    }

    public struct Range: Codable, Hashable, Sendable {
        public var from: String
        public var until: String
    }

    public var installation: String
    public var timezone: String
    public var at: String
    public var mayStart: Bool
    /// The answer in words.
    public var text: String
    /// Why not, where it may not.
    public var reason: ReasonDocument?
    /// Until when it may start, where it may.
    public var until: String?
    /// When it may next, where it may not.
    public var opens: String?
    /// Whether windows hold, or the default of working days and hours.
    public var windows: Bool
    public var workweek: String
    public var freezes: [Freeze]
    /// The next two weeks.
    public var open: [Range]

    public init(_ site: InstallationID, _ calendar: SiteCalendar, at now: Timestamp) {
        let answer = calendar.answer(at: now)
        installation = site.text
        timezone = calendar.zone.name
        at = now.description
        mayStart = answer.isOpen
        text = CalendarSentences.answer(answer, zone: calendar.zone)
        switch answer {
        case .open(let ends): until = ends?.description
        case .closed(let obstacle, let next):
            reason = CalendarSentences.obstacle(obstacle, zone: calendar.zone)
            opens = next?.description
        }
        windows = !calendar.windows.isEmpty || calendar.unreadableWindow != nil
        workweek = calendar.week.description
        freezes = calendar.freezes.map { freeze in
            var days: DaySpan?
            if case .days(let whole) = freeze.time { days = whole }
            let of =
                switch freeze.origin {
                case .organisation: "organisation"
                case .policy: "policy"
                case .customer: "customer"
                }
            return Freeze(
                of: of, why: freeze.why, owner: freeze.owner, from: days?.from.description, to: days?.to.description)
        }
        open = calendar.openRanges(in: TimeRange(from: now, until: now + .days(14))).prefix(20).map {
            Range(from: $0.from.description, until: $0.until.description)
        }
    }
}
