import EvenkeelAPI
import EvenkeelDomain
import EvenkeelLedger

/// The editor of a report, with the publish check-list beside it.
struct ReportEditorModel: PageModel {
    struct Point {
        let text: String
        let isMet: Bool
    }

    struct Cause {
        let row: Int
        let text: String
        let kinds: [Choice]
    }

    struct Choice {
        let value: String
        let label: String
        let isChosen: Bool
    }

    struct Action {
        let row: Int
        let text: String
        let owner: String
        let due: String
        let isDone: Bool
        /// A guard is made with a report, not with its change.
        let takesGuard: Bool
        let wish: Wish
    }

    /// The guard of an action as it was filled in.
    struct Wish {
        let when: String
        let sites: String
        let hours: String
        let count: String
        let wave: String
        let isFilled: Bool
    }

    static let template = "report-editor"

    let frame: ConsoleFrame
    let id: String
    let title: String
    let isPublished: Bool
    let canPublish: Bool
    let points: [Point]
    /// All points are met.
    let isReady: Bool
    let isChecked: Bool
    let leaks: String?
    let whatHappened: String
    let whatWeDid: String
    let causes: [Cause]
    let actions: [Action]
    let why: String
    let override: String
    let due: String?

    init(
        _ form: ReportForm, on incident: Incident, points: [ReportCheck], leaks: [LeakGuard.Finding], isChecked: Bool,
        frame: ConsoleFrame
    ) {
        let report = form.report
        self.frame = frame
        id = incident.id.text
        title = incident.title
        isPublished = incident.report != nil
        canPublish = incident.report != nil || incident.status.after(.report) != nil
        self.points = points.map { Point(text: ReportCheckDocument($0).text, isMet: $0.isMet) }
        isReady = points.allSatisfy(\.isMet)
        self.isChecked = isChecked
        self.leaks = leaks.isEmpty ? nil : Sentences.problem(.refused(.leaks(leaks))).detail
        whatHappened = report.whatHappened
        whatWeDid = report.whatWeDid
        causes = (0..<ReportForm.rows(report.causes.count)).map { row in
            let cause = report.causes.indices.contains(row) ? report.causes[row] : nil
            return Cause(
                row: row + 1, text: cause?.text ?? "",
                kinds: Report.Cause.Kind.allCases.map { kind in
                    Choice(value: kind.rawValue, label: Self.word(kind), isChosen: kind == cause?.kind)
                })
        }
        actions = (0..<ReportForm.rows(report.actions.count)).map { row in
            let action = report.actions.indices.contains(row) ? report.actions[row] : nil
            let rule = action.flatMap { action in form.guards.first { $0.action == action.id } }
            return Action(
                row: row + 1, text: action?.text ?? "", owner: action?.owner ?? "",
                due: action?.due.description ?? "", isDone: action?.isDone ?? false,
                takesGuard: incident.report == nil && !incident.isDrill, wish: Self.wish(rule))
        }
        why = form.why
        override = form.override
        due = incident.openPromise.flatMap { $0.kind == .report ? $0.due.description : nil }
    }

    private static func wish(_ rule: Guard?) -> Wish {
        Wish(
            when: rule?.when.description ?? "", sites: rule?.matching.description ?? "",
            hours: rule.map { "\($0.soakHours)" } ?? "72", count: rule.map { "\($0.atSites)" } ?? "3",
            wave: rule.map { "\($0.beforeWave)" } ?? "3", isFilled: rule != nil)
    }

    private static func word(_ kind: Report.Cause.Kind) -> String {
        switch kind {
        case .ours: "ours"
        case .supplier: "a supplier's"
        case .environment: "the customer's surroundings"
        case .unknown: "not known yet"
        }
    }

    /// Whether a refusal is a point of the check-list, so that the page says it better than an error would.
    static func isShownInCheck(_ error: OperationError) -> Bool {
        guard case .refused(let refusal) = error else { return false }
        switch refusal {
        case .reportNeedsCause, .reportNeedsAction, .supplierWithoutOwnAction, .actionWithoutOwner, .actionInThePast,
            .audienceEmpty, .bodyMissing, .leaks:
            return true
        default: return false
        }
    }
}
