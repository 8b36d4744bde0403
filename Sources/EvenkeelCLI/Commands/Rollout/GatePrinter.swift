import EvenkeelAPI

/// The gates of a rollout for people.
struct GatePrinter {
    private let report: GateReportDocument

    init(_ report: GateReportDocument) { self.report = report }

    func lines(width: Int?, ink: Ink) -> [String] {
        guard !report.gates.isEmpty else { return ["\(report.rollout) has met no gate yet."] }
        var lines = [ink(.bold, report.rollout)]
        for gate in report.gates { lines += [""] + Self.lines(gate, width, ink) }
        return lines
    }

    private static func lines(_ gate: GateReportDocument.Gate, _ width: Int?, _ ink: Ink) -> [String] {
        let verdict = gate.verdict
        let style: Ink.Style = verdict.state == "halt" ? .red : verdict.state == "advance" ? .green : .yellow
        var table = TextTable([.text(""), .prose("")], indent: 2)
        func add(_ name: String, _ text: String, _ style: Ink.Style? = nil) {
            table.add(TextTable.Cell(name, .dim), TextTable.Cell(text, style))
        }
        add("verdict", "\(verdict.state), by \(gate.metric)", style)
        add("evidence", verdict.text)
        if let reason = gate.overrideReason { add("overridden", reason, .yellow) }
        add(
            "figures",
            "\(verdict.failed) failed of \(verdict.sites), \(verdict.silent) silent, \(rounded(verdict.expected)) expected"
        )
        if let basis = gate.basis { add("rests on", basis) }
        add("promise", "at most \(Figures.percent(gate.falseHalt)) false halts over \(gate.horizonSites) sites")
        if let bound = verdict.upperBound { add("bound", "failure rate below \(rounded(bound * 100)) %") }
        if gate.agrees {
            add(
                "computed again",
                gate.stateAgain == nil
                    ? "the same bound; the entry is too old for the rest"
                    : "the same halt lines, bounds and decision", .green)
        }
        for difference in gate.differences { add("computed again", difference, .red) }
        for group in verdict.implicated {
            add(
                group.concentrated ? "implicated" : "strongest sign",
                "\(group.features.joined(separator: " + ")): \(group.failed) of \(group.sites)",
                group.concentrated ? .red : nil)
        }
        return [
            ink(.bold, gate.wave)
                + ink(.dim, "  \(Figures.time(gate.at)) UTC, entry \(gate.position), by \(gate.by)")
        ] + table.lines(width: width, ink: ink)
    }

    /// Two decimals.
    private static func rounded(_ number: Double) -> String { "\((number * 100).rounded() / 100)" }
}
