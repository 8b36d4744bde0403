/// A regulator's clock. Which one applies is configuration and a person's decision, not legal advice.
///
/// | regime | stage | due |
/// | --- | --- | --- |
/// | NIS2 | early warning | 24 h after awareness |
/// | NIS2 | notification | 72 h after awareness |
/// | NIS2 | final report | one month after the notification |
/// | DORA | initial | 4 h after classification, at most 24 h after awareness |
/// | DORA | intermediate | 72 h after the initial notification |
/// | DORA | final report | one month after the intermediate report |
///
/// Source: Directive (EU) 2022/2555, article 23(4); Delegated Regulation (EU) 2025/301, article 5.
public enum RegulatoryRegime: String, CaseIterable, Codable, Sendable {
    case nis2, dora

    public enum Stage: String, CaseIterable, Codable, Sendable {
        case earlyWarning = "early-warning"
        case notification
        case initial
        case intermediate
        case final
    }

    public var stages: [Stage] {
        switch self {
        case .nis2: [.earlyWarning, .notification, .final]
        case .dora: [.initial, .intermediate, .final]
        }
    }

    public func subject(_ stage: Stage) -> String { "\(rawValue)/\(stage.rawValue)" }

    public static func parse(_ subject: String) -> (regime: Self, stage: Stage)? {
        let parts = subject.split(separator: "/").map(String.init)
        guard parts.count == 2, let regime = Self(rawValue: parts[0]), let stage = Stage(rawValue: parts[1]),
            regime.stages.contains(stage)
        else { return nil }
        return (regime, stage)
    }

    /// The stages that run from the beginning, each with its time.
    public func opening(awareAt: Timestamp, classifiedAt: Timestamp?) -> [(stage: Stage, due: Timestamp)] {
        switch self {
        case .nis2: [(.earlyWarning, awareAt + .hours(24)), (.notification, awareAt + .hours(72))]
        case .dora:
            [(.initial, min(classifiedAt.map { $0 + .hours(4) } ?? awareAt + .hours(24), awareAt + .hours(24)))]
        }
    }

    /// The stage whose clock begins when this one is filed.
    public func next(after stage: Stage, filedAt: Timestamp) -> (stage: Stage, due: Timestamp)? {
        switch (self, stage) {
        case (.nis2, .notification), (.dora, .intermediate): (.final, filedAt.oneMonthLater)
        case (.dora, .initial): (.intermediate, filedAt + .hours(72))
        default: nil
        }
    }
}

extension Timestamp {
    /// The same day of the next month, or its last day where that month is shorter.
    var oneMonthLater: Timestamp {
        let (date, rest) = dateAndMilliseconds
        let (year, month, day) = date.yearMonthDay
        let next = month == 12 ? (year + 1, 1) : (year, month + 1)
        let later = (0...3).lazy.compactMap { CivilDate(year: next.0, month: next.1, day: day - $0) }.first
        return (later ?? date + 30).startUTC + TimeSpan(milliseconds: rest)
    }
}
