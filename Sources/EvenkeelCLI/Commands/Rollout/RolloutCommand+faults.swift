import ArgumentParser
import EvenkeelAPI

extension RolloutCommand {
    struct Faults: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "The faults that sites report, and which of them are the same.",
            discussion: """
                Verdicts count sites, each once; this shows the reports behind them. Reports of one fault often use \
                different words: --same says which are the same, and --as what it is called.

                Examples:

                  evenkeel rollout faults pbx-5.2
                  evenkeel rollout faults pbx-5.2 --same 'no audio' --same 'silence on the line' --as 'one-way audio'
                """)

        @Argument(help: "The rollout's id.")
        var id: String

        @Option(
            name: .long, help: ArgumentHelp("A fault as it was reported; may be repeated.", valueName: "fault"))
        var same: [String] = []

        @Option(name: .customLong("as"), help: ArgumentHelp("The name they go by.", valueName: "name"))
        var name: String?

        @OptionGroup var server: ServerOptions
        @OptionGroup var output: FormatOption

        func validate() throws {
            if same.isEmpty != (name == nil) { throw ValidationError("--same and --as go together.") }
        }

        private struct Naming: Encodable {
            let faults: [String]
            let name: String
        }

        func run() async throws {
            let connection = try server.connection()
            let path = ["rollouts", id, "faults"]
            let document =
                if let name {
                    try await connection.send(
                        "POST", path, Naming(faults: same, name: name), expecting: FaultsDocument.self)
                } else {
                    try await connection.get(FaultsDocument.self, "rollouts", id, "faults")
                }
            try Printout.show(document, as: output.format) { width, ink in
                var table = TextTable([
                    .prose("fault"), .number("sites"), .number("reports"), .prose("reported as"),
                ])
                for fault in document.faults {
                    let words = fault.reportedAs.filter { $0 != fault.fault }.joined(separator: "; ")
                    table.add(
                        TextTable.Cell(fault.fault.isEmpty ? "(not named)" : fault.fault),
                        TextTable.Cell("\(fault.sites)"), TextTable.Cell("\(fault.reports)"),
                        TextTable.Cell(words, .dim))
                }
                return Printout.list(table, orElse: "No site reports trouble.", width: width, ink: ink)
            }
        }
    }

    struct Refusals: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Outcomes that were refused: how often, for which reason, from which source.",
            discussion: """
                Examples:

                  evenkeel rollout refusals
                  evenkeel rollout refusals --source monitoring
                """)

        @Option(name: .long, help: ArgumentHelp("The token of the source; else all.", valueName: "name"))
        var source: String?

        @OptionGroup var server: ServerOptions
        @OptionGroup var output: FormatOption

        func run() async throws {
            let document = try await server.connection().get(
                RefusalsDocument.self, "outcomes", "refusals", query: [("source", source)])
            try Printout.show(document, as: output.format) { width, ink in
                var table = TextTable([
                    .text("source"), .text("reason"), .number("count"), .text("last (UTC)"), .text("installation"),
                    .prose("outcome"),
                ])
                for line in document.refusals {
                    table.add(
                        TextTable.Cell(line.source), TextTable.Cell(line.code), TextTable.Cell("\(line.count)"),
                        TextTable.Cell(Figures.time(line.lastAt)), TextTable.Cell(line.installation),
                        TextTable.Cell(line.outcome, .dim))
                }
                return Printout.list(table, orElse: "Nothing was refused.", width: width, ink: ink)
            }
        }
    }
}
