import ArgumentParser
import EvenkeelAPI

/// `evenkeel notice`.
struct NoticeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "notice", abstract: "What customers were told of planned changes.",
        discussion: """
            Example:

              evenkeel notice list --rollout pbx-5.2
            """,
        subcommands: [List.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the notices, and what became of each.",
            discussion: """
                Example:

                  evenkeel notice list --rollout pbx-5.2
                """)

        @Option(name: .long, help: ArgumentHelp("Only those of this rollout.", valueName: "id"))
        var rollout: String?

        @OptionGroup var server: ServerOptions
        @OptionGroup var output: FormatOption

        func run() async throws {
            let page = try await server.connection().get(NoticePage.self, "notices", query: [("rollout", rollout)])
            try Printout.show(page, as: output.format) { width, ink in
                var table = TextTable([
                    .number("wave"), .text("customer"), .text("state"), .text("announced (UTC)"),
                    .prose("installations"),
                ])
                for notice in page.notices {
                    let style: Ink.Style? =
                        notice.state == "acknowledged" ? .green : notice.state == "declined" ? .red : nil
                    table.add(
                        TextTable.Cell("\(notice.wave)"), TextTable.Cell(notice.customer),
                        TextTable.Cell(notice.state, style), TextTable.Cell(Figures.time(notice.announcedAt)),
                        TextTable.Cell(notice.installations.joined(separator: ", ")))
                }
                return Printout.list(table, orElse: "No notice has gone out.", width: width, ink: ink)
            }
        }
    }
}
