import ArgumentParser
import EvenkeelAPI
import EvenkeelDomain

/// `evenkeel delivery`.
struct DeliveryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delivery", abstract: "Messages to recipients, each with its proof or its failure.",
        discussion: """
            Example:

              evenkeel delivery list --state captured
            """,
        subcommands: [List.self, Preview.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the messages: what waits, what left, what did not and why.",
            discussion: """
                Examples:

                  evenkeel delivery list --customer acme
                  evenkeel delivery list --state dead
                """)

        @Option(
            name: .long,
            help: ArgumentHelp("Only in this state, such as queued, captured, sent or dead.", valueName: "state"),
            transform: DeliveryState.choice)
        var state: DeliveryState?

        @Option(name: .long, help: ArgumentHelp("Only to this customer.", valueName: "id"))
        var customer: String?

        @Option(
            name: .long,
            help: ArgumentHelp(
                "Only about this, such as update/INC/INC-u1; as the list shows it.", valueName: "subject"))
        var subject: String?

        @Option(name: .long, help: ArgumentHelp("At most so many, up to 10,000.", valueName: "n"))
        var limit = 1000

        @OptionGroup var server: ServerOptions
        @OptionGroup var output: FormatOption

        func run() async throws {
            let page = try await server.connection().get(
                DeliveryPage.self, "deliveries",
                query: [
                    ("state", state?.rawValue), ("customer", customer), ("subject", subject), ("limit", "\(limit)"),
                ])
            try Printout.show(page, as: output.format) { width, ink in
                var table = TextTable([
                    .text("id"), .text("state"), .text("queued (UTC)"), .text("settled (UTC)"), .number("tries"),
                    .prose("reason"),
                ])
                for delivery in page.deliveries {
                    table.add(
                        TextTable.Cell(delivery.id),
                        TextTable.Cell(delivery.state, DeliveryCommand.style(delivery.state)),
                        TextTable.Cell(Figures.time(delivery.queuedAt)),
                        TextTable.Cell(Figures.time(delivery.settledAt)), TextTable.Cell("\(delivery.attempts)"),
                        TextTable.Cell(delivery.reason ?? ""))
                }
                return Printout.list(table, orElse: "No message matches.", width: width, ink: ink)
            }
        }
    }

    struct Preview: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show a message as its recipient would read it now.",
            discussion: """
                Example, with an id from the list:

                  evenkeel delivery preview update/INC/INC-u1/email/acme/it@acme.example
                """)

        @Argument(help: "The message's id.")
        var id: String

        @OptionGroup var server: ServerOptions
        @OptionGroup var output: FormatOption

        func run() async throws {
            // The id has slashes of its own, which stay parts of the path.
            let parts = ["deliveries"] + id.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
            let connection = try server.connection()
            let message = try connection.read(
                MessageDocument.self,
                from: try await connection.send("GET", ServerConnection.path(parts + ["preview"])))
            try Printout.show(message, as: output.format) { _, ink in MessagePrinter.lines(message, ink) }
        }
    }

    fileprivate static func style(_ state: String) -> Ink.Style? {
        switch state {
        case "sent": .green
        case "dead", "uncertain": .red
        case "captured", "queued": .yellow
        default: .dim
        }
    }
}

extension DeliveryState: ChoiceArgument {}
