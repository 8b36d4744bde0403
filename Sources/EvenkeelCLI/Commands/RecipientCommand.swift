import ArgumentParser
import EvenkeelAPI

/// `evenkeel recipient`.
struct RecipientCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "recipient", abstract: "Who is written to, what they chose, and whose address takes no mail.",
        discussion: """
            Example:

              evenkeel recipient list --quarantined
            """,
        subcommands: [List.self, Release.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List those who are written to.",
            discussion: """
                Example:

                  evenkeel recipient list --quarantined
                """)

        @Flag(help: "Only those whose address or endpoint takes nothing.")
        var quarantined = false

        @OptionGroup var server: ServerOptions
        @OptionGroup var output: FormatOption

        func run() async throws {
            let page = try await server.connection().get(
                RecipientPage.self, "recipients", query: [("quarantined", quarantined ? "true" : nil)])
            try Printout.show(page, as: output.format) { width, ink in
                var table = TextTable([
                    .text("address"), .text("customer"), .text("incidents"), .text("planned"),
                    .text("no mail since (UTC)"), .prose("why"),
                ])
                for recipient in page.recipients {
                    table.add(
                        TextTable.Cell(recipient.address), TextTable.Cell(recipient.customer),
                        TextTable.Cell(recipient.incidents), TextTable.Cell(recipient.planned ? "yes" : "no"),
                        TextTable.Cell(Figures.time(recipient.quarantinedAt), .red),
                        TextTable.Cell(recipient.quarantine ?? ""))
                }
                return Printout.list(table, orElse: "Nobody.", width: width, ink: ink)
            }
        }
    }

    struct Release: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write to an address or an endpoint again, after somebody put it right.",
            discussion: """
                Example:

                  evenkeel recipient release it@acme.example
                  evenkeel recipient release acme-ops
                """)

        @Argument(help: "The address, or the name of the endpoint.")
        var address: String

        @OptionGroup var server: ServerOptions
        @OptionGroup var output: FormatOption

        func run() async throws {
            let recipient = try await server.connection().send(
                "POST", ["recipients", address, "release"], nil as String?, expecting: RecipientDocument.self)
            try Printout.show(recipient, as: output.format) { _, _ in ["\(recipient.address) is written to again."] }
        }
    }
}
