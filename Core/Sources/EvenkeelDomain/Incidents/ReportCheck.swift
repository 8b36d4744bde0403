/// What must be true before a report may be published, point by point, so that an author sees what is missing.
public struct ReportCheck: Hashable, Sendable {
    public enum Rule: String, CaseIterable, Codable, Sendable {
        /// What happened is said in the customer's words.
        case whatHappened
        case cause
        case action
        /// Every action has somebody who owns it.
        case owners
        /// Where a supplier is a cause, one action is ours.
        case oursForSupplier
        /// The date of every action lies ahead.
        case dates
        /// There is somebody to tell.
        case audience
        /// No words in it are none of the readers' business, or somebody says why they may stand.
        case words
    }

    public var rule: Rule
    public var isMet: Bool

    /// - Parameters:
    ///   - suppliers: names in lower case; an action that a supplier owns is none of ours.
    ///   - leaks: how many words the leak guard flagged that nobody has given a reason for.
    public static func of(
        _ report: Report, on incident: Incident, today: CivilDate, suppliers: Set<String> = [], leaks: Int = 0
    )
        -> [ReportCheck]
    {
        func said(_ text: String) -> Bool { text.contains { !$0.isWhitespace } }
        return Rule.allCases.map { rule in
            let isMet: Bool =
                switch rule {
                case .whatHappened: said(report.whatHappened)
                case .cause: report.causes.contains { said($0.text) }
                case .action: !report.actions.isEmpty
                case .owners: report.actions.allSatisfy { said($0.owner) }
                case .oursForSupplier:
                    !report.causes.contains { $0.kind == .supplier }
                        || report.actions.contains { !suppliers.contains($0.owner.lowercased()) }
                case .dates: report.actions.allSatisfy { $0.isDone || $0.due >= today }
                case .audience: incident.audience.customers > 0 || incident.visibility == .public || incident.isDrill
                case .words: leaks == 0
                }
            return ReportCheck(rule: rule, isMet: isMet)
        }
    }
}
