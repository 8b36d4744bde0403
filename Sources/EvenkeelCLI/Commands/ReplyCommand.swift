import ArgumentParser
import EvenkeelAPI

/// `evenkeel reply`.
struct ReplyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reply", abstract: "What people answered to our mails.",
        discussion: """
            Example:

              evenkeel reply list --waiting
            """,
        subcommands: [List.self, Read.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the replies, the newest first.",
            discussion: """
                Example:

                  evenkeel reply list --waiting --customer acme
                """)

        @Flag(help: "Only those that nobody has read.")
        var waiting = false

        @Option(name: .long, help: ArgumentHelp("Only of this customer.", valueName: "id"))
        var customer: String?

        @OptionGroup var server: ServerOptions
        @OptionGroup var output: FormatOption

        func run() async throws {
            let page = try await server.connection().get(
                ReplyPage.self, "replies", query: [("waiting", waiting ? "true" : nil), ("customer", customer)])
            try Printout.show(page, as: output.format) { width, ink in
                var table = TextTable([
                    .text("id"), .text("received (UTC)"), .text("customer"), .text("answers"), .text("read by"),
                    .prose("subject"),
                ])
                for reply in page.replies {
                    table.add(
                        TextTable.Cell(reply.id), TextTable.Cell(Figures.time(reply.receivedAt)),
                        TextTable.Cell(reply.customer ?? "unknown"), TextTable.Cell(reply.thread ?? "unknown"),
                        TextTable.Cell(reply.readBy ?? (reply.automatic ? "(automatic)" : "nobody")),
                        TextTable.Cell(reply.subject))
                }
                return Printout.list(table, orElse: "No reply.", width: width, ink: ink)
            }
        }
    }

    struct Read: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show a reply and note that you have read it: reminders to its customer go on.",
            discussion: """
                Example, with an id from the list:

                  evenkeel reply read 9f86d081884c7d659a2feaa0c55ad015
                """)

        @Argument(help: "The reply's id.")
        var id: String

        @OptionGroup var server: ServerOptions
        @OptionGroup var output: FormatOption

        func run() async throws {
            let reply = try await server.connection().send(
                "POST", ["replies", id, "read"], nil as String?, expecting: ReplyDocument.self)
            try Printout.show(reply, as: output.format) { _, ink in
                [
                    ink(.bold, reply.subject), "From \(reply.from), \(Figures.time(reply.receivedAt)) UTC",
                    reply.thread.map { "It answers \($0)." } ?? "Nobody knows what it answers.", "", reply.text,
                ]
            }
        }
    }
}
