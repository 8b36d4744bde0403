import ArgumentParser
import EvenkeelAPI

/// `evenkeel subscriber`.
struct SubscriberCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "subscriber", abstract: "The public that asked to be told, and confirmed.",
        discussion: """
            People subscribe at /subscribe, or a program asks for them with POST /api/v1/subscriptions; either way the \
            owner of the address confirms by the link in a mail.

            Example:

              evenkeel subscriber list
            """,
        subcommands: [List.self, Remove.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the subscribers.",
            discussion: """
                Who asked and has not confirmed is not among them: nothing is kept of that.

                Example:

                  evenkeel subscriber list --format json
                """)

        @OptionGroup var server: ServerOptions
        @OptionGroup var output: FormatOption

        func run() async throws {
            let connection = try server.connection()
            var all = SubscriberPage(subscribers: [], next: nil)
            repeat {
                let page = try await connection.get(SubscriberPage.self, "subscribers", query: [("after", all.next)])
                all.subscribers += page.subscribers
                all.next = page.next
            } while all.next != nil
            try Printout.show(all, as: output.format) { width, ink in
                var table = TextTable([
                    .text("address"), .text("state"), .prose("about"), .text("incidents"), .text("language"),
                    .text("since (UTC)"),
                ])
                for subscriber in all.subscribers {
                    table.add(
                        TextTable.Cell(subscriber.address), TextTable.Cell(subscriber.state),
                        TextTable.Cell(
                            subscriber.components.isEmpty
                                ? "everything" : subscriber.components.joined(separator: ", ")),
                        TextTable.Cell(subscriber.incidents), TextTable.Cell(subscriber.locale ?? ""),
                        TextTable.Cell(Figures.time(subscriber.confirmedAt)))
                }
                return Printout.list(table, orElse: "Nobody has subscribed yet.", width: width, ink: ink)
            }
        }
    }

    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Delete a subscriber who asked for it another way.",
            discussion: """
                Example:

                  evenkeel subscriber remove eve@example.com
                """)

        @Argument(help: "The address.")
        var address: String

        @OptionGroup var server: ServerOptions

        func run() async throws {
            _ = try await server.connection().send("DELETE", ServerConnection.path(["subscribers", address]))
            try Console.print("\(address) is deleted and gets nothing more.")
        }
    }
}
