public import EvenkeelDomain
import EvenkeelLedger

/// The fixed words of a customer's own page, one value for each language. What is not here is written in English.
public struct CustomerWords: Sendable {
    public var lang: String
    public var dir: String
    public var skip: String
    public var brokenTitle: String
    public var nothingBroken: String
    public var comingTitle: String
    public var nothingComing: String
    public var sitesTitle: String
    public var siteHeading: String
    public var runsHeading: String
    public var dayHeading: String
    public var interruption: String
    public var whatYouDo: String
    public var whatToTest: String
    public var wayBack: String
    public var inEnglish: String
    public var agree: String
    public var agreeNow: String
    public var dayPassed: String
    public var move: String
    public var moveTo: String
    public var noMove: String
    public var decline: String
    public var declineWhy: String
    public var pinTitle: String
    public var pinUntil: String
    public var pin: String
    public var pinnedUntil: String
    public var unpin: String
    public var earlyTitle: String
    public var earlyText: String
    public var early: String
    public var isEarly: String
    public var notEarly: String
    public var since: String
    public var nextUpdate: String
    public var reportBy: String
    public var restored: String
    public var isPrivate: String
    public var whoAnswers: String
    public var pleaseAgree: String
    public var notAsked: String
    public var agreed: String
    public var declined: String
    public var openDate: String
    /// In the place of a day that nobody has named yet.
    public var toBeAgreed: String
    public var silent: String
    public var isRunning: String
    public var planned: String
    public var takesLonger: String
    public var cancelled: String
    public var installed: String
    public var failed: String
    public var takenBack: String
    public var unknown: String
    public var appointment: String
    public var invitation: String
    public var anotherTime: String
    public var supportTitle: String
    /// With `{versions}` and `{day}`.
    public var supportText: String
    public var notYet: String
    public var acceptWhy: String
    public var acceptName: String
    public var accept: String
    public var isAccepted: String
    public var saidLater: String
    public var saidAccepts: String
    public var saidOver: String
    public var saidAgreed: String
    public var saidMoved: String
    public var saidDeclined: String
    public var saidPinned: String
    public var saidUnpinned: String
    public var saidEarly: String
    public var saidNotEarly: String
    public var months: [String]
    public var weekdays: [String]
    /// With `{weekday}`, `{day}`, `{month}` and `{year}`.
    public var datePattern: String

    public static func of(tag: String?) -> CustomerWords {
        switch tag?.split(separator: "-").first.map({ $0.lowercased() }) {
        case "it": italian
        case "he", "iw": hebrew
        default: english
        }
    }

    /// `Monday 14 December 2026`.
    public func date(_ date: CivilDate) -> String {
        let (year, month, day) = date.yearMonthDay
        let weekday = Weekday.allCases.firstIndex(of: date.weekday) ?? 0
        return datePattern.replacing("{weekday}", with: weekdays[weekday]).replacing("{day}", with: "\(day)")
            .replacing("{month}", with: months[month - 1]).replacing("{year}", with: "\(year)")
    }

    /// - Parameter isDue: true for what was promised by then: with the second, where it has one, since by that it is judged.
    public func moment(_ instant: Timestamp, in zone: ZoneOffsets, isDue: Bool = false) -> String {
        let text = isDue ? zone.dueText(instant) : zone.localText(instant)
        return "\(date(zone.localDate(at: instant))), \(text.split(separator: " ").last ?? "") (\(zone.name))"
    }

    /// What became of an answer, by the word after `?said=`.
    public func confirmation(_ said: String?) -> String? {
        switch said {
        case "over": saidOver
        case "agreed": saidAgreed
        case "moved": saidMoved
        case "declined": saidDeclined
        case "pinned": saidPinned
        case "unpinned": saidUnpinned
        case "early": saidEarly
        case "not_early": saidNotEarly
        case "later": saidLater
        case "accepts_risk": saidAccepts
        default: nil
        }
    }
}
