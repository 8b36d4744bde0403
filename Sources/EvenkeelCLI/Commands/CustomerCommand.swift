import ArgumentParser
import EvenkeelAPI

/// `evenkeel customer`.
struct CustomerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "customer", abstract: "One customer: affected or not, told what, promised what.",
        discussion: """
            Example:

              evenkeel customer show acme
            """,
        subcommands: [Show.self])

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
}
