public import EvenkeelDomain
public import EvenkeelLedger

/// Why a site may not be changed now, for people.
public enum CalendarSentences {
    /// - Parameter zone: the site's, by whose clock it is told.
    public static func obstacle(_ obstacle: StartObstacle, zone: ZoneOffsets) -> ReasonDocument {
        ReasonDocument(code: obstacle.code, text: text(obstacle, zone))
    }

    /// `It may start until 18:00.` or why not and when next.
    public static func answer(_ answer: StartAnswer, zone: ZoneOffsets) -> String {
        switch answer {
        case .open(nil): "An install may start now."
        case .open(let until?): "An install may start now, until \(local(until, zone))."
        case .closed(let obstacle, let opens): text(obstacle, zone) + " " + next(opens, zone)
        }
    }

    public static func next(_ opens: Timestamp?, _ zone: ZoneOffsets) -> String {
        opens.map { "The next start is possible at \(local($0, zone))." }
            ?? "No next start is in sight within \(SiteCalendar.horizonDays) days."
    }

    /// What a crossing that waits for its second person says to whoever could be that.
    public static func waiting(_ crossing: FreezeCrossing, zone: ZoneOffsets) -> String {
        let sites = crossing.sites.count == 1 ? "1 site" : "\(crossing.sites.count) sites"
        return "\(crossing.requestedBy) asks to cross the freeze for \(sites) until "
            + "\(local(crossing.time.until, zone)); another person must approve it: \(crossing.why)"
    }

    /// Who has taken a day on which no room is left.
    public static func full(_ full: FullDay) -> String {
        "\(full.team.map { "Team \($0)" } ?? "This rollout") does \(full.perDay) a day, and \(full.day) was taken by "
            + "\(Sentences.list(full.sites))."
    }

    private static func text(_ obstacle: StartObstacle, _ zone: ZoneOffsets) -> String {
        switch obstacle {
        case .frozen(let freeze, let until):
            "\(origin(freeze)) freeze until \(local(until, zone)): \(freeze.why.withoutStop)"
                + "\(freeze.owner.map { " (\($0))" } ?? "")."
        case .window: "Its window is closed."
        case .windowUnreadable(let text): "Its window \"\(text)\" cannot be read, so nobody knows when it opens."
        case .holiday(let name): "It is a holiday there: \(name)."
        case .dayOff: "The site does not work today."
        case .operatorOff: "We do not work today, and the site has no window of its own."
        case .hours: "It is outside the site's hours."
        case .dayFull(let capacity, let team):
            "\(team.map { "Team \($0) has" } ?? "The day has") taken its \(Sentences.count(capacity, "install"))."
        case .laterDay(let day): "Its day is \(day), which its notice names."
        }
    }

    static func origin(_ freeze: SiteFreeze) -> String {
        switch freeze.origin {
        case .organisation: "Our"
        case .policy: "The policy's"
        case .customer: "The customer's own"
        }
    }

    private static func local(_ instant: Timestamp, _ zone: ZoneOffsets) -> String {
        "\(zone.localText(instant)) (\(zone.name))"
    }
}
