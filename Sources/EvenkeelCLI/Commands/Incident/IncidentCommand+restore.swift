import ArgumentParser
import EvenkeelAPI

extension IncidentCommand {
    struct Restore: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Tell customers that it works again at their site.",
            discussion: """
                Example:

                  evenkeel incident restore INC --customer acme --customer bolt --how 'The earlier version is back.'
                """)

        @Argument(help: "The incident's id.")
        var id: String

        @Option(name: .long, help: ArgumentHelp("A customer that is restored; may be repeated.", valueName: "id"))
        var customer: [String]

        @Option(
            name: .long,
            help: ArgumentHelp("How, in the customers' words: each of them reads it.", valueName: "sentence"))
        var how: String

        @Option(
            name: .long,
            help: ArgumentHelp("Why a text that was flagged may stand; it is journalled.", valueName: "text"))
        var override: String?

        @OptionGroup var server: ServerOptions
        @OptionGroup var output: FormatOption

        private struct Body: Encodable {
            let customers: [String]
            let how: String
            let override: String?
        }

        func run() async throws {
            let done = try await server.connection().send(
                "POST", ["incidents", id, "restore"], Body(customers: customer, how: how, override: override),
                expecting: RestoredDocument.self)
            try Printout.show(done, as: output.format) { _, ink in
                done.restored.isEmpty
                    ? ["Those customers were restored already; nobody is told twice."]
                    : [ink(.green, "Restored") + ": \(done.restored.joined(separator: ", "))."]
            }
        }
    }
}
