public import EvenkeelDomain

/// A rule of the organisation's calendar: a freeze, a holiday, a working week or a window.
public struct CalendarRuleDocument: Codable, Hashable, Sendable {
    public var id: String
    /// `freeze`, `holiday`, `week` or `window`.
    public var kind: String
    public var from: String?
    public var to: String?
    /// Whether it comes every year.
    public var yearly: Bool?
    public var week: String?
    public var window: String?
    /// Whom it is for; null for everybody.
    @Nullable public var among: String?
    public var owner: String
    public var why: String
    public var since: String

    public init(_ rule: CalendarRule) {
        id = rule.id.text
        kind = rule.kind.noun.rawValue
        switch rule.kind {
        case .freeze(let days): (from, to) = (days.from.description, days.to.description)
        case .holiday(let days):
            (from, to) = (days.from.description, days.to.description)
            yearly = days.isYearly
        case .week(let days): week = days.description
        case .window(let text): window = text
        }
        among = rule.among?.description
        owner = rule.owner
        why = rule.why
        since = rule.since.description
    }

    /// `2026-12-18 to 2027-01-07`, `sun-thu`: what it says in a few characters.
    public var when: String {
        if let from, let to {
            return (from == to ? from : "\(from) to \(to)") + (yearly == true ? ", every year" : "")
        }
        return week ?? window ?? ""
    }
}

/// The kinds of rules, as they are named in addresses and commands.
public enum CalendarNoun: String, CaseIterable, Codable, Sendable {
    case freeze, holiday, week, window
}

extension CalendarRule.Kind {
    public var noun: CalendarNoun {
        switch self {
        case .freeze: .freeze
        case .holiday: .holiday
        case .week: .week
        case .window: .window
        }
    }
}

/// A list of rules of the organisation's calendar.
public struct CalendarRulePage: Codable, Hashable, Sendable {
    public var rules: [CalendarRuleDocument]
    @Nullable public var next: String?

    public init(rules: [CalendarRuleDocument], next: String? = nil) {
        self.rules = rules
        self.next = next
    }
}

/// A change of the organisation's calendar with all it does.
public struct CalendarChangeDocument: Codable, Hashable, Sendable {
    public var rule: CalendarRuleDocument
    /// Nothing was changed; this is what would be.
    public var dryRun: Bool
    /// One for every rollout that feels it.
    public var rollouts: [CalendarImpactDocument]

    public init(rule: CalendarRuleDocument, dryRun: Bool, rollouts: [CalendarImpactDocument]) {
        self.rule = rule
        self.dryRun = dryRun
        self.rollouts = rollouts
    }
}
