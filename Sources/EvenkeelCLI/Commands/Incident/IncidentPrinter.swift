import EvenkeelAPI

/// An incident for people.
struct IncidentPrinter {
    let incident: IncidentDocument

    static func style(ofStatus status: String) -> Ink.Style? {
        switch status {
        case "suspected", "monitoring": .yellow
        case "investigating", "identified": .red
        case "resolved", "reported": .green
        default: .dim
        }
    }

    func lines(width: Int?, ink: Ink) -> [String] {
        let status = Self.style(ofStatus: incident.status).map { ink($0, incident.status) } ?? incident.status
        var lines = [
            ink(.bold, incident.id) + "  \(incident.title)", "  \(status), \(incident.impact) impact, \(scope)",
        ]
        var facts = TextTable([.text(""), .prose("")], indent: 2)
        func add(_ name: String, _ text: String, _ style: Ink.Style? = nil) {
            facts.add(TextTable.Cell(name, .dim), TextTable.Cell(text, style))
        }
        if !incident.components.isEmpty { add("components", incident.components.joined(separator: ", ")) }
        if let rollout = incident.rollout { add("rollout", rollout) }
        if let concerns = incident.concerns { add("concerns", concerns) }
        if !incident.audienceComplete { add("at least these", SignalSentences.atLeast, .yellow) }
        add("began", "\(Figures.time(incident.began)) UTC")
        add("first to know", firstToKnow)
        if let promise = incident.promise {
            let style: Ink.Style = promise.state == "broken" ? .red : promise.state == "kept" ? .green : .cyan
            let keeper = promise.keptBy.map { " by \($0)" } ?? ""
            add(
                "promised",
                "\(promise.kind == "report" ? "the report" : "the next \(promise.kind)") by \(Figures.time(promise.due, isDue: true)) UTC (\(promise.state)\(keeper))",
                style)
        }
        for term in incident.promises where term.kind == "regulator" && term.state != "superseded" {
            let style: Ink.Style = term.state == "broken" ? .red : term.state == "kept" ? .green : .cyan
            add(
                "regulator", "\(term.subject ?? "-") by \(Figures.time(term.due, isDue: true)) UTC (\(term.state))",
                style)
        }
        let kept = incident.promises.count { $0.state == "kept" }
        let broken = incident.promises.count { $0.state == "broken" }
        add("promises", "\(incident.promises.count) made, \(kept) kept, \(broken) broken")
        if ["resolved", "reported"].contains(incident.status), let rest = unrestored {
            let day = incident.updates.last { $0.restBy != nil }?.restBy.map { ", who hear by \($0)" } ?? ""
            add("not restored", rest + day, .yellow)
        }
        lines += facts.lines(width: width, ink: ink)
        lines += section("Signals", signals, width, ink) + section("What was said", updates, width, ink)
        lines += section("Audience", audience, width, ink)
        lines += section("Our own people", alerts, width, ink) + section("Opened actions", actions, width, ink)
        if let report = incident.report { lines += self.report(report, width, ink) }
        return lines
    }

    /// The customers who are affected still, by name.
    private var unrestored: String? {
        let open = (incident.audience ?? []).filter { $0.state == "affected" }.map(\.customer)
        guard !open.isEmpty else { return nil }
        return open.prefix(20).joined(separator: ", ") + (open.count > 20 ? " and \(open.count - 20) more" : "")
    }

    private var scope: String {
        if incident.drill { return "a drill: only its addresses hear of it" }
        if incident.status == "suspected", let told = incident.audience?.count {
            return "nobody told; owned now, \(Figures.count(told, "customer")) would be"
        }
        let restored = incident.restored > 0 ? ", \(Figures.count(incident.restored)) restored" : ""
        let shown = incident.visibility == "public" ? "public" : "told to its audience only"
        return "\(Figures.count(incident.affected, "customer")) affected\(restored); \(shown)"
    }

    private var firstToKnow: String {
        switch (incident.firstToKnow.ours, incident.firstToKnow.customer) {
        case (let ours?, let customer?): "we at \(Figures.time(ours)), a customer at \(Figures.time(customer)) UTC"
        case (let ours?, nil): "we, at \(Figures.time(ours)) UTC; no customer had to tell us"
        case (nil, let customer?): "a customer, at \(Figures.time(customer)) UTC"
        case (nil, nil): "not known"
        }
    }

    private func section(_ title: String, _ table: TextTable, _ width: Int?, _ ink: Ink) -> [String] {
        table.rows.isEmpty ? [] : ["", ink(.bold, title)] + table.lines(width: width, ink: ink)
    }

    /// The time that counts, and beside a corrected one what was written first, by whom it was put right and why.
    private var signals: TextTable {
        var table = TextTable([.text("at (UTC)"), .text("from"), .prose("")], indent: 2)
        for signal in incident.signals {
            var words = [signal.note].compactMap(\.self)
            if let corrected = signal.corrected {
                words.append(
                    "(written as \(Figures.time(signal.at)), corrected by \(corrected.by) at "
                        + "\(Figures.time(corrected.correctedAt)): \(corrected.why))")
            }
            table.add(
                TextTable.Cell(Figures.time(signal.corrected?.at ?? signal.at)), TextTable.Cell(signal.source),
                TextTable.Cell(words.joined(separator: " ")))
        }
        return table
    }

    private var updates: TextTable {
        var table = TextTable(
            [.text("at (UTC)"), .text("status"), .text("by"), .prose("text"), .text("then")], indent: 2)
        for update in incident.updates {
            let outlook =
                update.nextBy.map { "next by \(Figures.time($0, isDue: true))" }
                ?? update.reportBy.map { "report by \(Figures.time($0, isDue: true))" } ?? "-"
            table.add(
                TextTable.Cell(Figures.time(update.at)),
                TextTable.Cell(update.status, Self.style(ofStatus: update.status)),
                TextTable.Cell(update.author ?? update.by.replacing("_", with: " "), .dim), TextTable.Cell(update.body),
                TextTable.Cell(outlook, .cyan))
        }
        return table
    }

    private var audience: TextTable {
        var table = TextTable([.text("customer"), .text("state"), .text("ticket"), .prose("because")], indent: 2)
        for member in incident.audience ?? [] {
            let restored = member.restoredAt.map { " at \(Figures.time($0))" } ?? ""
            table.add(
                TextTable.Cell(member.customer),
                TextTable.Cell(member.state + restored, member.state == "restored" ? .green : .red),
                TextTable.Cell(member.ticket.map { $0.reference ?? "not yet" } ?? "-", .dim),
                TextTable.Cell((member.maybe ? "perhaps: " : "") + member.reason))
        }
        return table
    }

    private var alerts: TextTable {
        var table = TextTable([.text("raised (UTC)"), .text("person"), .text("why"), .text("state")], indent: 2)
        for alert in incident.alerts {
            table.add(
                TextTable.Cell(Figures.time(alert.raisedAt)), TextTable.Cell(alert.person ?? "nobody"),
                TextTable.Cell(alert.reason), TextTable.Cell(alert.state, alert.state == "waiting" ? .yellow : nil))
        }
        return table
    }

    private var actions: TextTable {
        var table = TextTable([.text("action"), .prose("what"), .text("owner"), .text("due")], indent: 2)
        for action in incident.openedActions {
            table.add(
                TextTable.Cell(action.id), TextTable.Cell(action.text), TextTable.Cell(action.owner),
                TextTable.Cell(action.done ? "done" : action.due, action.done ? .green : nil))
        }
        return table
    }

    private func report(_ report: ReportDocument, _ width: Int?, _ ink: Ink) -> [String] {
        var table = TextTable([.text(""), .prose("")], indent: 2)
        func add(_ name: String, _ text: String) { table.add(TextTable.Cell(name, .dim), TextTable.Cell(text)) }
        add("published", report.publishedAt.map { "\(Figures.time($0)) UTC" } ?? "not yet")
        add("what happened", report.whatHappened)
        for cause in report.causes { add("cause, \(cause.kind)", cause.text) }
        add("what we did", report.whatWeDid)
        for action in report.actions {
            let proof = action.guard.map { ", proved by guard \($0)" } ?? ""
            add("action", "\(action.text) (\(action.owner), \(action.done ? "done" : "due \(action.due)")\(proof))")
        }
        return ["", ink(.bold, "Report")] + table.lines(width: width, ink: ink)
    }
}
