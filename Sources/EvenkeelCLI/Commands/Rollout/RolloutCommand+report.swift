import ArgumentParser
import EvenkeelAPI

extension RolloutCommand {
    struct Report: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Every gate a rollout met, with the figures it saw, computed again from the journal.",
            discussion: """
                Exits with 1 if a bound computed again differs from the one that was recorded.

                Example:

                  evenkeel rollout report pbx-5.2
                """)

        @Argument(help: "The rollout's id.")
        var id: String

        @OptionGroup var server: ServerOptions
        @OptionGroup var output: FormatOption

        func run() async throws {
            let report = try await server.connection().get(GateReportDocument.self, "rollouts", id, "report")
            try Printout.show(report, as: output.format) { width, ink in
                guard !report.gates.isEmpty else { return ["\(report.rollout) has met no gate yet."] }
                var lines = [ink(.bold, report.rollout)]
                for gate in report.gates { lines += [""] + Self.lines(gate, width, ink) }
                return lines
            }
            if let odd = report.gates.first(where: { !$0.agrees }) {
                throw CommandFailure(
                    "A gate of \(report.rollout) does not hold up.",
                    why:
                        "The bound recorded at position \(odd.position) of the journal is not the one its figures give.",
                    hint: "Check the journal with `evenkeel journal verify`.")
            }
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
            add("promise", "at most \(Figures.percent(gate.falseHalt)) false halts over \(gate.horizonSites) sites")
            if let bound = verdict.upperBound {
                add(
                    "bound",
                    "failure rate below \(rounded(bound * 100)) %" + (gate.agrees ? ", the same computed again" : ""))
            }
            if !gate.agrees {
                add("computed again", gate.upperBoundAgain.map { "\(rounded($0 * 100)) %" } ?? "nothing", .red)
            }
            for group in verdict.implicated {
                add("implicated", "\(group.features.joined(separator: " + ")): \(group.failed) of \(group.sites)", .red)
            }
            return [
                ink(.bold, gate.wave)
                    + ink(.dim, "  \(Figures.time(gate.at)) UTC, entry \(gate.position), by \(gate.by)")
            ] + table.lines(width: width, ink: ink)
        }

        /// Two decimals.
        private static func rounded(_ number: Double) -> String { "\((number * 100).rounded() / 100)" }
    }
}
