import EvenkeelDomain
import EvenkeelLedger

/// A published report as its readers see it, with every edit marked as one. Who owns its actions is not said.
struct ReportModel {
    struct Action {
        let text: String
        let due: String
        let state: String
    }

    /// What stood there before a change, and why it was changed.
    struct Edit {
        let at: String
        let why: String
        let whatHappened: Markdown
        let causes: [String]
        let whatWeDid: Markdown
        let actions: [Action]
    }

    let whatHappened: Markdown
    let whatWeDid: Markdown
    let hasDone: Bool
    let causes: [String]
    let actions: [Action]
    let edits: [Edit]
    let published: String

    /// - Parameters:
    ///   - done: the words for an action that is done, and for one that is not.
    init(
        _ report: Report, edits: [ReportEdit], zone: ZoneOffsets, date: (CivilDate) -> String,
        done: (yes: String, no: String)
    ) {
        func actions(_ report: Report) -> [Action] {
            report.actions.map {
                Action(text: $0.clause, due: date($0.due), state: $0.isDone ? done.yes : done.no)
            }
        }
        whatHappened = Markdown(report.whatHappened)
        whatWeDid = Markdown(report.whatWeDid)
        hasDone = !report.whatWeDid.isEmpty
        causes = report.causes.map(\.text)
        self.actions = actions(report)
        self.edits = edits.reversed().map { edit in
            Edit(
                at: date(zone.localDate(at: edit.at)), why: edit.why,
                whatHappened: Markdown(edit.before.whatHappened), causes: edit.before.causes.map(\.text),
                whatWeDid: Markdown(edit.before.whatWeDid), actions: actions(edit.before))
        }
        published = report.publishedAt.map { date(zone.localDate(at: $0)) } ?? ""
    }
}
