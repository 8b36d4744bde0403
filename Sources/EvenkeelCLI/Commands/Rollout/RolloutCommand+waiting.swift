import ArgumentParser
import EvenkeelAPI

extension RolloutCommand {
    struct Waiting: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the sites that could start and wait: why, and when each may.",
            discussion: """
                Example:

                  evenkeel rollout waiting pbx-5.2
                """)

        @Argument(help: "The rollout's id.")
        var id: String

        @OptionGroup var server: ServerOptions
        @OptionGroup var output: FormatOption

        func run() async throws {
            let page = try await server.connection().get(WaitingPage.self, "rollouts", id, "waiting")
            try Printout.show(page, as: output.format) { width, ink in
                var table = TextTable([.text("site"), .text("waits for"), .text("may start (UTC)"), .prose("why")])
                for site in page.waiting {
                    table.add(
                        TextTable.Cell(site.installation), TextTable.Cell(site.reason.code),
                        TextTable.Cell(site.mayStart ? "now" : Figures.time(site.opens)),
                        TextTable.Cell(site.reason.text))
                }
                return Printout.list(table, orElse: "No site waits to be started.", width: width, ink: ink)
            }
        }
    }
}
