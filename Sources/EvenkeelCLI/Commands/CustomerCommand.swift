import ArgumentParser
import EvenkeelAPI

/// `evenkeel customer`.
struct CustomerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "customer", abstract: "One customer: affected or not, told what, promised what.",
        discussion: """
            Example:

              evenkeel customer show acme
              evenkeel customer link acme --contact ada@acme.example
            """,
        subcommands: [Show.self, Link.self, Unlink.self])

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Who they are, are they affected, what were they told, what is promised next.",
            discussion: """
                Example:

                  evenkeel customer show acme
                """)

        @Argument(help: "The customer's id.")
        var name: String

        @OptionGroup var server: ServerOptions
        @OptionGroup var output: FormatOption

        func run() async throws {
            let customer = try await server.connection().get(CustomerDocument.self, "customers", name)
            try Printout.show(customer, as: output.format) {
                CustomerPrinter(customer: customer).lines(width: $0, ink: $1)
            }
        }
    }

    struct Link: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "link", abstract: "Make a link to a customer's own page; it works for 90 days.",
            discussion: """
                With --contact the page records whose answers they are. The address is shown this once.

                Example:

                  evenkeel customer link acme --contact ada@acme.example
                """)

        @Argument(help: "The customer's id or name.")
        var name: String

        @Option(name: .long, help: ArgumentHelp("For whom it is.", valueName: "address"))
        var contact: String?

        @OptionGroup var server: ServerOptions
        @OptionGroup var output: FormatOption

        private struct Body: Encodable { let contact: String? }

        func run() async throws {
            let link = try await server.connection().send(
                "POST", ["customers", name, "links"], Body(contact: contact), expecting: LinkDocument.self)
            try Printout.show(link, as: output.format) { _, _ in [link.url] }
        }
    }

    struct Unlink: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "unlink", abstract: "Take back every link to a customer's page, those in mails included.",
            discussion: """
                Example:

                  evenkeel customer unlink acme
                """)

        @Argument(help: "The customer's id or name.")
        var name: String

        @OptionGroup var server: ServerOptions

        func run() async throws {
            _ = try await server.connection().send("DELETE", ServerConnection.path(["customers", name, "links"]))
            try Console.print("No link to the page of \(name) works any more.")
        }
    }
}
