/// A message a template is written for; its name is the name of the file.
///
/// Adding one: `docs/internals/adding-a-message.md`.
public enum MessageKind: String, CaseIterable, Sendable, Hashable {
    // About a planned change.
    case planned, reminder, appointment, visit, moved, replaced, installed
    case rolledBack = "rolled-back"
    case supportEnds = "support-ends"
    case maintenance

    // About an incident.
    case own, update, holding, identified, monitoring, restored, resolved, report, overdue, story, together
    case notAffected = "not-affected"
    case repeated = "repeat"
    case drill

    // About messages themselves.
    case confirm, summary

    // To our own people.
    case quarantined
    case supportRisk = "support-risk"

    /// Every variable its template may use.
    public var variables: [TemplateVariable] { Self.everywhere + own }

    /// Offered to every message.
    private static let everywhere: [TemplateVariable] = [
        .optional("name"), .text("organisation"), .text("page_url"), .optional("customer"),
        .optional("unsubscribe_url"), .optional("preferences_url"),
    ]

    private static let release: [TemplateVariable] = [
        .text("product"), .text("release"), .list("sites", [.text("site")]), .optional("summary"),
        .optional("downtime"), .optional("what_you_do"), .optional("what_to_test"), .optional("way_back"),
        .flag("in_english"), .optional("answer_url"),
    ]

    private static let incident: [TemplateVariable] = [
        .text("title"), .text("status"), .text("body"), .list("paragraphs", [.text("text"), .flag("item")]),
        .flag("in_english"), .flag("maybe"), .optional("since"),
        .optional("at"), .optional("next_by"), .optional("report_by"), .optional("cause"), .flag("withdrawn"),
        .optional("incident_url"), .list("updates", [.text("at"), .text("status"), .text("body")]),
        .optional("earlier_title"), .optional("earlier_day"),
        actions, .optional("rest_by"),
    ]
    private static let actions = TemplateVariable.list(
        "actions", [.text("text"), .flag("done"), .optional("due")])

    private var own: [TemplateVariable] {
        switch self {
        case .planned: Self.release + [.text("day"), .flag("ask"), .flag("at_once")]
        case .reminder:
            Self.release + [.text("day"), .flag("ask"), .flag("at_once"), .flag("unanswered"), .optional("agreed")]
        case .moved:
            Self.release + [
                .text("day"), .optional("new_day"), .optional("reason"), .flag("given_up"), .flag("earlier"),
                .flag("tried"), .flag("ask"),
            ]
        case .replaced: Self.release + [.optional("day"), .optional("was"), .text("by"), .flag("ask")]
        case .installed: Self.release + [.optional("day"), .optional("fine_url"), .optional("trouble_url")]
        case .rolledBack: Self.release + [.text("day")]
        case .appointment:
            Self.release + [
                .text("day"), .text("time"), .text("site"), .optional("length"), .optional("person"),
                .optional("access"), .flag("changed"), .flag("cancelled"), .optional("reason"), .flag("again"),
                .flag("another_day"), .flag("given_up"), .flag("superseded"),
            ]
        case .visit:
            [
                .text("product"), .text("release"), .text("day"), .text("time"), .text("site"), .optional("length"),
                .optional("access"), .flag("changed"), .flag("cancelled"), .optional("reason"), .flag("given_up"),
                .flag("superseded"),
            ]
        case .supportEnds:
            [
                .text("product"), .text("version"), .text("day"), .optional("release"),
                .list("sites", [.text("site")]), .optional("answer_url"),
            ]
        case .maintenance:
            [
                .text("title"), .text("from"), .text("to"), .optional("text"), .flag("in_english"), .flag("moved"),
                .flag("overran"), .flag("completed"), .flag("cancelled"), .optional("answer_url"),
            ]
        case .restored: Self.incident + [.optional("how")]
        case .repeated: Self.incident + [.flag("complete")]
        case .overdue: Self.incident + [.flag("action")]
        case .resolved: Self.incident + [.flag("late")]
        case .own, .update, .holding, .identified, .monitoring, .report, .story, .together, .notAffected, .drill:
            Self.incident
        case .confirm:
            [
                .list("components", [.text("name")]), .flag("everything"), .optional("confirm_url"), .text("expires"),
            ]
        case .quarantined:
            [.optional("person"), .text("address"), .text("reason"), .text("customer_url"), .flag("endpoint")]
        case .supportRisk:
            [
                .text("product"), .text("version"), .text("day"), .flag("ask"), .optional("person"),
                .optional("reason"), .text("customer_url"),
            ]
        case .summary:
            [
                .list(
                    "items",
                    [
                        .text("title"), .text("status"), .text("body"), .text("at"), .flag("in_english"),
                        .optional("next_by"), .optional("report_by"), .optional("rest_by"), .optional("restored_at"),
                        .optional("affected"), .optional("since"), .optional("beginning"), .optional("cause"),
                        .optional("incident_url"), Self.actions,
                    ])
            ]
        }
    }
}
