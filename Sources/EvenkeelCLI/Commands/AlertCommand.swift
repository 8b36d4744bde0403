import ArgumentParser
import EvenkeelAPI

/// `evenkeel alert`.
struct AlertCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "alert", abstract: "Words to our own people: reminders, and pages that must be acknowledged.",
        discussion: """
            Example:

              evenkeel alert list --open
            """,
        subcommands: [List.self, Acknowledge.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the alerts, those that want an answer first.",
            discussion: """
                Example:

                  evenkeel alert list --open
                """)

        @Flag(name: .long, help: "Only pages that want an answer.")
        var open = false

        @OptionGroup var server: ServerOptions
        @OptionGroup var output: FormatOption

        func run() async throws {
            let page = try await server.connection().get(
                AlertPage.self, "alerts", query: [("open", open ? "true" : nil)])
            try Printout.show(page, as: output.format) { width, ink in
                var table = TextTable([
                    .text("id"), .text("person"), .text("why"), .text("raised (UTC)"), .text("state"), .prose("over"),
                ])
                for alert in page.alerts {
                    table.add(
                        TextTable.Cell(alert.id), TextTable.Cell(alert.person ?? "-"), TextTable.Cell(alert.reason),
                        TextTable.Cell(Figures.time(alert.raisedAt)),
                        TextTable.Cell(alert.state, alert.state == "waiting" ? .yellow : nil),
                        TextTable.Cell((alert.reached + alert.failed).joined(separator: ", ")))
                }
                return Printout.list(table, orElse: "Nobody was alerted.", width: width, ink: ink)
            }
        }
    }

    struct Acknowledge: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "ack", abstract: "Say that you have seen a page; it goes to nobody else.",
            discussion: """
                Example:

                  evenkeel alert ack INC-alert-2
                """)

        @Argument(help: "The alert's id.")
        var id: String

        @OptionGroup var server: ServerOptions
        @OptionGroup var output: FormatOption

        private struct Nothing: Encodable {}

        func run() async throws {
            let alert = try await server.connection().send(
                "POST", ["alerts", id, "acknowledge"], Nothing(), expecting: AlertDocument.self)
            try Printout.show(alert, as: output.format) { _, ink in
                [
                    ink(.green, "Acknowledged")
                        + " by \(alert.acknowledgedBy ?? "-"). The update is still yours to write."
                ]
            }
        }
    }
}
