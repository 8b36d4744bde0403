import ArgumentParser
import EvenkeelAPI
import EvenkeelDomain

extension IncidentCommand {
    struct RequestReport: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "request-report",
            abstract: "Record that a customer wants a report on an incident that closed without one; its clock runs.",
            discussion: """
                Customers ask on their own page, too.

                Example:

                  evenkeel incident request-report INC --customer acme
                """)

        @Argument(help: "The incident's id.")
        var id: String

        @Option(name: .long, help: ArgumentHelp("Who asks for it.", valueName: "id"))
        var customer: String

        @OptionGroup var server: ServerOptions
        @OptionGroup var output: FormatOption

        func run() async throws {
            let incident = try await server.connection().send(
                "POST", ["incidents", id, "request-report"], ["customer": customer], expecting: IncidentDocument.self)
            try Printout.show(incident, as: output.format) {
                IncidentPrinter(incident: incident).lines(width: $0, ink: $1)
            }
        }
    }
}
