import ArgumentParser
import EvenkeelAPI

/// `evenkeel guard`.
struct GuardCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "guard", abstract: "What corrective actions left behind: rules that later rollouts must satisfy.",
        discussion: """
            Example:

              evenkeel guard list
            """,
        subcommands: [List.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the guards.",
            discussion: """
                A guard is made with an action of a report: `evenkeel incident report --help`.

                Example:

                  evenkeel guard list --format json
                """)

        @OptionGroup var server: ServerOptions
        @OptionGroup var output: FormatOption

        func run() async throws {
            let page = try await server.connection().get(GuardPage.self, "guards")
            try Printout.show(page, as: output.format) { width, ink in
                var table = TextTable([
                    .text("id"), .text("incident"), .prose("a release with"), .prose("soaks"), .prose("at sites with"),
                    .text("before wave"),
                ])
                for rule in page.guards {
                    table.add(
                        TextTable.Cell(rule.id), TextTable.Cell(rule.incident), TextTable.Cell(rule.when),
                        TextTable.Cell("\(rule.soakHours) h at \(Figures.count(rule.atSites, "site"))"),
                        TextTable.Cell(rule.matching), TextTable.Cell("\(rule.beforeWave)"))
                }
                return Printout.list(table, orElse: "There is no guard yet.", width: width, ink: ink)
            }
        }
    }
}
