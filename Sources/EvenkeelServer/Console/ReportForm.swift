import EvenkeelAPI
import EvenkeelDomain
import EvenkeelLedger

/// A report as it stands in the editor: with rows that are empty yet, and what is not part of it but goes along.
struct ReportForm {
    /// Rows for causes and actions beside those that are written already.
    private static let spare = 2
    private static let rowLimit = 30

    var report: Report
    /// The guards its actions leave behind, where the report is new.
    var guards: [Guard] = []
    /// Why it is changed, where it was published before.
    var why = ""
    var override = ""

    /// What is known already: the published report, or the timeline and the actions that are open.
    init(_ incident: Incident, zone: ZoneOffsets) {
        let timeline = incident.updates.map {
            "- \(zone.localText($0.at)): \($0.body.replacing("\n", with: " "))"
        }
        report =
            incident.report
            ?? Report(
                whatHappened: (["\(incident.title).", "", "## How it went", ""] + timeline).joined(separator: "\n"),
                causes: [], whatWeDid: "", actions: incident.openedActions)
    }

    init(_ form: ConsoleForm, on incident: Incident, at now: Timestamp) throws(Problem) {
        report = Report(
            whatHappened: form.fields["what_happened"] ?? "", causes: [], whatWeDid: form.fields["what_we_did"] ?? "",
            actions: [])
        why = form.fields["why"] ?? ""
        override = form.fields["override"] ?? ""
        let known = incident.report?.actions ?? incident.openedActions
        for row in 1...Self.rowLimit {
            if let text = form.fields["cause-\(row)"] {
                let kind = form.fields["kind-\(row)"].flatMap(Report.Cause.Kind.init(rawValue:)) ?? .unknown
                report.causes.append(.init(kind: kind, text: text))
            }
            guard let text = form.fields["action-\(row)"] else { continue }
            // Whoever edits changes an action in its place; a new one is named by its row.
            let id = known.indices.contains(row - 1) ? known[row - 1].id : ActionID("\(incident.id)-a\(row)")
            report.actions.append(
                CorrectiveAction(
                    id: id, text: text, owner: form.fields["owner-\(row)"] ?? "",
                    due: try Self.day("due-\(row)", form, of: text),
                    proof: known.first { $0.id == id }?.proof))
            if incident.report == nil, let rule = try Self.rule(row, form, incident.id, id, now) { guards.append(rule) }
        }
    }

    /// So many rows as are written, and a few more.
    static func rows(_ written: Int) -> Int { min(rowLimit, written + spare) }

    private static func day(_ name: String, _ form: ConsoleForm, of action: String) throws(Problem) -> CivilDate {
        guard let day = form.fields[name].flatMap({ CivilDate($0) }) else {
            throw Sentences.badParameter(
                name, value: form.fields[name] ?? "", expected: "the day by which \"\(action.prefix(60))\" is done")
        }
        return day
    }

    /// The guard of an action: nil where the form asks for none.
    private static func rule(
        _ row: Int, _ form: ConsoleForm, _ incident: IncidentID, _ action: ActionID, _ now: Timestamp
    ) throws(Problem) -> Guard? {
        guard form.fields["guard-when-\(row)"] != nil || form.fields["guard-sites-\(row)"] != nil else { return nil }
        func count(_ name: String, from least: Int) throws(Problem) -> Int {
            let text = form.fields["\(name)-\(row)"] ?? ""
            guard let number = Int(text), (least...100_000).contains(number) else {
                throw Sentences.badParameter("\(name)-\(row)", value: text, expected: "\(least) to 100000")
            }
            return number
        }
        return Guard(
            id: GuardID("\(incident)-g\(row)"), incident: incident, action: action,
            when: try form.predicate("guard-when-\(row)", expected: "which releases it concerns"),
            soakHours: try count("guard-hours", from: 0), atSites: try count("guard-count", from: 1),
            matching: try form.predicate("guard-sites-\(row)", expected: "which sites soak first"),
            beforeWave: try count("guard-wave", from: 2), since: now)
    }
}
