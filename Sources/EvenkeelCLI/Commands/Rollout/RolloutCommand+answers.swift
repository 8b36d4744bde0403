import ArgumentParser
import EvenkeelAPI
import EvenkeelDomain
import EvenkeelFiles

extension RolloutCommand {
    /// `evenkeel rollout answer`.
    struct Answer: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Record a call: the customer confirmed that a site works, or has trouble.",
            discussion: """
                A confirmed call is evidence like any probe: it counts for the verdict, and towards the answers that a \
                soak asks for. Your name and the time are recorded with it.

                Examples:

                  evenkeel rollout answer pbx-5.2 acme-hq --fine --from 'Ada Rossi'
                  evenkeel rollout answer pbx-5.2 acme-hq --trouble --from 'Ada Rossi' --note 'No audio on transfers.'
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
            let request = AnswerRequest(
                installation: installation, answer: fine ? .fine : .trouble, from: from, note: note,
                at: at?.description)
            let document = try await server.connection().send(
                "POST", ["rollouts", id, "answers"], request, expecting: AnswersDocument.self)
            try Answers.show(document, as: output.format)
        }
    }

    /// `evenkeel rollout answers`.
    struct Answers: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "What customers said of the sites of a rollout, and who wrote it down.",
            discussion: """
                Example:

                  evenkeel rollout answers pbx-5.2
                """)

        @Argument(help: "The rollout's id.")
        var id: String

        @OptionGroup var server: ServerOptions
        @OptionGroup var output: FormatOption

        func run() async throws {
            let document = try await server.connection().get(AnswersDocument.self, "rollouts", id, "answers")
            try Self.show(document, as: output.format)
        }

        static func show(_ document: AnswersDocument, as format: OutputFormat) throws {
            try Printout.show(document, as: format) { width, ink in
                var table = TextTable([
                    .text("said (UTC)"), .text("installation"), .text("answer"), .text("from"), .text("way"),
                    .text("recorded by"), .prose("note"),
                ])
                for answer in document.answers {
                    table.add(
                        TextTable.Cell(Figures.time(answer.at)), TextTable.Cell(answer.installation),
                        TextTable.Cell(answer.answer), TextTable.Cell(answer.from), TextTable.Cell(answer.way),
                        TextTable.Cell(answer.recordedBy, .dim), TextTable.Cell(answer.note, .dim))
                }
                return Printout.list(table, orElse: "No customer has answered yet.", width: width, ink: ink)
            }
        }
    }
}
