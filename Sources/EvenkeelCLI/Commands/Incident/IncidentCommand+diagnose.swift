import ArgumentParser
import EvenkeelAPI
import Foundation

extension IncidentCommand {
    struct Diagnose: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say whom it concerns now that more is known.",
            discussion: """
                Computed over the history of facts: who ran a version since it began counts. Those who join get the story so \
                far, those whom the facts never matched hear that they were not affected after all, nobody else hears a word.

                Examples:

                  evenkeel incident diagnose INC 'version==5.2.0;feature==fax' --why 'Only fax over T.38 fails.'
                  evenkeel incident diagnose INC 'region==north' --why 'The alert was cut short.' --at-least
                """)

        @Argument(help: "The incident's id.")
        var id: String

        @Argument(help: "Whom it concerns.", transform: ArgumentForm.predicate)
        var concerns: String

        @Option(name: .long, help: ArgumentHelp("What is known now.", valueName: "text"))
        var why: String

        @Flag(name: .long, help: "The evidence is cut short: these at least, and nobody leaves the audience.")
        var atLeast = false

        @OptionGroup var server: ServerOptions
        @OptionGroup var output: FormatOption

        private struct Body: Encodable {
            let concerns: String
            let why: String
            let complete: Bool
        }

        func run() async throws {
            let incident = try await server.connection().send(
                "POST", ["incidents", id, "diagnose"], Body(concerns: concerns, why: why, complete: !atLeast),
                expecting: IncidentDocument.self)
            try Printout.show(incident, as: output.format) {
                IncidentPrinter(incident: incident).lines(width: $0, ink: $1)
            }
        }
    }

    struct Repeat: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Confirm that this has happened before; the audience is told, and whether we kept our word.",
            discussion: """
                Example:

                  evenkeel incident repeat INC --of inc-4f1a
                  evenkeel incident repeat INC --of inc-4f1a --rejected
                """)

        @Argument(help: "The incident's id.")
        var id: String

        @Option(name: .long, help: ArgumentHelp("The earlier incident.", valueName: "id"))
        var of: String

        @Flag(help: "It is none: nobody is told, and it is not proposed again.")
        var rejected = false

        @OptionGroup var server: ServerOptions
        @OptionGroup var output: FormatOption

        private struct Body: Encodable {
            let of: String
            let rejected: Bool
        }

        func run() async throws {
            let incident = try await server.connection().send(
                "POST", ["incidents", id, "repeat"], Body(of: of, rejected: rejected),
                expecting: IncidentDocument.self)
            try Printout.show(incident, as: output.format) {
                IncidentPrinter(incident: incident).lines(width: $0, ink: $1)
            }
        }
    }

    struct Import: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Bring in the incidents of another status page, with the words and times of then.",
            discussion: """
                Reads JSON lines with id, title, impact, components and updates (at, status, message), the form in which \
                public histories are collected. They stay private until published, promise nothing and are sent to nobody. \
                What is known already is passed over; planned maintenance is left out.

                Example:

                  evenkeel incident import history.jsonl
                """)

        @Argument(help: "The file.")
        var file: String

        @OptionGroup var server: ServerOptions
        @OptionGroup var output: FormatOption

        func run() async throws {
            let history = try IncidentHistory.read(path: file)
            let connection = try server.connection()
            var known = 0
            // A hundred at a time: a body of a megabyte, a transaction of a few milliseconds.
            for start in stride(from: 0, to: history.incidents.count, by: 100) {
                let part = Array(history.incidents[start..<min(start + 100, history.incidents.count)])
                let answer = try await connection.send(
                    "POST", ["incidents", "import"], IncidentImportRequest(source: history.name, incidents: part),
                    expecting: ImportedIncidentsDocument.self)
                known += answer.incidents
            }
            try Printout.show(ImportedIncidentsDocument(incidents: known), as: output.format) { _, ink in
                [
                    ink(.green, "Brought in")
                        + ": \(known) incidents; \(history.leftOut) of planned maintenance were left out."
                ]
            }
        }
    }
}
