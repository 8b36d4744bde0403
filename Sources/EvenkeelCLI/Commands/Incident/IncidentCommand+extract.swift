import ArgumentParser
import EvenkeelAPI
import EvenkeelDomain

extension IncidentCommand {
    struct Extract: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "What was known of an incident at a time, for one customer and nobody else's facts in it.",
            discussion: """
                For a customer who must tell a regulator of their own what was known when.

                Example:

                  evenkeel incident extract INC --customer acme --at 2026-12-01T09:00:00Z --format json
                """)

        @Argument(help: "The incident's id.")
        var id: String

        @Option(name: .long, help: ArgumentHelp("The customer it is for.", valueName: "id"))
        var customer: String

        @Option(
            name: .long, help: ArgumentHelp("The time: 2h (ago), or a time; now without it.", valueName: "time"),
            transform: ArgumentForm.pastInstant)
        var at: Timestamp?

        @OptionGroup var server: ServerOptions
        @OptionGroup var output: FormatOption

        func run() async throws {
            let incident = try await server.connection().get(
                IncidentDocument.self, "incidents", id, "extract",
                query: [("customer", customer), ("at", at?.description)])
            try Printout.show(incident, as: output.format) {
                IncidentPrinter(incident: incident).lines(width: $0, ink: $1)
            }
        }
    }
}
