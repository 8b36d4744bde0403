import ArgumentParser
import EvenkeelAPI
import EvenkeelDomain
import EvenkeelFiles

extension RolloutCommand {
    /// `evenkeel rollout response`.
    struct Response: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Record a call: the customer confirmed that a site works, or has trouble.",
            discussion: """
                A confirmed call is evidence like any probe: it counts for the verdict, and towards the responses that a \
                soak asks for. Your name and the time are recorded with it.

                Examples:

                  evenkeel rollout response pbx-5.2 acme-hq --fine --from 'Ada Rossi'
                  evenkeel rollout response pbx-5.2 acme-hq --trouble --from 'Ada Rossi' --note 'No audio on transfers.'
                """)

        @Argument(help: "The rollout's id.")
        var id: String

        @Argument(help: "The installation.")
        var installation: String

        @Flag(name: .long, help: "The customer says that it works.")
        var fine = false

        @Flag(name: .long, help: "The customer has trouble.")
        var trouble = false

        @Option(name: .long, help: ArgumentHelp("Who said it.", valueName: "name"))
        var from: String

        @Option(name: .long, help: ArgumentHelp("What else was said.", valueName: "sentence"))
        var note: String?

        @Option(
            name: .long, help: ArgumentHelp("When it was said, or how long ago; else now.", valueName: "time"),
            transform: ArgumentForm.pastInstant)
        var at: Timestamp?

        @OptionGroup var server: ServerOptions
        @OptionGroup var output: FormatOption

        func validate() throws {
            if fine == trouble { throw ValidationError("Say either --fine or --trouble.") }
        }

        func run() async throws {
            let request = ResponseRequest(
                installation: installation, response: fine ? .fine : .trouble, from: from, note: note,
                at: at?.description)
            let document = try await server.connection().send(
                "POST", ["rollouts", id, "responses"], request, expecting: ResponsesDocument.self)
            try Responses.show(document, as: output.format)
        }
    }

    /// `evenkeel rollout responses`.
    struct Responses: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "What customers said of the sites of a rollout, and who wrote it down.",
            discussion: """
                Example:

                  evenkeel rollout responses pbx-5.2
                """)

        @Argument(help: "The rollout's id.")
        var id: String

        @OptionGroup var server: ServerOptions
        @OptionGroup var output: FormatOption

        func run() async throws {
            let document = try await server.connection().get(ResponsesDocument.self, "rollouts", id, "responses")
            try Self.show(document, as: output.format)
        }

        static func show(_ document: ResponsesDocument, as format: OutputFormat) throws {
            try Printout.show(document, as: format) { width, ink in
                var table = TextTable([
                    .text("said (UTC)"), .text("installation"), .text("response"), .text("from"), .text("way"),
                    .text("recorded by"), .prose("note"),
                ])
                for response in document.responses {
                    table.add(
                        TextTable.Cell(Figures.time(response.at)), TextTable.Cell(response.installation),
                        TextTable.Cell(response.response), TextTable.Cell(response.from), TextTable.Cell(response.way),
                        TextTable.Cell(response.recordedBy, .dim), TextTable.Cell(response.note, .dim))
                }
                return Printout.list(table, orElse: "No customer has answered yet.", width: width, ink: ink)
            }
        }
    }
}
