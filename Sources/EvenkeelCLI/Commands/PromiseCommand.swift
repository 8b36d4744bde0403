import ArgumentParser
import EvenkeelAPI
import EvenkeelDomain

/// `evenkeel promise`.
struct PromiseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "promise", abstract: "What customers were promised, and whether it was kept.",
        discussion: """
            Example:

              evenkeel promise list --state open
            """,
        subcommands: [List.self, Record.self, Export.self, Verify.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the promises: open, kept and broken.",
            discussion: """
                Example:

                  evenkeel promise list --state broken
                """)

        @Option(
            name: .long, help: ArgumentHelp("Only those that are open, kept or broken.", valueName: "state"),
            transform: PromiseState.choice)
        var state: PromiseState?

        @OptionGroup var server: ServerOptions
        @OptionGroup var output: FormatOption

        func run() async throws {
            let page = try await server.connection().get(
                PromisePage.self, "promises", query: [("state", state?.rawValue)])
            try Printout.show(page, as: output.format) { width, ink in
                var table = TextTable([
                    .text("incident"), .text("promised"), .text("made (UTC)"), .text("due (UTC)"), .text("state"),
                    .text("kept by"), .text("settled (UTC)"),
                ])
                for promise in page.promises {
                    let style: Ink.Style =
                        promise.state == "broken" ? .red : promise.state == "kept" ? .green : .yellow
                    table.add(
                        TextTable.Cell(promise.incident),
                        TextTable.Cell([promise.kind, promise.subject].compactMap(\.self).joined(separator: " ")),
                        TextTable.Cell(Figures.time(promise.madeAt)),
                        TextTable.Cell(Figures.time(promise.due, isDue: true)),
                        TextTable.Cell(promise.state, style), TextTable.Cell(promise.keptBy ?? "-"),
                        TextTable.Cell(Figures.time(promise.settledAt)))
                }
                return Printout.list(table, orElse: "Nothing is promised.", width: width, ink: ink)
            }
        }
    }
}

extension PromiseState: ChoiceArgument {}
